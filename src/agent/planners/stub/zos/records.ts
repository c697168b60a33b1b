// Lines, as get_logs returns them, read into records: hardcopy SYSLOG, JES2 job log, MVS 3.8j, ISO stamps, RACF, LOGREC.
// Pure; a line of no known form is a record of its own.
import { auditRecord } from './audit-record.js';
import { logrecRecords } from './logrec-record.js';
import { jobNamedBy, messageIdIn, messageIdOf } from './message-id.js';
import type { LogRecord, Source } from './record.js';

interface Draft {
  readonly time: string | null;
  readonly jobId: string | null;
  text: string;
}

const HARDCOPY = /^[A-Z][A-Z ][0-9A-F]{7} .{8} (?:\d{7}|\d{5}) (\d\d:\d\d:\d\d)\.\d\d (.{8}) .{8} ?(.*)$/;
const HARDCOPY_MORE = /^[DESL][A-Z ]? {10,60}(\d{3}) (?:[0-9A-F]{8})? ?(.*)$/;
const JOB_LOG = /^[ 01+-]?(\d\d\.\d\d\.\d\d) ((?:JOB|STC|TSU)[ \d]{4}\d|[JST]\d{7}) (.*)$/;
const JOB_LOG_MORE = /^[ 0-]? {2,5}(\d{3,4}) {4,}(\S.*)$/;
const MVS38J = /^ {0,4}[0-9A-F]{4} ([ \d]\d\.\d\d\.\d\d)(?: (.{8}))? ?(.*)$/;
const ISO = /^\W?\d{4}-\d\d-\d\d[T ](\d\d:\d\d:\d\d)[.,\dZ+:-]*\W*(.*)$/;
const JOB_ID = /\b(?:JOB|STC|TSU) {0,4}\d{1,5}\b/;
/** A multi-line message's first line ends with the number that its other lines carry. */
const GROUP = /\s(\d{3,4})$/;

/** Oldest first, like the lines. */
export function readRecords(source: Source, lines: readonly string[]): readonly LogRecord[] {
  if (source === 'error') {
    const reports = logrecRecords(lines);
    if (reports.length > 0) return reports;
  }
  const records: (LogRecord | Draft)[] = [];
  const open = new Map<string, Draft>();
  let last: Draft | undefined;
  for (const line of lines.filter((text) => text.trim() !== '')) {
    const audit = auditRecord(line, source);
    if (audit !== undefined) {
      records.push(audit);
      last = undefined;
      continue;
    }
    const [, group = '', more = line] = HARDCOPY_MORE.exec(line) ?? JOB_LOG_MORE.exec(line) ?? [];
    const head = readHead(line);
    const parent = head === undefined ? (open.get(group) ?? (/^\s/.test(line) ? last : undefined)) : undefined;
    if (parent !== undefined) {
      parent.text += ` ${more.trim()}`;
      continue;
    }
    last = head ?? { time: null, jobId: null, text: line.trim() };
    const number = GROUP.exec(last.text)?.[1];
    if (number !== undefined) {
      open.set(number, last);
      last.text = last.text.slice(0, -number.length).trimEnd();
    }
    records.push(last);
  }
  return records.map((record) => ('source' in record ? record : finish(source, record)));
}

function readHead(line: string): Draft | undefined {
  const parts = HARDCOPY.exec(line) ?? JOB_LOG.exec(line) ?? MVS38J.exec(line);
  if (parts !== null) return { time: (parts[1] ?? '').trim().padStart(8, '0').replaceAll('.', ':'), jobId: jobIdIn(parts[2]), text: (parts[3] ?? '').trim() };
  const iso = ISO.exec(line);
  return iso === null ? undefined : { time: iso[1] ?? null, jobId: jobIdIn(iso[2]), text: (iso[2] ?? '').trim() };
}

function jobIdIn(text: string | undefined): string | null {
  return JOB_ID.exec(text ?? '')?.[0].replaceAll(' ', '') ?? null;
}

function finish(source: Source, { time, jobId, text }: Draft): LogRecord {
  const messageId = messageIdOf(text) ?? messageIdIn(text.slice(0, 40));
  const message = messageId === null ? text : text.slice(text.indexOf(messageId));
  return { source, time, jobId, messageId, job: jobNamedBy(messageId, message), text: message.replace(/\s{2,}/g, ' ') };
}
