// Numbers and times of day as people write them. Pure.
import { pattern } from './pattern.js';

const WORDS: Readonly<Record<string, number>> = {
  one: 1,
  a: 1,
  an: 1,
  two: 2,
  couple: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  few: 10,
  dozen: 12,
  fifteen: 15,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
  ninety: 90,
  hundred: 100,
  thousand: 1000,
};

/** For patterns: a number in digits or in one of the common words. */
export const NUMBER = `\\d{1,7}|${Object.keys(WORDS)
  .filter((word) => word.length > 2)
  .join('|')}`;

export function numberOf(text: string): number | undefined {
  const digits = /^\d{1,7}$/.test(text.trim());
  return digits ? Number(text) : WORDS[text.trim().toLowerCase()];
}

/** For patterns: `06:00`, `6.00`, `6am`, `6:30 pm`, `noon`, `midnight`, or ISO 8601. */
export const TIME = pattern`
  \d{4}-\d\d-\d\d[T\s]\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z?|
  \d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\s?[ap]\.?m\b\.?)?|
  \d{1,2}\s?[ap]\.?m\b\.?|\d{1,2}\s?o.?clock|noon|midday|midnight`.source;

/** `HH:MM[:SS]`, or the ISO text as it is; undefined for what is no time of day. */
export function timeOf(text: string): string | undefined {
  const plain = text.trim().toLowerCase();
  if (/^\d{4}-/.test(plain)) return text.trim().replace(' ', 'T').toUpperCase();
  if (plain === 'noon' || plain === 'midday') return '12:00';
  if (plain === 'midnight') return '00:00';
  const parts = /^(\d{1,2})(?:[:.](\d\d))?(?:[:.](\d\d))?\s?(a|p)?/.exec(plain);
  if (parts === null) return undefined;
  const [, hourText = '', minute = '00', second, half] = parts;
  const twelve = half === undefined ? Number(hourText) : (Number(hourText) % 12) + (half === 'p' ? 12 : 0);
  if (twelve > 23 || Number(minute) > 59 || Number(second ?? 0) > 59) return undefined;
  return `${String(twelve).padStart(2, '0')}:${minute}${second === undefined ? '' : `:${second}`}`;
}

/** A time of day moved by minutes, kept within its day. */
export function shiftTime(time: string, minutes: number): string {
  const [hour = '0', minute = '0'] = time.split(':');
  const shifted = Math.min(1439, Math.max(0, Number(hour) * 60 + Number(minute) + minutes));
  return `${String(Math.floor(shifted / 60)).padStart(2, '0')}:${String(shifted % 60).padStart(2, '0')}`;
}
