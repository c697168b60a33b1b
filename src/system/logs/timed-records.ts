// The records of a log with their times, read line by line from the end.
import type { FileHandle } from 'node:fs/promises';
import { throwIfCancelled } from './cancelled.js';
import { linesFromEnd } from './lines-from-end.js';
import { readLine, RecordAssembler, type LogRecord } from './record.js';
import { Timeline, type TimedRecord } from './timeline.js';

export interface RecordBlock {
  /** Nearly newest first. */
  readonly records: readonly TimedRecord[];
  /** Offset down to which the log has been looked at; 0 means all of it. */
  readonly position: number;
  /** Rank of the newest record that may still come, or -1. */
  readonly newestOpen: number;
  /** What has been done so far, in bytes; grows with what is settled for good. */
  readonly cost: number;
}

/**
 * @param end where to start, the end of a line
 * @param learn is shown the records of a block before any of them comes out
 * @throws ZopsError `cancelled`; FileShrankError
 */
export async function* timedRecords(file: FileHandle, end: number, signal?: AbortSignal, learn?: (record: LogRecord) => void): AsyncGenerator<RecordBlock, void, void> {
  const assembler = new RecordAssembler();
  const timeline = new Timeline();
  for await (const { lines, position } of linesFromEnd(file, end)) {
    throwIfCancelled(signal);
    const whole = lines.flatMap((line) => assembler.push(readLine(line)));
    if (position === 0) whole.push(...assembler.end());
    for (const record of whole) learn?.(record);
    const records = whole.flatMap((record) => timeline.push(record));
    if (position === 0) records.push(...timeline.end());
    const newestOpen = Math.max(assembler.newestOpen, timeline.newestPending);
    yield { records, position, newestOpen, cost: end - Math.max(position, newestOpen) };
  }
}
