// Builds the page of a log query from whole records, and makes it fit a size. Pure; used by backends and by get_logs.
import { LIMITS } from '../limits.js';
import { positionOf, splitUntil, writePosition, type Position } from './logs/position.js';
import type { LogPage, LogQuery, LogRecordLines, LogRecords } from './system.js';

/** What is older than a page: the time and the place of the newest matching record that is not on it, where they can be asked for. */
export interface Beyond {
  readonly time: string | null;
  readonly position: Position | null;
  /** Why it is not on the page: `tail` records are there; no more fit; one `record` alone does not fit; the `scan` ended before it. */
  readonly because: 'tail' | 'size' | 'record' | 'scan';
  /** How much the scan covered, MB. */
  readonly searched?: number;
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
  const last = left?.lines.at(-1);
  return plainPage(query, fitting, { time: left?.time ?? null, position: last === undefined ? null : positionOf(last), because });
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
function howToGoOn(query: LogQuery, records: readonly LogRecordLines[], { time, position, because, searched = 0 }: Beyond): string {
  const why = {
    tail: 'Older records match',
    size: 'Older records match but did not fit this result',
    record: `The newest record is too long for a result and was shortened (run_command can show parts of ${query.source}.log)`,
    scan: `Only the newest ${searched < 10 ? searched.toFixed(1) : Math.round(searched)} MB that could match were searched`,
  }[because];
  const again = (change: string): string => `${why}: call get_logs again with ${change} and the other arguments unchanged.`;
  const asked = query.until === undefined ? { time: undefined, position: null } : splitUntil(query.until);
  // Asking until that very instant would bring the same page again; and who went by places goes on by them.
  const byTime = time !== null && asked.position === null && records.some((record) => record.time !== time);
  if (byTime) return again(`until=${JSON.stringify(time)}`);
  const more = Math.min(Math.max(query.tail * 2, LIMITS.tailDefault), LIMITS.tailMax);
  if (because === 'tail' && asked.position === null && more > query.tail) return again(`tail=${more}`);
  // Days that are counted from the end of a log cannot be counted from a place in it.
  const countsDays = (query.since ?? asked.time) !== undefined && records.some((record) => record.time !== null && !record.time.includes('T'));
  if (position !== null && !countsDays) return again(`until=${JSON.stringify((asked.time ?? '') + writePosition(position))}`);
  return `${why}: narrow the question with contains, job, since or until.`;
}
