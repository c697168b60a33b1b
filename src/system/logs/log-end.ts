// The end of a log that may be being written: where it stands, whether it is still what it was, what of it is not complete.
import type { FileHandle } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { mayGrow } from './answer.js';
import { FileShrankError, readFully } from './lines-from-end.js';
import type { TimedRecord } from './timeline.js';

const NEWLINE = 0x0a;
const LAST_BYTES = 4 * 1024;
/** A log that was written to so lately may be in the middle of a message, ms. */
const FRESH_MS = 2_000;
/** How long a line or message that seems incomplete may take to be finished, and how often that is looked at, ms. */
const PATIENCE_MS = 120;
const LOOK_MS = 20;

/** The last bytes of a log when it was opened. */
export interface LogEnd {
  readonly size: number;
  readonly bytes: Buffer;
}

/** @throws FileShrankError */
export async function logEnd(file: FileHandle): Promise<LogEnd> {
  const { size } = await file.stat();
  const bytes = Buffer.allocUnsafe(Math.min(LAST_BYTES, size));
  await readFully(file, bytes, size - bytes.length);
  return { size, bytes };
}

/** Whether what has been read is all of one log: one that was truncated may have grown past its old size since. */
export async function throwIfRewritten(file: FileHandle, { size, bytes }: LogEnd): Promise<void> {
  if ((await file.stat()).size < size) throw new FileShrankError();
  const now = Buffer.allocUnsafe(bytes.length);
  await readFully(file, now, size - now.length);
  if (!now.equals(bytes)) throw new FileShrankError();
}

/** Whether some record ends in a line without an end, or is a message without its last line, at the very end of the log. */
export async function isUnfinished(file: FileHandle, end: number, records: readonly TimedRecord[]): Promise<boolean> {
  if (records.some(({ record }) => mayGrow(record, end))) return true;
  const last = await endOfLastLine(file, end);
  return last < end && records.some(({ record }) => record.rank >= last);
}

/** The end of the last line that has one; 0 when none near the end has. */
export async function endOfLastLine(file: FileHandle, end: number): Promise<number> {
  const bytes = Buffer.allocUnsafe(Math.min(64 * 1024, end));
  await readFully(file, bytes, end - bytes.length);
  const newline = bytes.lastIndexOf(NEWLINE);
  return newline < 0 ? 0 : end - bytes.length + newline + 1;
}

/**
 * Waits a moment for a log that was written to lately.
 * @returns whether it has grown: it is being written. A log at rest is taken as it stands.
 */
export async function isGrowing(file: FileHandle, { size }: LogEnd, signal?: AbortSignal): Promise<boolean> {
  const { mtimeMs } = await file.stat();
  if (Math.abs(Date.now() - mtimeMs) > FRESH_MS) return false;
  for (let waited = 0; waited < PATIENCE_MS && signal?.aborted !== true; waited += LOOK_MS) {
    if ((await file.stat()).size !== size) return true;
    await wait(LOOK_MS);
  }
  return (await file.stat()).size !== size;
}
