// A place in a log, written so that it can be asked for again (`until="@52428800-1a2b3c4d"`) and is not mistaken after a rotation. Pure.
import { crc32 } from 'node:zlib';

/** A line by its offset, and a check on its text. */
export interface Position {
  readonly at: number;
  readonly check: string;
}

const CHECKED_CHARS = 200;
const POSITION = /^(.*?)\s*@(\d{1,16})-([0-9a-f]{8})$/s;

export function positionOf({ at, text }: { readonly at: number; readonly text: string }): Position {
  return { at, check: crc32(text.slice(0, CHECKED_CHARS)).toString(16).padStart(8, '0') };
}

export function writePosition({ at, check }: Position): string {
  return `@${at}-${check}`;
}

/** Parts `until` into a time and a place; either may be missing. */
export function splitUntil(until: string): { readonly time: string | undefined; readonly position: Position | null } {
  const [, time = '', at = '', check = ''] = POSITION.exec(until.trim()) ?? [];
  if (check === '') return { time: until, position: null };
  return { time: time === '' ? undefined : time, position: { at: Number(at), check } };
}
