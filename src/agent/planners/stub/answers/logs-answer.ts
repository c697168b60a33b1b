// Words for log pages: how many records, what stands out, the records themselves in short form. Pure.
import type { LogFilters } from '../language/wish.js';
import { shiftTime } from '../language/numbers.js';
import type { Page } from '../results.js';
import { recordsOf, todayOf } from '../evidence.js';
import { findIn } from '../zos/findings.js';
import type { LogRecord, Source } from '../zos/record.js';
import { abendLine, notableLine } from './findings-words.js';
import { and, bullets, capital, clock, count, quotedLines, recordLine, span } from './words.js';

/** Records listed in an answer; the whole page is in the result. */
const LISTED = 60;
const STANDING_OUT = 5;

export function logsAnswer(page: Page, filters: LogFilters, about: 'records' | 'errors'): string {
  const records = recordsIn(page, filters);
  const today = todayOf([page]);
  const wanted = about === 'errors' ? standingOut(records) : records;
  if (wanted.length === 0) return nothing([page.source], filters, about);
  const [first, last] = [records[0]?.time ?? page.first_time, records.at(-1)?.time ?? page.last_time];
  const kind = about === 'errors' ? count(wanted.length, 'record that stands out', 'records that stand out') : count(wanted.length, 'record');
  const parts = [`${capital(page.source)}: ${kind}${conditions(filters)}${span(first, last, today)}${page.truncated ? ', the newest of more' : ''}.`];
  const highlights = about === 'errors' ? [] : highlightsOf(records, today);
  if (highlights.length > 0) parts.push(`What stands out:\n${bullets(highlights)}`);
  parts.push(quotedLines(wanted.slice(-LISTED).map((record) => recordLine(record, today, page.source !== 'audit' && page.source !== 'error'))));
  if (wanted.length > LISTED) parts.push(`(${wanted.length - LISTED} earlier records are in the result, see --json.)`);
  return parts.join('\n');
}

/** One sentence for the logs that hold nothing of what was asked. */
export function nothing(sources: readonly Source[], filters: LogFilters, about: 'records' | 'errors' | 'abends' = 'records'): string {
  const what = about === 'abends' ? 'No abend' : about === 'errors' ? 'Nothing that stands out' : 'No record';
  return `${what}${conditions(filters)} in the ${and(sources)}${sources.length === 1 && sources[0] !== 'syslog' && sources[0] !== 'joblog' ? ' log' : ''}.`;
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

/** The page's records, cut to the last minutes when those were asked for (counted back from the newest record). */
export function recordsIn(page: Page, { minutes }: LogFilters): readonly LogRecord[] {
  const records = recordsOf(page);
  const newest = clock(page.last_time);
  if (minutes === undefined || newest === null) return records;
  const from = `${shiftTime(newest, -minutes)}:${newest.slice(6)}`;
  const date = page.last_time?.slice(0, 10) ?? '';
  return records.filter(({ time }) => time !== null && (time.includes('T') ? time >= `${date}T${from}` : time >= from));
}

function standingOut(records: readonly LogRecord[]): readonly LogRecord[] {
  const { abends, notables } = findIn(records);
  const told = new Set([...abends.flatMap((abend) => abend.records), ...notables.filter(({ severity }) => severity !== 'info').flatMap((notable) => notable.records)].map(({ text }) => text));
  return records.filter(({ text }) => told.has(text));
}

function highlightsOf(records: readonly LogRecord[], today: string | null): readonly string[] {
  const { abends, notables } = findIn(records);
  const notable = notables.filter(({ severity }) => severity !== 'info');
  const lines = [...abends.map((abend) => abendLine(abend, today)), ...notable.map((one) => notableLine(one, today))];
  return lines.length <= STANDING_OUT ? lines : [...lines.slice(0, STANDING_OUT), `and ${lines.length - STANDING_OUT} more`];
}
