// Where to start reading backwards for an `until`, in a log too big to be searched whole: bisects the file by time.
import type { FileHandle } from 'node:fs/promises';
import { ZopsError } from '../../errors.js';
import { parseLine } from '../formats/parse-line.js';
import { hoursBefore, type Bound } from './time-bounds.js';

const PROBE_BYTES = 64 * 1024;
/** Messages may come out of order, and clocks go back in autumn, by as much; hours. */
const DISORDER_HOURS = 1;

/**
 * @param searchable bytes that one query may search
 * @returns the offset of a line, above which lies everything that can match; the file's size when the log is small enough to be
 * searched whole (then no order of time is relied on), or when it carries no dates
 */
export async function seekTime(file: FileHandle, size: number, until: Bound | null, searchable: number, signal?: AbortSignal): Promise<number> {
  if (typeof until?.date !== 'string' || size <= searchable) return size;
  let low = 0;
  let high = size;
  while (high - low > 2 * PROBE_BYTES) {
    if (signal?.aborted === true) throw new ZopsError('cancelled', 'The call was cancelled while the log was read.');
    const middle = Math.floor((low + high) / 2);
    const probe = await firstDated(file, middle);
    if (probe === null) return size;
    if (hoursBefore(probe.time, { date: until.date, clock: until.clock ?? '23:59' }) < -DISORDER_HOURS && probe.at < high) high = probe.at;
    else low = middle;
  }
  return high;
}

/** The first line after an offset that carries a date and a clock. */
async function firstDated(file: FileHandle, offset: number): Promise<{ at: number; time: { day: string; clock: string } } | null> {
  const block = Buffer.alloc(PROBE_BYTES);
  const { bytesRead } = await file.read(block, 0, PROBE_BYTES, offset);
  const text = block.toString('latin1', 0, bytesRead);
  for (let start = text.indexOf('\n') + 1; start > 0; start = text.indexOf('\n', start) + 1) {
    const end = text.indexOf('\n', start);
    if (end < 0) return null;
    const { date, clock } = parseLine(text.slice(start, end));
    if (date !== null && clock !== null) return { at: offset + start, time: { day: date, clock } };
  }
  return null;
}
