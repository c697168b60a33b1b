// The `since` and `until` of a log query: what they mean, and whether a time lies between them. Pure.
import { ZopsError } from '../../errors.js';
import { calendarDate, clockOf } from '../formats/dates.js';
import { toUtc } from '../formats/iso.js';
import type { LogTime } from './timeline.js';

/** A bound covers its whole unit: until `07:26` includes 07:26:59.99, until `2026-11-22` that whole day. */
export interface Bound {
  /** null: the last day of the log. */
  readonly date: string | null;
  /** `HH:MM`, `HH:MM:SS` or `HH:MM:SS.th`; null: any time of that day. */
  readonly clock: string | null;
}

export interface Bounds {
  readonly since: Bound | null;
  readonly until: Bound | null;
}

const DATED = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](.+))?$/i;
const CLOCK = /^(\d\d([:.])\d\d)(\2\d\d(?:[.,]\d{1,9})?)?\s?(Z|[+-]\d\d(?::?\d\d)?)?$/i;
const WHAT_TO_WRITE = 'write ISO 8601 such as "2026-11-22T07:30", "2026-11-22T07:30:15" or "2026-11-22", or "HH:MM" or "HH:MM:SS" (00:00 to 23:59:59) for the last day of the log';

/**
 * A time without a zone is in the clock of the log. A stated zone means that the log's clock is taken to be UTC.
 * @throws ZopsError `invalid_time`
 */
function parseBound(name: 'since' | 'until', text: string): Bound {
  const wrong = (): ZopsError => new ZopsError('invalid_time', `${name} ${JSON.stringify(text.slice(0, 60))} is not a time: ${WHAT_TO_WRITE}.`);
  const dated = DATED.exec(text.trim());
  const date = dated === null ? null : calendarDate(Number(dated[1]), Number(dated[2]), Number(dated[3]));
  if (dated !== null && date === null) throw wrong();
  const time = dated === null ? text.trim() : dated[4];
  if (time === undefined) return { date, clock: null };
  const [, minutes, , seconds, zone] = CLOCK.exec(time) ?? [];
  const full = clockOf(`${minutes ?? ''}${seconds ?? ':00'}`);
  if (full === null || (date === null && zone !== undefined)) throw wrong();
  const utc = date === null || zone === undefined ? { date, clock: full } : toUtc(date, full, zone);
  return { date: utc.date, clock: seconds === undefined ? utc.clock.slice(0, 5) : utc.clock };
}

/**
 * Fixes what "the last day of the log" is, and checks the bounds against each other.
 * @param last time of the newest record that has one
 * @throws ZopsError `invalid_time`
 */
export function settleBounds({ since, until }: Partial<Record<'since' | 'until', string | undefined>>, last: LogTime | null): Bounds {
  const bounds = {
    since: since === undefined ? null : parseBound('since', since),
    until: until === undefined ? null : parseBound('until', until),
  };
  for (const name of ['since', 'until'] as const) {
    if (typeof last?.day === 'number' && typeof bounds[name]?.date === 'string') {
      throw new ZopsError('invalid_time', `${name} names a date, but this log has only times of day: write "HH:MM" or "HH:MM:SS", which means its last day.`);
    }
  }
  const settled = { since: onDay(bounds.since, last), until: onDay(bounds.until, last) };
  if (settled.since !== null && settled.until !== null && isBefore(settled.until, settled.since)) {
    throw new ZopsError('invalid_time', `since ${JSON.stringify(since)} is later than until ${JSON.stringify(until)}: swap them, or write both with their dates.`);
  }
  return settled;
}

function onDay(bound: Bound | null, last: LogTime | null): Bound | null {
  return bound?.date === null && typeof last?.day === 'string' ? { ...bound, date: last.day } : bound;
}

function isBefore(until: Bound, since: Bound): boolean {
  if (until.date !== since.date) return (until.date ?? '') < (since.date ?? '');
  return until.clock !== null && since.clock !== null && compareClock(since.clock, until.clock) > 0;
}

/** A time that is not known lies within no bounds. */
export function within(time: LogTime | null, { since, until }: Bounds): boolean {
  if (since === null && until === null) return true;
  // A clock without a day cannot be held against a date.
  if (time === null || (typeof time.day === 'number') !== ((since ?? until)?.date === null)) return false;
  return (since === null || compare(time, since) >= 0) && (until === null || compare(time, until) <= 0);
}

/** For a time and a bound that both have a date, or both not. Negative when the time lies before the bound's unit, 0 inside it. */
export function compare(time: LogTime, bound: Bound): number {
  const day = bound.date ?? 0;
  if (time.day !== day) return time.day < day ? -1 : 1;
  return bound.clock === null ? 0 : compareClock(time.clock, bound.clock);
}

/** How many hours a time lies before a bound; negative when after it or when the two cannot be held against each other. */
export function hoursBefore(time: LogTime, { date, clock }: Bound): number {
  if ((typeof time.day === 'number') !== (date === null)) return -1;
  return hours(date ?? 0, clock ?? '00:00') - hours(time.day, time.clock);
}

function hours(day: string | number, clock: string): number {
  const days = typeof day === 'number' ? day : Date.parse(`${day}T00:00:00Z`) / 86_400_000;
  return days * 24 + Number(clock.slice(0, 2)) + Number(clock.slice(3, 5)) / 60;
}

/** Compares at the precision of the bound. */
function compareClock(clock: string, bound: string): number {
  const cut = clock.slice(0, bound.length);
  // 02:14:02 stands for 02:14:02.00.
  const full = cut.length < bound.length ? `${cut}.00`.slice(0, bound.length) : cut;
  return full === bound ? 0 : full < bound ? -1 : 1;
}
