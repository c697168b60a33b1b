// The orders of `ls`.
import { compareBytes } from '../bytes.js';
import type { Entry } from './ls-entry.js';
import type { LsSettings } from './ls-options.js';

type Compare = (a: Entry, b: Entry) => number;

const byName: Compare = (a, b) => compareBytes(a.name, b.name);

/** Sorts in place; entries that compare equal keep their order. */
export function sortEntries(entries: Entry[], { sort, reverse, time, directoriesFirst }: LsSettings): void {
  if (sort === 'none') return;
  const orders: Readonly<Record<typeof sort, Compare>> = {
    name: byName,
    size: (a, b) => (b.stat?.size ?? 0) - (a.stat?.size ?? 0),
    time: (a, b) => Number((b.stat?.[time] ?? 0n) - (a.stat?.[time] ?? 0n)),
    version: (a, b) => compareVersions(a.name, b.name),
    extension: (a, b) => compareBytes(extension(a.name), extension(b.name)),
    width: (a, b) => a.width - b.width,
  };
  const sign = reverse ? -1 : 1;
  entries.sort((a, b) => {
    const group = directoriesFirst ? Number(leadsToDirectory(b)) - Number(leadsToDirectory(a)) : 0;
    return group || sign * (orders[sort](a, b) || byName(a, b));
  });
}

const leadsToDirectory = ({ kind, target }: Entry): boolean => kind === 'directory' || target?.kind === 'directory';

function extension(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot);
}

/** GNU version sort: runs of digits are numbers; what looks like file extensions only breaks ties. */
function compareVersions(a: string, b: string): number {
  const ranks = dotRank(a) - dotRank(b);
  if (ranks !== 0) return ranks;
  if (dotRank(a) < 3) return 0;
  return compareRuns(withoutExtensions(a), withoutExtensions(b)) || compareRuns(a, b);
}

/** The empty name, `.` and `..` come first, then hidden names. */
function dotRank(name: string): number {
  const early = ['', '.', '..'].indexOf(name);
  if (early >= 0) return early;
  return name.startsWith('.') ? 3 : 4;
}

function withoutExtensions(name: string): string {
  return /^([^]+?)(?:\.[A-Za-z~][A-Za-z0-9~]*)*$/.exec(name)?.[1] ?? name;
}

const isDigit = (char: string): boolean => char >= '0' && char <= '9';

/** Runs of anything else and runs of digits, in turns. */
function compareRuns(a: string, b: string): number {
  let left = 0;
  let right = 0;
  while (left < a.length || right < b.length) {
    while ((left < a.length && !isDigit(a.charAt(left))) || (right < b.length && !isDigit(b.charAt(right)))) {
      const difference = weight(a.charAt(left)) - weight(b.charAt(right));
      if (difference !== 0) return difference;
      left += 1;
      right += 1;
    }
    const one = digits(a, left);
    const other = digits(b, right);
    const difference = compareNumbers(one, other);
    if (difference !== 0) return difference;
    left += one.length;
    right += other.length;
  }
  return 0;
}

/** A tilde sorts before the end, the end before a digit, letters before the rest. */
function weight(char: string): number {
  if (char === '') return -1;
  if (char === '~') return -2;
  if (isDigit(char)) return 0;
  return /[A-Za-z]/.test(char) ? char.charCodeAt(0) : char.charCodeAt(0) + 256;
}

function digits(text: string, from: number): string {
  let end = from;
  while (end < text.length && isDigit(text.charAt(end))) end += 1;
  return text.slice(from, end);
}

function compareNumbers(a: string, b: string): number {
  const one = a.replace(/^0+/, '');
  const other = b.replace(/^0+/, '');
  return one.length - other.length || compareBytes(one, other);
}
