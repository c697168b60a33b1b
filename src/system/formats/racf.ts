// RACF on its own, outside a hardcopy log: the lines of an ICH408I message, and rows of the SMF unload (IRRADU00). Pure.
import { calendarDate, clockOf } from './dates.js';
import { logLine, type LogLine } from './log-line.js';

const INDENTED = /^\s/;
const VIOLATION = /^[ *+-]*(ICH408I USER\(.*)$/;

/**
 * The indented lines below it (resource, cause, profile, access) belong to the message.
 * @example `ICH408I USER(TEMP042 ) GROUP(CONTRACT) NAME(J DOE               )`
 */
export function parseViolationLine(line: string): LogLine | null {
  const text = VIOLATION.exec(line)?.[1]?.trimEnd();
  if (text === undefined) return null;
  return logLine({ format: 'racf', role: 'head', kind: 'violation', messageId: 'ICH408I', text, takes: INDENTED });
}

// Event type 1-8, qualifier 10-17, time 19-26, date 28-37, SMF id 39-42; the rest differs by event.
const UNLOAD = /^([A-Z$@#][A-Z0-9$@#]{0,7}) +([A-Z0-9$@#]{1,8}) +(\d\d:\d\d:\d\d) (\d{4})-(\d\d)-(\d\d) (\S{1,4})(?: |$)(.*)$/;

/**
 * @example `ACCESS   INSAUTH  07:26:12 2026-11-22 SYSA YES  NO   NO   TEMP042  CONTRACT`
 */
export function parseSmfUnloadLine(line: string): LogLine | null {
  const parts = UNLOAD.exec(line);
  if (parts === null) return null;
  const [, event = '', qualifier = '', clock = '', year, month, day, system = ''] = parts;
  const date = calendarDate(Number(year), Number(month), Number(day));
  return logLine({ format: 'smf', role: 'head', kind: `${event} ${qualifier}`, date, clock: clockOf(clock), system, text: line.trimEnd() });
}

export interface Violation {
  readonly user: string | null;
  readonly group: string | null;
  readonly resource: string | null;
  readonly resourceClass: string | null;
  /** RACF's own words: `INSUFFICIENT ACCESS AUTHORITY`, `LOGON/JOB INITIATION - INVALID PASSWORD`, … */
  readonly cause: string | null;
  readonly intent: string | null;
  readonly allowed: string | null;
}

/** What an ICH408I message says, from the texts of its lines (see `LogLine.text`). */
export function readViolation(texts: readonly string[]): Violation {
  const all = texts.join('\n');
  const field = (name: string): string | null => nonEmpty(new RegExp(`\\b${name}\\(([^)\\n]*)\\)`).exec(all)?.[1]);
  const resource = /^ *(\S.*?) CL\(([^)]*)\)/m.exec(all);
  const cause = /^ *(?:INSUFFICIENT|LOGON\/JOB|WARNING:|RESOURCE|PROFILE|DEFINE|RENAME|UNDEFINED|NOT AUTHORIZED)[^\n]*$/m.exec(all);
  return {
    user: field('USER'),
    group: field('GROUP'),
    resource: resource?.[1] ?? null,
    resourceClass: resource?.[2]?.trim() ?? null,
    cause: cause?.[0].trim().replace(/\s{2,}/g, ' ') ?? null,
    intent: field('ACCESS INTENT'),
    allowed: field('ACCESS ALLOWED'),
  };
}

function nonEmpty(text: string | undefined): string | null {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? null : trimmed;
}
