// What the words of a date say, and which point in time that is. Pure, in UTC.
import { SyntaxFailure, type Unit } from './words.js';

const DAY_MS = 86_400_000;
/** As far as JavaScript's dates go. */
const MAX_SECONDS = 8.64e12;

/** A point in time: whole seconds since the epoch and nanoseconds. */
export interface Instant {
  readonly seconds: number;
  readonly nanoseconds: number;
}

/** Begins as now, and is overwritten word by word. */
export interface Said {
  year: number;
  /** 0 until a date names its year. */
  yearDigits: number;
  month: number;
  day: number;
  time: { readonly hour: number; readonly minute: number; readonly second: number; readonly nanoseconds: number };
  weekday: { readonly ordinal: number; readonly day: number } | undefined;
  offsetMinutes: number;
  readonly relative: Record<Unit, number> & { nanoseconds: number };
  /** How often each kind of item came. */
  readonly seen: { dates: number; days: number; times: number; zones: number; relatives: number };
}

export function saidNow({ seconds, nanoseconds }: Instant): Said {
  const date = new Date(seconds * 1000);
  return {
    year: date.getUTCFullYear(),
    yearDigits: 0,
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    time: { hour: date.getUTCHours(), minute: date.getUTCMinutes(), second: date.getUTCSeconds(), nanoseconds },
    weekday: undefined,
    offsetMinutes: 0,
    relative: { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0, nanoseconds: 0 },
    seen: { dates: 0, days: 0, times: 0, zones: 0, relatives: 0 },
  };
}

/** `@N`: seconds since the epoch. */
export function sinceEpoch(value: number, fraction: number, negative: boolean): Instant {
  if (value >= MAX_SECONDS) throw tooFar();
  if (!negative) return { seconds: value, nanoseconds: fraction };
  return fraction === 0 ? { seconds: -value, nanoseconds: 0 } : { seconds: -value - 1, nanoseconds: 1e9 - fraction };
}

/** @throws SyntaxFailure for a day that there is not; RangeError for years that JavaScript's dates do not reach */
export function instantOf(said: Said): Instant {
  const { dates, days, times, zones, relatives } = said.seen;
  if ([dates, days, times, zones].some((count) => count > 1)) throw new SyntaxFailure();
  const keepsTime = times > 0 || (relatives > 0 && dates === 0 && days === 0);
  const { hour, minute, second, nanoseconds } = keepsTime ? said.time : { hour: 0, minute: 0, second: 0, nanoseconds: 0 };
  const from = new Date(startDay(said, second));
  const { relative } = said;
  const moved = utc(from.getUTCFullYear() + relative.year, from.getUTCMonth() + 1 + relative.month, from.getUTCDate() + relative.day) / 1000;
  const clock = (hour + relative.hour) * 3600 + (minute + relative.minute - said.offsetMinutes) * 60 + second + relative.second;
  const nanos = nanoseconds + relative.nanoseconds;
  const carry = Math.floor(nanos / 1e9);
  const seconds = moved + clock + carry;
  if (!Number.isSafeInteger(seconds) || Math.abs(seconds) > MAX_SECONDS) throw tooFar();
  return { seconds, nanoseconds: nanos - carry * 1e9 };
}

/** Midnight of the day that is named, by a date or by its weekday. @returns ms since the epoch */
function startDay({ year, yearDigits, month, day, weekday, seen }: Said, second: number): number {
  const midnight = utc(yearDigits === 2 ? year + (year < 69 ? 2000 : 1900) : year, month, day);
  const check = new Date(midnight);
  // A leap second rolls over into the next minute, which is no date of its own.
  if (check.getUTCMonth() + 1 !== month || check.getUTCDate() !== day || second > 59) throw new SyntaxFailure();
  if (weekday === undefined || seen.dates > 0) return midnight;
  const { ordinal, day: wanted } = weekday;
  const today = check.getUTCDay();
  return midnight + DAY_MS * (((wanted - today + 7) % 7) + 7 * (ordinal - (ordinal > 0 && today !== wanted ? 1 : 0)));
}

/** Months and days out of range roll over; years are taken as they are. @returns ms since the epoch */
function utc(year: number, month: number, day: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (Number.isNaN(date.getTime())) throw new RangeError('The year is too far away');
  return date.getTime();
}

const tooFar = (): RangeError => new RangeError('The date is too far away');
