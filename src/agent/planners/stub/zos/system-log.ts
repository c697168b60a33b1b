// Hardcopy SYSLOG of z/OS and MVS 3.8j and ISO-stamped lines, read into records. Pure; an unknown line is a record of its own.
import { auditRecord } from './audit-record.js';
import { julianDate, timeOn } from './dates.js';
import { jobNamedBy, messageIdIn, messageIdOf } from './message-id.js';
import type { LogRecord, Source } from './record.js';

interface Draft {
  readonly time: string | null;
  readonly jobId: string | null;
  text: string;
  /** Who gave a command. */
  readonly by?: string;
}

const HARDCOPY = /^[A-Z]([A-Z ])[0-9A-F]{7} .{8} (\d{7}|\d{5}) (\d\d:\d\d:\d\d)\.\d\d (.{8}) .{8} ?(.*)$/;
const HARDCOPY_MORE = /^[DESL][A-Z ]? {10,60}(\d{3}) (?:[0-9A-F]{8})? ?(.*)$/;
const MVS38J = /^ {0,4}[0-9A-F]{4} ([ \d]\d\.\d\d\.\d\d)(?: (.{8}))? ?(.*)$/;
const ISO = /^\W?(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)[.,\dZ+:-]*\W*(.*)$/;
const JOB_ID = /\b(?:JOB|STC|TSU) {0,4}\d{1,5}\b/;
/** A multi-line message's first line ends with the number that its other lines carry. */
const GROUP = /\s(\d{3,4})$/;

export function systemLogRecords(source: Source, lines: readonly string[]): readonly LogRecord[] {
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
    const head = readHead(line);
    const [, group = '', more = line] = HARDCOPY_MORE.exec(line) ?? [];
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
  return records.map((record) => ('source' in record ? record : messageRecord(source, record)));
}

/** A record from a message's text: its id, the job it names, blanks in order. */
export function messageRecord(source: Source, { time, jobId, text, by }: Readonly<Draft>): LogRecord {
  if (by !== undefined) return { source, time, jobId, messageId: null, job: null, text: tidy(text, null), isCommand: true, by };
  // A line that starts with a hyphen is a step's or job's accounting.
  const messageId = text.startsWith('-') ? null : (messageIdOf(text) ?? messageIdIn(text.slice(0, 40)));
  const message = messageId === null ? text : text.slice(text.indexOf(messageId));
  return { source, time, jobId, messageId, job: jobNamedBy(messageId, message), text: tidy(message, messageId) };
}

function readHead(line: string): Draft | undefined {
  const hardcopy = HARDCOPY.exec(line);
  if (hardcopy !== null) {
    const [, request, date = '', clock = '', origin = '', text = ''] = hardcopy;
    const by = request === 'C' ? { by: origin.trim() } : {};
    return { time: timeOn(julianDate(date), clock), jobId: jobIdIn(origin), text: text.trim(), ...by };
  }
  const old = MVS38J.exec(line);
  if (old !== null) return { time: timeOn(null, old[1] ?? ''), jobId: jobIdIn(old[2]), text: (old[3] ?? '').trim() };
  const iso = ISO.exec(line);
  return iso === null ? undefined : { time: `${iso[1] ?? ''}T${iso[2] ?? ''}`, jobId: jobIdIn(iso[3]), text: (iso[3] ?? '').trim() };
}

function jobIdIn(text: string | undefined): string | null {
  return JOB_ID.exec(text ?? '')?.[0].replaceAll(' ', '') ?? null;
}

/** One blank between words, none before a closing bracket; CICS repeats date and time in the text. */
function tidy(text: string, messageId: string | null): string {
  const plain = text.replace(/\s{2,}/g, ' ').replace(/(?<=\w) +\)/g, ')');
  return messageId?.startsWith('DFH') === true ? plain.replace(/ \d\d\/\d\d\/\d{4} \d\d:\d\d:\d\d/, '') : plain;
}
