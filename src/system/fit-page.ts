// Builds the page of a log query from whole records, and makes it fit a size. Pure; used by backends and by get_logs.
import { LIMITS } from '../limits.js';
import type { LogPage, LogQuery, LogRecordLines, LogRecords } from './system.js';

/** What is older than a page: the time of the newest matching record that is not on it. */
export interface Beyond {
  readonly time: string | null;
  /** Why it is not on the page: `tail` records are there; no more fit; one `record` alone does not fit; the `scan` ended before it. */
  readonly because: 'tail' | 'size' | 'record' | 'scan';
}

/** @param records newest first */
export function buildPage(query: LogQuery, records: readonly LogRecordLines[], beyond: Beyond | null): LogRecords {
  return { ...plainPage(query, records, beyond), query, records };
}

function plainPage(query: LogQuery, records: readonly LogRecordLines[], beyond: Beyond | null): LogPage {
  const times = records.map(({ time }) => time).filter((time) => time !== null);
  const lines = records.flatMap((record) => record.lines).sort((a, b) => a.at - b.at);
  return {
    source: query.source,
    lines: lines.map(({ text }) => text),
    count: records.length,
    truncated: beyond !== null,
    first_time: times.at(-1) ?? null,
    last_time: times[0] ?? null,
    ...(beyond === null ? {} : { next: howToGoOn(query, records, beyond) }),
  };
}

/**
 * The page as a tool returns it, at most `maxChars` as JSON: the oldest records are left out whole. A single record that is
 * too long keeps its first lines and says what is missing.
 */
export function fitPage(page: LogRecords, maxChars: number): LogPage {
  const { query, records, ...whole } = page;
  if (jsonLength(whole) <= maxChars) return whole;
  const [newest] = records;
  let room = maxChars - RESERVE;
  const fitting: LogRecordLines[] = [];
  for (const record of records) {
    room -= record.lines.reduce((sum, { text }) => sum + jsonLength(text) + 1, 0);
    if (room < 0) break;
    fitting.push(record);
  }
  const because = fitting.length === 0 ? 'record' : 'size';
  if (fitting.length === 0 && newest !== undefined) fitting.push(shorten(newest, maxChars - RESERVE));
  const left = records[fitting.length];
  return plainPage(query, fitting, { time: left?.time ?? null, because });
}

/** Characters of a page's JSON besides its lines: names, times, `next`. */
const RESERVE = 1_500;

function shorten(record: LogRecordLines, maxChars: number): LogRecordLines {
  let room = maxChars - 100;
  const lines = record.lines.filter(({ text }) => (room -= jsonLength(text) + 1) >= 0);
  const [first] = record.lines;
  const at = lines.at(-1)?.at ?? first?.at ?? 0;
  return { ...record, lines: [...lines, { at, text: `[zops: ${record.lines.length - lines.length} more lines of this record left out]` }] };
}

function jsonLength(value: unknown): number {
  return JSON.stringify(value).length;
}

/** Concrete arguments for the next call. Bounds are inclusive, so records of that very instant may come again. */
function howToGoOn(query: LogQuery, records: readonly LogRecordLines[], { time, because }: Beyond): string {
  const why = {
    tail: 'Older records match',
    size: 'Older records match but did not fit this result',
    record: `The newest record is too long for a result and was shortened (run_command can show parts of ${query.source}.log)`,
    scan: `Only the newest ${LIMITS.logScanBytes / 1024 / 1024} MB that could match were searched`,
  }[because];
  const more = Math.min(Math.max(query.tail * 2, LIMITS.tailDefault), LIMITS.tailMax);
  // Asking until that very instant would bring the same page again.
  const stuck = time === null || (because !== 'scan' && records.every((record) => record.time === time));
  if (!stuck) return `${why}: call get_logs again with until=${JSON.stringify(time)} and the other arguments unchanged.`;
  if (because === 'tail' && more > query.tail) return `${why}: call get_logs again with tail=${more} and the other arguments unchanged.`;
  return `${why}: narrow the question with contains, job, since or until.`;
}
