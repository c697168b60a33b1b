// Answers a log query from an open file: reads backwards until the page is full, the time is past, or the bound is reached.
import type { FileHandle } from 'node:fs/promises';
import { ZopsError } from '../../errors.js';
import { LIMITS } from '../../limits.js';
import { buildPage } from '../fit-page.js';
import type { LogQuery, LogRecords } from '../system.js';
import { Collector } from './collector.js';
import { JobFilter } from './job-filter.js';
import { linesFromEnd } from './lines-from-end.js';
import { RecordAssembler, recordText } from './record.js';
import { seekTime } from './seek-time.js';
import { compare, hoursBefore, settleBounds, within, type Bound, type Bounds } from './time-bounds.js';
import { Timeline, type LogTime, type TimedRecord } from './timeline.js';

/** Messages may come out of order, and clocks go back in autumn: reading goes on this far below `since`, hours … */
const DISORDER_HOURS = 2;
/** … and no order is relied on in this much of the log: small ones are put together from several sources. Bytes. */
const UNORDERED_BYTES = 8 * 1024 * 1024;

/**
 * @param searchable bytes to search at most before the answer says how to go on
 * @throws ZopsError `invalid_time`, `cancelled`; FileShrankError
 */
export async function readLog(file: FileHandle, query: LogQuery, signal?: AbortSignal, searchable: number = LIMITS.logScanBytes): Promise<LogRecords> {
  const { size } = await file.stat();
  const timeMatters = query.since !== undefined || query.until !== undefined;
  const last = timeMatters ? await newestTime(file, size, signal) : null;
  const bounds = settleBounds(query, last);
  if (timeMatters && last === null && size > 0) {
    throw new ZopsError('invalid_time', `${query.source}.log holds no times that can be read: leave since and until out.`);
  }
  const start = await seekTime(file, size, bounds.until, searchable, signal);

  const matches = matcher(query, bounds);
  const collector = new Collector(query.tail);
  let reached: LogTime | null = null;
  let past = false;
  let position = start;
  for await (const block of timedRecords(file, start, searchable, signal, matches.learn)) {
    for (const timed of block.records) {
      reached = timed.time ?? reached;
      past ||= bounds.since !== null && isPast(timed, bounds.since);
      if (matches.test(timed)) collector.offer(timed);
    }
    position = block.position;
    past &&= start - position >= UNORDERED_BYTES;
    if (past || collector.isFull(block.newestOpen)) break;
  }

  const { records, beyond, full } = collector.result();
  const stopped = position > 0 && !past && beyond === null;
  // A log whose order of time could not be used: asking again from here would only lead away from `until`.
  const onward = reached !== null && bounds.until !== null && compare(reached, bounds.until) > 0 ? null : boundText(reached);
  return buildPage(
    query,
    records.map(({ record, time }) => ({ time: timeText(time), lines: record.lines.map(({ raw }) => raw) })),
    beyond !== null ? { time: boundText(beyond.time), because: full } : stopped ? { time: onward, because: 'scan' } : null,
  );
}

interface RecordBlock {
  /** Nearly newest first. */
  readonly records: readonly TimedRecord[];
  readonly position: number;
  /** Rank of the newest record that is still to come. */
  readonly newestOpen: number;
}

/** Records with their times, block by block from the end, until `searchable` bytes have been read. */
async function* timedRecords(
  file: FileHandle,
  end: number,
  searchable: number,
  signal: AbortSignal | undefined,
  learn?: (record: TimedRecord['record']) => void,
): AsyncGenerator<RecordBlock, void, void> {
  const assembler = new RecordAssembler();
  const timeline = new Timeline();
  for await (const { lines, position } of linesFromEnd(file, end)) {
    if (signal?.aborted === true) throw new ZopsError('cancelled', 'The call was cancelled while the log was read.');
    const last = position === 0 || end - position >= searchable;
    const whole = lines.flatMap((line) => assembler.push(line));
    if (last) whole.push(...assembler.end());
    for (const record of whole) learn?.(record);
    const records = whole.flatMap((record) => timeline.push(record));
    if (last) records.push(...timeline.end());
    yield { records, position, newestOpen: Math.max(assembler.newestOpen, timeline.newestPending) };
    if (last) return;
  }
}

/** The time of the newest record that has one, looked for in the last part of the log only. */
async function newestTime(file: FileHandle, size: number, signal: AbortSignal | undefined): Promise<LogTime | null> {
  for await (const { records } of timedRecords(file, size, LIMITS.logScanBytes, signal)) {
    for (const { time } of records) if (time !== null) return time;
  }
  return null;
}

function matcher(query: LogQuery, bounds: Bounds): { learn: (record: TimedRecord['record']) => void; test: (timed: TimedRecord) => boolean } {
  const job = query.job === undefined ? null : new JobFilter(query.job);
  const wanted = query.contains?.toLowerCase() ?? '';
  return {
    learn: (record) => job?.learn(record),
    test: (timed) =>
      within(timed.time, bounds) && (wanted === '' || recordText(timed.record).toLowerCase().includes(wanted)) && (job === null || job.matches(timed)),
  };
}

/** Whether everything further up is older than `since`. Job logs and LOGREC reports are not in order of time. */
function isPast({ record, time }: TimedRecord, since: Bound): boolean {
  if (time === null || record.head.clock === null || record.head.format === 'joblog' || record.head.format === 'logrec') return false;
  return hoursBefore(time, since) > DISORDER_HOURS;
}

function timeText(time: LogTime | null): string | null {
  if (time === null) return null;
  return typeof time.day === 'string' ? `${time.day}T${time.clock}` : time.clock;
}

/** A time that can be written as a bound: in a log without dates only its last day can be named. */
function boundText(time: LogTime | null): string | null {
  return time === null || (typeof time.day === 'number' && time.day !== 0) ? null : timeText(time);
}
