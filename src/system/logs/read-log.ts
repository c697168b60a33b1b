// Answers a log query from an open file: settles what it means for this file, has it looked through, and makes the page.
import type { FileHandle } from 'node:fs/promises';
import { ZopsError } from '../../errors.js';
import { LIMITS } from '../../limits.js';
import { buildPage, type Beyond } from '../fit-page.js';
import type { LogQuery, LogRecords } from '../system.js';
import { findAnswer, type Answer } from './answer.js';
import { ByteWindow, TooFarError } from './byte-window.js';
import { isUnfinished } from './log-end.js';
import { positionOf, splitUntil, type Position } from './position.js';
import { GROUP_SPAN } from './record.js';
import { settleBounds } from './time-bounds.js';
import { stretchBetween, UNORDERED_BYTES } from './time-order.js';
import { timedRecords } from './timed-records.js';
import type { LogTime } from './timeline.js';

export interface ReadOptions {
  /** Where the log is taken to end: what is appended later is not seen. */
  readonly end: number;
  /** The log is being written: messages at its end that lack their last line are left for later. */
  readonly live?: boolean;
  /** Bytes to read line by line and to search at most, and up to which a log is simply read whole. */
  readonly most?: { readonly read: number; readonly search: number; readonly small: number };
  readonly signal?: AbortSignal | undefined;
  readonly progress?: ((message: string) => void) | undefined;
}

export interface Reading {
  readonly page: LogRecords;
  /** The page shows a line or a message that may not be complete yet. */
  readonly unfinished: boolean;
}

const MOST = { read: LIMITS.logScanBytes, search: LIMITS.logSearchBytes, small: UNORDERED_BYTES } as const;
const MB = 1024 * 1024;

/** @throws ZopsError `invalid_time`, `cancelled`; FileShrankError */
export async function readLog(file: FileHandle, query: LogQuery, { end, live = false, most = MOST, signal, progress }: ReadOptions): Promise<Reading> {
  const until = query.until === undefined ? { time: undefined, position: null } : splitUntil(query.until);
  const timeMatters = query.since !== undefined || until.time !== undefined;
  const last = timeMatters ? await newestTime(file, end, most.read, signal) : null;
  const bounds = settleBounds({ since: query.since, until: until.time }, last);
  if (timeMatters && last === null && end > 0) {
    throw new ZopsError('invalid_time', `${query.source}.log holds no times that can be read: leave since and until out.`);
  }
  const window = new ByteWindow(file, end);
  // Days that are counted from the end of a log cannot be known from the middle of it.
  const countsDays = typeof last?.day === 'number';
  if (until.position !== null && (countsDays || !(await isStillThere(window, until.position)))) throw lostPosition(query, until.position);

  const within = await stretchBetween(file, end, bounds, most.small, signal);
  const newest = until.position?.at ?? end;
  const top = Math.min(within.to, newest);
  const to = await endOfLine(window, top + GROUP_SPAN);
  const answer = await findAnswer(file, { query, bounds, newest, stretch: { from: within.from, to }, top, end, live, most, signal, progress });
  const records = answer.records.map(({ record, time }) => ({ time: timeText(time), lines: record.lines.map(({ raw }) => raw) }));
  return {
    page: buildPage(query, records, beyondPage(answer, { usesTime: until.position === null, usesPosition: !countsDays })),
    unfinished: await isUnfinished(file, end, answer.records),
  };
}

function beyondPage({ beyond, full, stopped }: Answer, { usesTime, usesPosition }: { readonly usesTime: boolean; readonly usesPosition: boolean }): Beyond | null {
  const at = (position: Position | null): Position | null => (usesPosition ? position : null);
  if (beyond !== null) {
    const last = beyond.record.lines.at(-1)?.raw;
    return { time: usesTime ? boundText(beyond.time) : null, position: last === undefined ? null : at(positionOf(last)), because: full };
  }
  return stopped === null ? null : { time: null, position: at(stopped.at), because: 'scan', searched: stopped.searched / MB };
}

/** The time of the newest record that has one, looked for in the last part of the log only. */
async function newestTime(file: FileHandle, end: number, most: number, signal: AbortSignal | undefined): Promise<LogTime | null> {
  for await (const { records, cost } of timedRecords(file, end, signal)) {
    for (const { time } of records) if (time !== null) return time;
    if (cost >= most) return null;
  }
  return null;
}

async function isStillThere(window: ByteWindow, { at, check }: Position): Promise<boolean> {
  if (at >= window.end) return false;
  try {
    return positionOf({ at, text: await window.text(at, await window.nextLine(at)) }).check === check;
  } catch (error) {
    if (error instanceof TooFarError) return false;
    throw error;
  }
}

function lostPosition({ source, until }: LogQuery, { at }: Position): ZopsError {
  return new ZopsError('invalid_time', `until ${JSON.stringify(until)}: there is no such place @${at} in ${source}.log (any more): it was rotated or rewritten, or the place is not one that next named. Leave the part from @ out.`);
}

/** The end of the line that holds an offset, or the end of the log. */
async function endOfLine(window: ByteWindow, offset: number): Promise<number> {
  if (offset >= window.end) return window.end;
  try {
    return await window.nextLine(offset);
  } catch (error) {
    if (error instanceof TooFarError) return window.end;
    throw error;
  }
}

function timeText(time: LogTime | null): string | null {
  if (time === null) return null;
  return typeof time.day === 'string' ? `${time.day}T${time.clock}` : time.clock;
}

/** A time that can be written as a bound: in a log without dates only its last day can be named. */
function boundText(time: LogTime | null): string | null {
  return time === null || (typeof time.day === 'number' && time.day !== 0) ? null : timeText(time);
}
