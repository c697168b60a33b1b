// When and for whom each record was written: dates, clocks and jobs that a line leaves out come from the lines before it. Pure.
import { addDays } from '../formats/dates.js';
import type { LogRecord } from './record.js';

export interface LogTime {
  /** `YYYY-MM-DD`; in a log without dates a number: 0 the log's last day, -1 the day before. */
  readonly day: string | number;
  /** `HH:MM:SS` or `HH:MM:SS.th`. */
  readonly clock: string;
}

export interface TimedRecord {
  readonly record: LogRecord;
  /** Its own time, or that of the record before it in the log. */
  readonly time: LogTime | null;
  /** Its own job id, or in a job log that of the line before it. */
  readonly jobId: string | null;
}

/** Text that waits for a date further up, characters. The end of a job log longer than this is dated by what follows it. */
const PENDING_CHARS = 2 * 1024 * 1024;
/** What a line costs besides its text, about. */
const LINE_COST = 100;
/** A clock that falls by more than this has passed midnight, hours; by less, messages came out of order. */
const MIDNIGHT_HOURS = 12;

/**
 * Records go in nearly newest first and come out in the same order. A record without a date waits for the first dated one
 * above it; the wait is bounded.
 */
export class Timeline {
  #pending: LogRecord[] = [];
  #chars = 0;
  /** Time of the record last given out: the earliest that is known. */
  #later: LogTime | null = null;

  push(record: LogRecord): TimedRecord[] {
    const { date, clock, kind } = record.head;
    this.#pending.push(record);
    if (date !== null && clock !== null) return this.#resolve();
    for (const { raw } of record.lines) this.#chars += raw.text.length + LINE_COST;
    // Above the first line of a job log nothing speaks for what waits below it.
    return kind === 'banner' || this.#chars > PENDING_CHARS ? this.end() : [];
  }

  /** No earlier date will come: days are counted back from what is known of later records. */
  end(): TimedRecord[] {
    const pending = this.#take();
    // First forward, for what a line takes over from the line before it …
    const clocks: (string | null)[] = [];
    const jobs: (string | null)[] = [];
    let clock: string | null = null;
    let job: string | null = null;
    for (const record of [...pending].reverse()) {
      clock = record.head.clock ?? clock;
      job = jobAfter(record, job);
      clocks.push(clock);
      jobs.push(record.head.jobId ?? job);
    }
    clocks.reverse();
    jobs.reverse();
    // … then backward, counting midnights.
    return pending.map((record, index) => {
      const time = this.#before(clocks[index] ?? this.#later?.clock ?? null);
      this.#later = time ?? this.#later;
      return { record, time, jobId: jobs[index] ?? null };
    });
  }

  /** Rank of the newest record that waits, or -1. */
  get newestPending(): number {
    return this.#pending.reduce((newest, { rank }) => Math.max(newest, rank), -1);
  }

  /** The newest waiting record is dated by the oldest, which has a date of its own. */
  #resolve(): TimedRecord[] {
    const timed: TimedRecord[] = [];
    let time: LogTime | null = null;
    let job: string | null = null;
    for (const record of this.#take().reverse()) {
      time = after(time, record);
      job = jobAfter(record, job);
      timed.push({ record, time, jobId: record.head.jobId ?? job });
    }
    this.#later = timed[0]?.time ?? this.#later;
    return timed.reverse();
  }

  #before(clock: string | null): LogTime | null {
    if (clock === null) return null;
    const later = this.#later;
    if (later === null) return { day: 0, clock };
    const passed = hoursBetween(later.clock, clock) > MIDNIGHT_HOURS;
    return { day: passed ? shift(later.day, -1) : later.day, clock };
  }

  #take(): LogRecord[] {
    const pending = this.#pending;
    this.#pending = [];
    this.#chars = 0;
    return pending;
  }
}

function after(before: LogTime | null, { head }: LogRecord): LogTime | null {
  if (head.clock === null) return before;
  if (head.date !== null) return { day: head.date, clock: head.clock };
  if (before === null) return null;
  const passed = hoursBetween(head.clock, before.clock) > MIDNIGHT_HOURS;
  return { day: passed ? shift(before.day, 1) : before.day, clock: head.clock };
}

/** The job whose log goes on below a record: output and JESYSMSG lines name no job. Other logs interleave jobs. */
function jobAfter({ head }: LogRecord, before: string | null): string | null {
  if (head.format === 'text') return before;
  return head.format === 'joblog' && head.kind !== 'banner' ? (head.jobId ?? before) : null;
}

function shift(day: string | number, by: number): string | number {
  return typeof day === 'number' ? day + by : addDays(day, by);
}

/** How many hours `to` lies after `from` on the same day. */
function hoursBetween(from: string, to: string): number {
  return hours(to) - hours(from);
}

function hours(clock: string): number {
  return Number(clock.slice(0, 2)) + Number(clock.slice(3, 5)) / 60;
}
