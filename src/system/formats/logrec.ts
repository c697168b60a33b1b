// LOGREC detail edit reports as EREP prints them: one report, one record. Pure.
import { centuryOf, clockOf, dayOfYear } from './dates.js';
import { logLine, type LogLine } from './log-line.js';

const HEAD = /^[ 01-]?\s*(?:TYPE|DEVICE NUMBER|RECORD TYPE|MODEL):?\s.*\bREPORT:\s*\S/;
const EVERYTHING = /^/;
const SOFTWARE = /^[ 01-]?\s*TYPE:\s+([A-Z][A-Z ]*?RECORD)\b/;

/**
 * Everything up to the next report belongs to it.
 * @example `TYPE:  SOFTWARE RECORD      REPORT:  SOFTWARE EDIT REPORT           DAY.YEAR`
 */
export function parseLogrecLine(line: string): LogLine | null {
  const software = SOFTWARE.exec(line)?.[1];
  if (software === undefined && !HEAD.test(line)) return null;
  return logLine({ format: 'logrec', role: 'head', kind: software ?? 'HARDWARE', text: line.trim(), takes: EVERYTHING });
}

export interface LogrecReport {
  /** `YYYY-MM-DD` of the error, not of the report. */
  readonly date: string | null;
  readonly clock: string | null;
  readonly jobName: string | null;
  readonly system: string | null;
  readonly errorId: string | null;
  readonly device: string | null;
  readonly volume: string | null;
  /** Completion code of the search argument, as printed: `S0378`, `U0028`. */
  readonly abend: string | null;
}

/** What a report says of its error, from all its lines. */
export function readLogrecReport(lines: readonly string[]): LogrecReport {
  const all = lines.join('\n');
  const first = (pattern: RegExp): string | null => pattern.exec(all)?.[1]?.trim() ?? null;
  const [, day, year] = /\bERROR DATE:\s*(\d{3})[ .]+(\d{2})\b/.exec(all) ?? /(?<!REPORT )\bDATE:\s*(\d{3})[ .]+(\d{2})\b/.exec(all) ?? [];
  return {
    date: day === undefined || year === undefined ? null : dayOfYear(centuryOf(Number(year)), Number(day)),
    clock: clockOf(/\bTIME:\s*(\d\d[ :.]\d\d[ :.]\d\d(?:\.\d+)?)/.exec(all)?.[1] ?? '') ?? clockOf(first(/\bTIME=(\d\d[:.]\d\d[:.]\d\d)/) ?? ''),
    jobName: first(/\bJOB(?:NAME|\s?IDENTITY):\s*([A-Z$#@][A-Z0-9$#@]{0,7})\b/),
    system: first(/\bSYSTEM NAME:\s*(\S{1,8})/),
    errorId: first(/\bERRORID:\s*(\S.*)$/m),
    device: first(/\bDEVICE NUMBER:\s*0*([0-9A-F]{3,5})\b/),
    volume: first(/\bVOLUME:\s*([A-Z0-9$#@]{1,6})\b/),
    abend: first(/\bAB\/([SU]\w{4})\b/),
  };
}
