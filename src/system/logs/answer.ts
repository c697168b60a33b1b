// Looks through one stretch of a log, from its end, for the records of a question: line by line, or by searching the bytes.
import type { FileHandle } from 'node:fs/promises';
import type { LogQuery } from '../system.js';
import { ByteWindow, TooFarError } from './byte-window.js';
import { Collector } from './collector.js';
import { JobFilter } from './job-filter.js';
import { findJob, findText } from './line-finder.js';
import { readFully } from './lines-from-end.js';
import { positionOf, type Position } from './position.js';
import { isUnended, recordText, type LogRecord } from './record.js';
import { searchedRecords } from './searched-records.js';
import { hoursBefore, within, type Bounds } from './time-bounds.js';
import { UNORDERED_BYTES, type Stretch } from './time-order.js';
import { timedRecords, type RecordBlock } from './timed-records.js';
import type { TimedRecord } from './timeline.js';

/** In a log without dates reading goes on this far above `since`: messages may come out of order. Hours. */
const DISORDER_HOURS = 2;
/** What is looked at to learn which bytes of a log are rare. */
const SAMPLE_BYTES = 64 * 1024;
/** So near the end of a log a message without its last line may still be being written, bytes. */
export const LIVE_BYTES = 256 * 1024;
const PROGRESS_MS = 500;
const MB = 1024 * 1024;

export interface Question {
  readonly query: LogQuery;
  readonly bounds: Bounds;
  /** Only records of at most this rank. */
  readonly newest: number;
  /** What can match begins here … */
  readonly stretch: Stretch;
  /** … and above this offset; what of the stretch is below it may belong to a message that begins above. */
  readonly top: number;
  /** Where the log is taken to end. */
  readonly end: number;
  /** The log is being written: messages at its end that lack their last line are left for later. */
  readonly live: boolean;
  /** Bytes to read line by line and to search at most, and up to which a stretch is simply read. */
  readonly most: { readonly read: number; readonly search: number; readonly small: number };
  readonly signal: AbortSignal | undefined;
  readonly progress: ((message: string) => void) | undefined;
}

export interface Answer {
  /** Newest first. */
  readonly records: readonly TimedRecord[];
  /** The newest matching record that is not among them. */
  readonly beyond: TimedRecord | null;
  readonly full: 'tail' | 'size';
  /** Set when the bound was reached: what has been looked at, bytes, and where to go on, if that can be said. */
  readonly stopped: { readonly searched: number; readonly at: Position | null } | null;
}

/** @throws ZopsError `cancelled`; FileShrankError */
export async function findAnswer(file: FileHandle, question: Question): Promise<Answer> {
  const job = question.query.job === undefined ? null : new JobFilter(question.query.job);
  if (isWorthSearching(question)) {
    try {
      return await bySearch(file, question, job);
    } catch (error) {
      if (!(error instanceof TooFarError)) throw error;
      job?.startOver();
    }
  }
  for (;;) {
    const { stretch, signal, most } = question;
    const blocks = timedRecords(file, stretch.to, signal, (record) => job?.learn(record));
    const answer = await collect(file, blocks, question, job, most.read);
    if (job?.startOver() !== true) return answer;
  }
}

function isWorthSearching({ query, stretch, most }: Question): boolean {
  return (query.contains !== undefined || query.job !== undefined) && stretch.to - stretch.from > most.small;
}

/** @throws TooFarError when the log has to be read line by line */
async function bySearch(file: FileHandle, question: Question, job: JobFilter | null): Promise<Answer> {
  const { query, stretch, end, signal, most } = question;
  const sample = Buffer.allocUnsafe(Math.min(SAMPLE_BYTES, stretch.to - stretch.from));
  await readFully(file, sample, stretch.to - sample.length);
  for (;;) {
    const known = job?.ids.size ?? 0;
    // With a job its finder serves: every record that names it has to be seen, for the ids of its name.
    const finder = job === null ? findText(query.contains ?? '', sample) : findJob(job, sample);
    if (finder === null) throw new TooFarError();
    const answer = await collect(file, searchedRecords(file, stretch, end, finder, signal), question, job, most.search);
    job?.startOver();
    if (known === (job?.ids.size ?? 0)) return answer;
  }
}

async function collect(file: FileHandle, blocks: AsyncIterable<RecordBlock>, question: Question, job: JobFilter | null, most: number): Promise<Answer> {
  const { query, bounds, stretch, top, newest } = question;
  const collector = new Collector(query.tail);
  const matches = matcher(question, job);
  const report = reporter(question);
  let past = false;
  for await (const { records, position, newestOpen, cost } of blocks) {
    for (const { record } of records) job?.learn(record);
    for (const timed of records) {
      past ||= isPast(timed, bounds);
      if (matches(timed)) collector.offer(timed);
    }
    report(position);
    past &&= stretch.to - position >= UNORDERED_BYTES;
    if (past || position <= stretch.from || collector.isFull(newestOpen)) break;
    if (cost - (stretch.to - top) < most) continue;
    const at = await positionAfter(new ByteWindow(file, question.end), Math.max(position, newestOpen));
    // A place that is no progress would be asked for again and again.
    const onward = at !== null && at.at < newest ? at : null;
    return { ...collector.result(onward?.at), stopped: { searched: top - (onward?.at ?? position), at: onward } };
  }
  return { ...collector.result(), stopped: null };
}

/** The line after the one that holds an offset: records that end there or above may not all have been seen. */
async function positionAfter(window: ByteWindow, offset: number): Promise<Position | null> {
  try {
    const at = await window.nextLine(offset);
    return at >= window.end ? null : positionOf({ at, text: await window.text(at, await window.nextLine(at)) });
  } catch (error) {
    if (error instanceof TooFarError) return null;
    throw error;
  }
}

function matcher({ query, bounds, newest, end, live }: Question, job: JobFilter | null): (timed: TimedRecord) => boolean {
  const wanted = query.contains?.toLowerCase() ?? '';
  return (timed) =>
    timed.record.rank <= newest &&
    within(timed.time, bounds) &&
    (wanted === '' || recordText(timed.record).toLowerCase().includes(wanted)) &&
    (job === null || job.matches(timed)) &&
    !(live && mayGrow(timed.record, end));
}

/** Whether the last lines of a message may still be to come. */
export function mayGrow(record: LogRecord, end: number): boolean {
  return isUnended(record) && end - record.rank <= LIVE_BYTES;
}

/** Whether everything further up is older than `since`, in a log that has only times of day: its days are counted from its end. */
function isPast({ record, time }: TimedRecord, { since }: Bounds): boolean {
  if (since === null || typeof time?.day !== 'number' || record.head.clock === null || record.head.format === 'joblog') return false;
  return hoursBefore(time, since) > DISORDER_HOURS;
}

function reporter({ query, stretch, progress }: Question): (position: number) => void {
  let due = performance.now() + PROGRESS_MS;
  return (position) => {
    if (progress === undefined || performance.now() < due) return;
    due = performance.now() + PROGRESS_MS;
    progress(`Searched ${Math.round((stretch.to - position) / MB)} of ${Math.round((stretch.to - stretch.from) / MB)} MB of ${query.source}.log`);
  };
}
