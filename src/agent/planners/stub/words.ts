// Small words for answers: counts, lists, times, indented blocks. Pure.
import type { LogRecord } from './zos/record.js';

/** Longest record text in a listing, characters. */
const LINE = 180;

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number === 0 ? 'no' : thousands(number)} ${number === 1 ? one : many}`;
}

export function thousands(number: number): string {
  return number.toLocaleString('en-US');
}

export function and(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}

/** The parts that apply, one after the other. */
export function joined(...parts: readonly (string | false)[]): string {
  return parts.filter((part) => part !== false).join('');
}

export function bullets(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}

/** Four blanks mark lines that are quoted as they are. */
export function quotedLines(lines: readonly string[]): string {
  return lines.map((line) => `    ${line}`).join('\n');
}

export function cut(text: string, length = LINE): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

/** `06:12:04  JOB00217  IEF450I …` */
export function recordLine({ time, jobId, text }: LogRecord, today: string | null, withJob = true): string {
  return [(shown(time, today) ?? '').padEnd(8), ...(withJob ? [(jobId ?? '').padEnd(8)] : []), cut(text)].join('  ').trimEnd();
}

/** The clock of an ISO time, without fractions. */
export function clock(time: string | null): string | null {
  return /(\d\d:\d\d:\d\d)/.exec(time ?? '')?.[1] ?? null;
}

/** The clock, with the date before it when that is not today's: `09:12:44`, `2026-11-21 23:47:31`. */
export function shown(time: string | null, today: string | null): string | null {
  const date = /^(\d{4}-\d\d-\d\d)T/.exec(time ?? '')?.[1];
  const at = clock(time);
  return at === null || date === undefined || date === today || today === null ? at : `${date} ${at}`;
}

export function span(first: string | null, last: string | null, today: string | null): string {
  const [from, to] = [shown(first, today), shown(last, today)];
  if (from === null || to === null) return '';
  return from === to ? ` (${from})` : ` (${from} to ${to})`;
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
