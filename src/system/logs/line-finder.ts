// Where in undecoded bytes of a log a question may have its answer: never too few places. Pure.
import { isAscii } from 'node:buffer';
import { LIMITS } from '../../limits.js';
import { BytePattern } from './byte-pattern.js';
import type { JobFilter } from './job-filter.js';

const NEWLINE = 0x0a;

export interface LineFinder {
  /** Offsets into the bytes, in no order: one or more inside each line that may match. */
  find(bytes: Buffer): number[];
}

/** @returns null when the text gives nothing to search for: then every line has to be read */
export function findText(text: string, sample: Buffer): LineFinder | null {
  const parts = text.toLowerCase().split('\n').sort((a, b) => b.length - a.length);
  const [longest = ''] = parts;
  const pattern = BytePattern.of(longest, sample);
  // Nothing of it is certain, but it is beyond ASCII, and a plain line cannot hold that.
  if (pattern === null) return /[^\u0000-\u007f\u2400-\u2421]/.test(longest) ? { find: (bytes) => [...longLines(bytes), ...beyondAscii(bytes)] } : null;
  return {
    find: (bytes) => {
      const found = longLines(bytes);
      pattern.find(bytes, found);
      if (pattern.others.length > 0 && !isAscii(bytes)) for (const other of pattern.others) everywhere(bytes, other, found);
      return found;
    },
  };
}

/** Lines that name the job or show one of its ids. @returns null as `findText` */
export function findJob(job: JobFilter, sample: Buffer): LineFinder | null {
  const texts = [job.digits ?? job.wanted.toLowerCase(), ...[...job.ids].map((id) => id.toLowerCase())];
  // Upper-casing turns many a character beyond ASCII into plain letters.
  const plain = texts.every((text) => /^[\x20-\x7e]+$/.test(text));
  const patterns = texts.map((text) => BytePattern.of(text, sample)).filter((pattern) => pattern !== null);
  if (!plain || patterns.length !== texts.length) return null;
  return {
    find: (bytes) => {
      const found = longLines(bytes);
      for (const pattern of patterns) pattern.find(bytes, found);
      found.push(...beyondAscii(bytes));
      return found;
    },
  };
}

/** A line that is cut says so, and that note is text that may match, too. */
function longLines(bytes: Buffer): number[] {
  const found: number[] = [];
  for (let from = 0; from + LIMITS.logLineBytes < bytes.length; ) {
    const to = from + LIMITS.logLineBytes;
    const newline = bytes.lastIndexOf(NEWLINE, to);
    if (newline < from) found.push(from);
    from = newline < from ? to : newline + 1;
  }
  return found;
}

/** One place in each line that holds a byte beyond ASCII. */
function beyondAscii(bytes: Buffer): number[] {
  const found: number[] = [];
  if (isAscii(bytes)) return found;
  for (let at = 0; at < bytes.length; at += 1) {
    if ((bytes[at] ?? 0) < 0x80) continue;
    found.push(at);
    const newline = bytes.indexOf(NEWLINE, at);
    if (newline < 0) break;
    at = newline;
  }
  return found;
}

function everywhere(bytes: Buffer, needle: Buffer, found: number[]): void {
  for (let at = bytes.indexOf(needle); at >= 0; at = bytes.indexOf(needle, at + needle.length)) found.push(at);
}
