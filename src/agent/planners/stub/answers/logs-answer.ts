// Words for log pages: how many records, what stands out, the records themselves in short form. Pure.
import type { LogFilters } from '../language/wish.js';
import { shiftTime } from '../language/numbers.js';
import type { Page } from '../results.js';
import { recordsOf, todayOf } from '../evidence.js';
import { findIn } from '../zos/findings.js';
import { logName, type LogRecord, type Source } from '../zos/record.js';
import { abendLine, notableLine } from './findings-words.js';
import { accessLines } from './security-words.js';
import { and, bullets, capital, clock, count, quotedLines, recordLine, span, thousands } from '../words.js';

/** Records listed in an answer; the whole page is in the result. */
const LISTED = 60;
const STANDING_OUT = 5;

/** @param pages of one log, newest first; at least one. */
export function logsAnswer(pages: readonly Page[], filters: LogFilters, about: 'records' | 'errors'): string {
  const [newest] = pages;
  const oldest = pages.at(-1);
  if (newest === undefined || oldest === undefined) return '';
  const { source } = newest;
  const today = todayOf(pages);
  const records = within(pages.toReversed().flatMap(recordsOf), newest.last_time, filters.minutes);
  const wanted = about === 'errors' ? standingOut(records) : records;
  const cut =
    oldest.truncated &&
    (filters.minutes === undefined || within(recordsOf(oldest), newest.last_time, filters.minutes).length === recordsOf(oldest).length);
  const whole = pages.length === 1 && filters.minutes === undefined;
  const times = span(records[0]?.time ?? oldest.first_time, records.at(-1)?.time ?? newest.last_time, today);
  const read = `${count(whole ? newest.count : records.length, 'record')}${conditions(filters)}${times}`;
  if (wanted.length === 0)
    return cut
      ? `Nothing that stands out in the ${logName(source)}, as far as I read: ${read}, the newest of more.`
      : nothing([source], filters, about);
  const kind = about === 'errors' ? `${thousands(wanted.length)} of ${read} ${wanted.length === 1 ? 'stands' : 'stand'} out` : read;
  const parts = [`${capital(logName(source))}: ${kind}${cut ? ', the newest of more' : ''}.`];
  const access = accessLines(records, today);
  const highlights = about === 'errors' ? [] : access.length > 0 ? access : highlightsOf(records, today);
  if (highlights.length > 0) parts.push(`What stands out:\n${bullets(highlights)}`);
  // A job log is read as it was printed; of the other logs the message is what counts.
  const verbatim = source === 'joblog' && about === 'records' && filters.minutes === undefined;
  const lines = verbatim
    ? newest.lines.map((line) => line.slice(1))
    : wanted.map((record) => recordLine(record, today, source === 'syslog' || source === 'joblog'));
  parts.push(quotedLines(lines.slice(-LISTED)));
  if (lines.length > LISTED) parts.push(`(${lines.length - LISTED} earlier lines are in the result.)`);
  return parts.join('\n');
}

/** One sentence for the logs that hold nothing of what was asked. */
export function nothing(sources: readonly Source[], filters: LogFilters, about: 'records' | 'errors' | 'abends' = 'records'): string {
  const what = about === 'abends' ? 'No abend' : about === 'errors' ? 'Nothing that stands out' : 'No record';
  return `${what}${conditions(filters)} in the ${and(sources.map(logName))}.`;
}

export function conditions({ contains, job, since, until, minutes }: LogFilters): string {
  return [
    job === undefined ? '' : ` of ${job}`,
    contains === undefined ? '' : ` with ${JSON.stringify(contains)}`,
    since === undefined ? '' : ` since ${since}`,
    until === undefined ? '' : ` until ${until}`,
    minutes === undefined ? '' : ` in the last ${minutes} minutes`,
  ].join('');
}

/** The records of the last minutes before the newest one; all of them without such a wish. */
function within(records: readonly LogRecord[], newest: string | null, minutes: number | undefined): readonly LogRecord[] {
  const last = clock(newest);
  if (minutes === undefined || last === null) return records;
  const from = `${shiftTime(last, -minutes)}:${last.slice(6)}`;
  const date = newest?.slice(0, 10) ?? '';
  return records.filter(({ time }) => time !== null && (time.includes('T') ? time >= `${date}T${from}` : time >= from));
}

function standingOut(records: readonly LogRecord[]): readonly LogRecord[] {
  const { abends, notables } = findIn(records);
  const told = new Set(
    [
      ...abends.flatMap((abend) => abend.records),
      ...notables.filter(({ severity }) => severity !== 'info').flatMap((notable) => notable.records),
    ].map(({ text }) => text),
  );
  return records.filter(({ text }) => told.has(text));
}

function highlightsOf(records: readonly LogRecord[], today: string | null): readonly string[] {
  const { abends, notables } = findIn(records);
  const notable = notables.filter(({ severity }) => severity !== 'info');
  const lines = [...abends.map((abend) => abendLine(abend, today)), ...notable.map((one) => notableLine(one, today))];
  return lines.length <= STANDING_OUT ? lines : [...lines.slice(0, STANDING_OUT), `and ${lines.length - STANDING_OUT} more`];
}
