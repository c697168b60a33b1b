// The records of a log that may answer a question, newest first, found by a search of the undecoded bytes: only they are decoded.
import type { FileHandle } from 'node:fs/promises';
import { LIMITS } from '../../limits.js';
import { TooFarError } from './byte-window.js';
import { throwIfCancelled } from './cancelled.js';
import type { LineFinder } from './line-finder.js';
import { readFully } from './lines-from-end.js';
import { recordAt } from './record-at.js';
import { GROUP_SPAN, type LogRecord } from './record.js';
import type { Stretch } from './time-order.js';
import type { RecordBlock } from './timed-records.js';
import type { TimedRecord } from './timeline.js';

const NEWLINE = 0x0a;
const CHUNK_BYTES = 512 * 1024;
/** A chunk is searched with so much of the one below it: room for a text across the edge, and to see that a line is long. */
const OVERLAP_BYTES = LIMITS.logLineBytes + 2 * 1024;

/** What decoding one record costs, in bytes that could have been searched instead … */
const RECORD_COST = 128 * 1024;
const GROUP_COST = 4 * 1024 * 1024;
/** … and in bytes that could have been read line by line; so much more than the search has covered is too much. */
const RECORD_READ = 5 * 1024;
const GROUP_READ = 128 * 1024;
const PATIENCE_BYTES = 4 * 1024 * 1024;

/**
 * Gives exactly what `timedRecords` gives of the records that the finder points at.
 * @param end where the log is taken to end; records that begin in the stretch may go on below it
 * @throws TooFarError when reading line by line serves better: job logs, no dates, records of enormous size, or hits all over
 */
export async function* searchedRecords(file: FileHandle, stretch: Stretch, end: number, finder: LineFinder, signal?: AbortSignal): AsyncGenerator<RecordBlock, void, void> {
  const seen = new Seen();
  let cost = 0;
  let read = 0;
  for await (const { bytes, position } of chunksFromEnd(file, stretch)) {
    const records: TimedRecord[] = [];
    // A line may hold a text thousands of times.
    let line = bytes.length;
    for (const at of finder.find(bytes).sort((a, b) => b - a)) {
      if (at >= line) continue;
      throwIfCancelled(signal);
      line = at === 0 ? 0 : bytes.lastIndexOf(NEWLINE, at - 1) + 1;
      if (line > 0 && seen.has(position + line)) continue;
      const record = await recordAt(file, position + at, end);
      if (!seen.add(record)) continue;
      records.push(withOwnTime(record));
      cost += record.head.group === null ? RECORD_COST : GROUP_COST;
      read += record.head.group === null ? RECORD_READ : GROUP_READ;
      if (read > stretch.to - position + PATIENCE_BYTES) throw new TooFarError();
    }
    seen.forgetBelow(position + 2 * GROUP_SPAN);
    throwIfCancelled(signal);
    // What is further up may end so far down.
    yield { records, position, newestOpen: position === 0 ? -1 : position + GROUP_SPAN, cost: cost + stretch.to - position - GROUP_SPAN };
  }
}

/** A line without a date takes its time from lines that may stand far away; in a job log lines below take the job of this one. */
function withOwnTime(record: LogRecord): TimedRecord {
  const { format, date, clock, jobId } = record.head;
  if (date === null || clock === null || format === 'joblog') throw new TooFarError();
  return { record, time: { day: date, clock }, jobId };
}

/** Lines whose records have been given out; only those near the current position matter. */
class Seen {
  #lines = new Set<number>();

  has(line: number): boolean {
    return this.#lines.has(line);
  }

  /** @returns false when it was there already */
  add({ lines, rank }: LogRecord): boolean {
    if (this.#lines.has(rank)) return false;
    for (const { raw } of lines) this.#lines.add(raw.at);
    return true;
  }

  forgetBelow(position: number): void {
    if (this.#lines.size > 10_000) this.#lines = new Set([...this.#lines].filter((line) => line <= position));
  }
}

/** The next chunk is read while the one before it is searched. A chunk's bytes are overwritten by the next but one. */
async function* chunksFromEnd(file: FileHandle, { from, to }: Stretch): AsyncGenerator<{ readonly bytes: Buffer; readonly position: number }, void, void> {
  const size = Math.min(CHUNK_BYTES + OVERLAP_BYTES, to - from);
  const buffers = [Buffer.allocUnsafe(size), Buffer.allocUnsafe(size)];
  const load = async (position: number, end: number, turn: number): Promise<{ bytes: Buffer; position: number }> => {
    const bytes = (buffers[turn % 2] ?? Buffer.alloc(0)).subarray(0, Math.min(to, end + OVERLAP_BYTES) - position);
    await readFully(file, bytes, position);
    return { bytes, position };
  };
  const above = (end: number): number => Math.max(from, end - CHUNK_BYTES);
  let pending = to > from ? load(above(to), to, 0) : null;
  try {
    for (let turn = 1; pending !== null; turn += 1) {
      const chunk = await pending;
      pending = chunk.position > from ? load(above(chunk.position), chunk.position, turn) : null;
      // Until it is awaited, a failure is nobody's.
      pending?.catch(() => undefined);
      yield chunk;
    }
  } finally {
    await pending?.catch(() => undefined);
  }
}
