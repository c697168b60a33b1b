// A log record: one message with all its lines, put together from lines that arrive newest first. Pure.
import type { LogLine } from '../formats/log-line.js';
import { readLogrecReport } from '../formats/logrec.js';
import { parseLine } from '../formats/parse-line.js';
import type { RawLine } from './lines-from-end.js';

/** A physical line together with what it says. */
export interface ReadLine {
  readonly raw: RawLine;
  readonly line: LogLine;
}

export interface LogRecord {
  /** The first line; of a LOGREC report with the time, job and system that the report states further down. */
  readonly head: LogLine;
  /** Oldest first. Lines of other records may stand between them in the log. */
  readonly lines: readonly ReadLine[];
  /** Offset of the last line: of two records the one that ended later counts as newer. */
  readonly rank: number;
}

/** The text of a record as it stands in the log. */
export function recordText(record: LogRecord): string {
  return record.lines.map(({ raw }) => raw.text).join('\n');
}

/** What a line of the log says. */
export function readLine(raw: RawLine): ReadLine {
  return { raw, line: parseLine(raw.text) };
}

/** Whether a message of several lines has no last line (yet). */
export function isUnended({ head, lines }: LogRecord): boolean {
  return head.format === 'syslog' && head.role === 'head' && head.group !== null && !lines.some(({ line }) => line.closes);
}

function makeRecord(first: ReadLine, rest: readonly ReadLine[]): LogRecord {
  const lines = [first, ...rest];
  const head = first.line.format === 'logrec' ? withReport(first.line, lines) : first.line;
  return { head, lines, rank: (lines.at(-1) ?? first).raw.at };
}

/** A LOGREC report says what it is about in its first lines. */
const REPORT_HEAD_LINES = 40;

function withReport(head: LogLine, lines: readonly ReadLine[]): LogLine {
  const { date, clock, system, jobName } = readLogrecReport(lines.slice(0, REPORT_HEAD_LINES).map(({ raw }) => raw.text));
  return { ...head, date: clock === null ? null : date, clock: date === null ? null : clock, system, jobName };
}

/** Lines of a message that wait for its first line, newest first. */
interface OpenGroup {
  readonly lines: ReadLine[];
  closed: boolean;
}

/** Beyond this distance from its newest line a group's first line is taken for lost, bytes. */
export const GROUP_SPAN = 1024 * 1024;
/** Lines that were not understood wait for a head that takes them: it takes at most so many, those right below it. */
export const LOOSE_LINES = 2_000;

/**
 * Puts lines together into records. Lines go in newest first; records come out as soon as they are whole, so nearly newest
 * first. Every line comes out exactly once: what belongs to nothing is a record of its own.
 */
export class RecordAssembler {
  /** Lines right below the current position that belong to the line above them, or to nothing; newest first. */
  #below: ReadLine[] = [];
  readonly #groups = new Map<string, OpenGroup>();

  push(read: ReadLine): LogRecord[] {
    const done = this.#expire(read.raw.at);
    switch (read.line.role) {
      case 'follows':
      case 'text':
        this.#below.push(read);
        if (this.#below.length >= 2 * LOOSE_LINES) done.push(...this.#release(this.#settled()));
        break;
      case 'member':
        done.push(...this.#member(read));
        break;
      case 'head':
        done.push(...this.#head(read));
        break;
    }
    return done;
  }

  /** The start of the file: whatever still waits is all there is of it. */
  end(): LogRecord[] {
    const done = this.#release();
    for (const id of [...this.#groups.keys()]) done.push(...this.#orphan(id));
    return done;
  }

  /** Rank of the newest record that is not whole yet, or -1. */
  get newestOpen(): number {
    let newest = this.#below[0]?.raw.at ?? -1;
    for (const group of this.#groups.values()) newest = Math.max(newest, group.lines[0]?.raw.at ?? -1);
    return newest;
  }

  #head(read: ReadLine): LogRecord[] {
    const below = this.#takeBelow(read.line);
    const done = this.#release();
    const { group } = read.line;
    const members = group === null ? [] : (this.#groups.get(group)?.lines.reverse() ?? []);
    if (group !== null) this.#groups.delete(group);
    done.push(makeRecord(read, [...below, ...members]));
    return done;
  }

  #member(read: ReadLine): LogRecord[] {
    const below = this.#takeBelow(read.line).reverse();
    const done = this.#release();
    const id = read.line.group ?? '';
    // An end above an end: the first line of the group below is missing.
    if (read.line.closes && this.#groups.get(id)?.closed === true) done.push(...this.#orphan(id));
    const open = this.#groups.get(id) ?? { lines: [], closed: false };
    open.lines.push(...below, read);
    open.closed ||= read.line.closes;
    this.#groups.set(id, open);
    return done;
  }

  /** The waiting lines that belong to the line now above them, oldest first. */
  #takeBelow(above: LogLine): ReadLine[] {
    let count = 0;
    while (count < LOOSE_LINES) {
      const line = this.#below[this.#below.length - 1 - count];
      if (line === undefined || !belongsTo(above, line)) break;
      count += 1;
    }
    return count === 0 ? [] : this.#below.splice(this.#below.length - count).reverse();
  }

  /** How many of the waiting lines no head can take any more, without parting a line from its continuations. */
  #settled(): number {
    let count = LOOSE_LINES;
    while (count > 0 && this.#below[count - 1]?.line.role === 'follows') count -= 1;
    return count === 0 ? LOOSE_LINES : count;
  }

  /** Waiting lines that belong to nothing above: each a record, with the continuations below it. */
  #release(count = this.#below.length): LogRecord[] {
    const records: LogRecord[] = [];
    let follows: ReadLine[] = [];
    for (const read of this.#below.splice(0, count)) {
      if (read.line.role === 'follows') follows.push(read);
      else {
        records.push(makeRecord(read, follows.reverse()));
        follows = [];
      }
    }
    const first = follows.pop();
    if (first !== undefined) records.push(makeRecord(first, follows.reverse()));
    return records;
  }

  #orphan(id: string): LogRecord[] {
    const lines = this.#groups.get(id)?.lines.reverse() ?? [];
    this.#groups.delete(id);
    const [first, ...rest] = lines;
    return first === undefined ? [] : [makeRecord(first, rest)];
  }

  #expire(position: number): LogRecord[] {
    const done: LogRecord[] = [];
    for (const [id, group] of this.#groups) {
      // Insertion order: the first group is the one that has waited longest.
      if ((group.lines[0]?.raw.at ?? 0) - position <= GROUP_SPAN) break;
      done.push(...this.#orphan(id));
    }
    return done;
  }
}

function belongsTo(above: LogLine, { line, raw }: ReadLine): boolean {
  if (line.role === 'follows') return true;
  return above.takes?.test(raw.text) === true;
}
