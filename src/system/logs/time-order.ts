// Which part of a large log can hold the times asked for: looks at places all over the file, and bisects it where they are in order.
import type { FileHandle } from 'node:fs/promises';
import { parseLine } from '../formats/parse-line.js';
import { throwIfCancelled } from './cancelled.js';
import { hoursBefore, type Bound, type Bounds } from './time-bounds.js';

/** No order is relied on in a log up to this size: small ones are put together from several sources. Bytes. */
export const UNORDERED_BYTES = 8 * 1024 * 1024;
/** Places that are looked at before the order of a log is relied on, and how many at a time. */
const PLACES = 256;
const AT_A_TIME = 8;
/** A place is small where lines are short, and larger where no date is found at once. Bytes. */
const PLACE_BYTES = [2 * 1024, 64 * 1024] as const;
/** Messages may come out of order, and clocks go back in autumn, by as much; hours. */
const DISORDER_HOURS = 1.25;
/** So much farther the stretch reaches than the times asked for; hours. */
const MARGIN_HOURS = 2;
/** Less where places lie so close in time that a clock going back would have shown: then so much beyond what was seen. */
const CLOSE_HOURS = 1 / 3;
const CLOSE_MARGIN_HOURS = 1 / 6;

interface Place {
  /** Offset of a line with a date. */
  readonly at: number;
  readonly time: { readonly day: string; readonly clock: string };
}

/** Offsets: what can match lies between them (messages of several lines may begin above and end below). */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/**
 * @param size where the log is taken to end
 * @param unordered size up to which no order is relied on, bytes
 * @returns the whole log when it is small, has no dates or is not in the order of time
 */
export async function stretchBetween(file: FileHandle, size: number, bounds: Bounds, unordered: number, signal?: AbortSignal): Promise<Stretch> {
  const whole = { from: 0, to: size };
  const dated = [bounds.since, bounds.until].some((bound) => typeof bound?.date === 'string');
  if (!dated || size <= unordered) return whole;
  const order = await findOrder(file, size, signal);
  if (order === null) return whole;
  const { places, margin } = order;
  const isEarly = ({ time }: Place): boolean => bounds.since !== null && hoursBefore(time, startOf(bounds.since)) > margin;
  const isLate = ({ time }: Place): boolean => bounds.until !== null && hoursBefore(time, endOf(bounds.until)) < -margin;
  const lower = await lastBefore(file, places.filter(isEarly).at(-1)?.at ?? 0, places.find((place) => !isEarly(place))?.at ?? size, isEarly, signal);
  const upper = await lastBefore(file, places.filter((place) => !isLate(place)).at(-1)?.at ?? 0, places.find(isLate)?.at ?? size, (place) => !isLate(place), signal);
  return { from: lower.low, to: upper.high };
}

/** Narrows the boundary between places that pass a test and places further down that do not. */
async function lastBefore(file: FileHandle, from: number, to: number, test: (place: Place) => boolean, signal?: AbortSignal): Promise<{ low: number; high: number }> {
  let low = from;
  let high = to;
  while (high - low > 2 * PLACE_BYTES[1]) {
    throwIfCancelled(signal);
    const place = await placeAt(file, Math.floor((low + high) / 2));
    if (place === null || place.at >= high) break;
    if (test(place)) low = place.at;
    else high = place.at;
  }
  return { low, high };
}

interface Order {
  /** At even distances, oldest first. */
  readonly places: readonly Place[];
  /** How far out of order a line may be, hours. */
  readonly margin: number;
}

/** @returns null when a place has no date, or the time goes back from one to the next */
async function findOrder(file: FileHandle, size: number, signal?: AbortSignal): Promise<Order | null> {
  const places: Place[] = [];
  let latest: Place | undefined;
  let back = 0;
  for (let index = 0; index < PLACES; index += AT_A_TIME) {
    throwIfCancelled(signal);
    const offsets = Array.from({ length: AT_A_TIME }, (_, n) => Math.floor(((index + n) * size) / PLACES));
    for (const place of await Promise.all(offsets.map((offset) => placeAt(file, offset)))) {
      if (place === null) return null;
      const behind = latest === undefined ? 0 : hoursBetween(place, latest);
      if (behind <= 0) latest = place;
      back = Math.max(back, behind);
      places.push(place);
    }
  }
  const [first] = places;
  if (back > DISORDER_HOURS || first === undefined || latest === undefined) return null;
  const apart = hoursBetween(first, latest) / PLACES;
  return { places, margin: apart > CLOSE_HOURS ? MARGIN_HOURS : Math.min(MARGIN_HOURS, back + 2 * apart + CLOSE_MARGIN_HOURS) };
}

/** How many hours one place lies before another. */
function hoursBetween({ time }: Place, later: Place): number {
  return hoursBefore(time, { date: later.time.day, clock: later.time.clock });
}

/** The first line after an offset that carries a date and a clock. */
async function placeAt(file: FileHandle, offset: number): Promise<Place | null> {
  for (const bytes of PLACE_BYTES) {
    const block = Buffer.allocUnsafe(bytes);
    const { bytesRead } = await file.read(block, 0, bytes, offset);
    const text = block.toString('latin1', 0, bytesRead);
    for (let start = text.indexOf('\n') + 1; start > 0; start = text.indexOf('\n', start) + 1) {
      const end = text.indexOf('\n', start);
      if (end < 0) break;
      const { format, date, clock } = parseLine(text.slice(start, end));
      // A job log has a date only where a job begins, and jobs overlap.
      if (date !== null && clock !== null && format !== 'joblog') return { at: offset + start, time: { day: date, clock } };
    }
  }
  return null;
}

function startOf({ date, clock }: Bound): Bound {
  return { date, clock: clock ?? '00:00' };
}

function endOf({ date, clock }: Bound): Bound {
  return { date, clock: clock ?? '23:59' };
}
