// The words of free-form dates (gnulib's parse-datetime): numbers, names, units, zones. Imports nothing.

export interface NumberToken {
  readonly type: 'number';
  readonly sign: '' | '+' | '-';
  /** Always positive. */
  readonly value: number;
  readonly digits: number;
  /** Nanoseconds of the part behind the point; undefined without one. */
  readonly fraction: number | undefined;
}
export type Token =
  | NumberToken
  | { readonly type: 'month' | 'day' | 'ordinal' | 'shift' | 'meridian'; readonly value: number }
  | { readonly type: 'unit'; readonly value: Unit; readonly factor: number }
  | { readonly type: 'zone'; readonly minutes: number; readonly isSummer: boolean }
  | { readonly type: 'ago' | 'dst' | 'T' }
  | { readonly type: 'character'; readonly value: string };
export type Unit = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second';

const MONTHS = ['JANUARY', 'FEBRUARY', 'MARCH', 'APRIL', 'MAY', 'JUNE', 'JULY', 'AUGUST', 'SEPTEMBER', 'OCTOBER', 'NOVEMBER', 'DECEMBER'];
const DAYS = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'];
const LONG_ABBREVIATIONS: Readonly<Record<string, Token>> = {
  SEPT: { type: 'month', value: 9 },
  TUES: { type: 'day', value: 2 },
  WEDNES: { type: 'day', value: 3 },
  THUR: { type: 'day', value: 4 },
  THURS: { type: 'day', value: 4 },
};
const UNITS: Readonly<Record<string, Token>> = {
  YEAR: { type: 'unit', value: 'year', factor: 1 },
  MONTH: { type: 'unit', value: 'month', factor: 1 },
  FORTNIGHT: { type: 'unit', value: 'day', factor: 14 },
  WEEK: { type: 'unit', value: 'day', factor: 7 },
  DAY: { type: 'unit', value: 'day', factor: 1 },
  HOUR: { type: 'unit', value: 'hour', factor: 1 },
  MINUTE: { type: 'unit', value: 'minute', factor: 1 },
  MIN: { type: 'unit', value: 'minute', factor: 1 },
  SECOND: { type: 'unit', value: 'second', factor: 1 },
  SEC: { type: 'unit', value: 'second', factor: 1 },
};
const ORDINALS = ['LAST', 'THIS', 'NEXT', '', 'THIRD', 'FOURTH', 'FIFTH', 'SIXTH', 'SEVENTH', 'EIGHTH', 'NINTH', 'TENTH', 'ELEVENTH', 'TWELFTH'];
/** Offset from UTC in hours; those of summer time hold the hour already. */
const ZONES: Readonly<Record<string, number>> = {
  GMT: 0, UT: 0, UTC: 0, WET: 0, WEST: 1, BST: 1, ART: -3, BRT: -3, BRST: -2, NST: -3.5, NDT: -2.5, AST: -4, ADT: -3,
  CLT: -4, CLST: -3, EST: -5, EDT: -4, CST: -6, CDT: -5, MST: -7, MDT: -6, PST: -8, PDT: -7, AKST: -9, AKDT: -8, HST: -10,
  HAST: -10, HADT: -9, SST: -12, WAT: 1, CET: 1, CEST: 2, MET: 1, MEZ: 1, MEST: 2, MESZ: 2, EET: 2, EEST: 3, CAT: 2, SAST: 2,
  EAT: 3, MSK: 3, MSD: 4, IST: 5.5, SGT: 8, KST: 9, JST: 9, GST: 10, NZST: 12, NZDT: 13,
}; // prettier-ignore
const SUMMER = new Set(['WEST', 'BST', 'BRST', 'NDT', 'ADT', 'CLST', 'EDT', 'CDT', 'MDT', 'PDT', 'AKDT', 'HADT', 'CEST', 'MEST', 'MESZ', 'EEST', 'MSD', 'NZDT']);
const MILITARY = 'ABCDEFGHI KLM';

/** GNU date calls it an invalid date. */
export class SyntaxFailure extends Error {}

/** @throws SyntaxFailure for a word that GNU date does not know; RangeError for whole numbers beyond 15 digits, which it may know. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (let rest = text; ; ) {
    rest = rest.replace(/^[ \t\n\v\f\r]+/, '');
    if (rest === '') return tokens;
    const number = /^([-+]?)[ \t\n\v\f\r]*([0-9]+)(?:[.,]([0-9]+))?/.exec(rest);
    const word = /^[A-Za-z][A-Za-z.]*/.exec(rest);
    if (number !== null) {
      const [whole, sign = '', digits = '', decimals] = number;
      const significant = digits.replace(/^0+/, '').length;
      if (significant > 19) throw new SyntaxFailure();
      if (significant > 15) throw new RangeError('The number is too large');
      const fraction = decimals === undefined ? undefined : Number(decimals.slice(0, 9).padEnd(9, '0'));
      tokens.push({ type: 'number', sign: sign as NumberToken['sign'], value: Number(digits), digits: digits.length, fraction });
      rest = rest.slice(whole.length);
    } else if (word !== null) {
      tokens.push(lookUp(word[0]));
      rest = rest.slice(word[0].length);
    } else if (/^[-+]/.test(rest)) {
      // A sign without a number is passed over.
      rest = rest.slice(1);
    } else if (rest.startsWith('(')) {
      rest = skipComment(rest);
    } else {
      tokens.push({ type: 'character', value: rest.charAt(0) });
      rest = rest.slice(1);
    }
  }
}

function skipComment(text: string): string {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text.charAt(at) === '(') depth += 1;
    if (text.charAt(at) === ')') depth -= 1;
    if (depth === 0) return text.slice(at + 1);
  }
  return '';
}

function lookUp(typed: string): Token {
  if (typed.length > 19) throw new SyntaxFailure();
  const word = typed.toUpperCase();
  if (/^A\.?M\.?$/.test(word) && word !== 'AM.' && word !== 'A.M') return { type: 'meridian', value: 0 };
  if (/^P\.?M\.?$/.test(word) && word !== 'PM.' && word !== 'P.M') return { type: 'meridian', value: 12 };
  const calendar = calendarWord(word);
  if (calendar !== undefined) return calendar;
  const zone = namedZone(word);
  if (zone !== undefined) return zone;
  if (word === 'DST') return { type: 'dst' };
  const unit = UNITS[word] ?? (word.endsWith('S') ? UNITS[word.slice(0, -1)] : undefined);
  if (unit !== undefined) return unit;
  const relative = relativeWord(word);
  if (relative !== undefined) return relative;
  if (word.length === 1) return militaryZone(word);
  const dotted = namedZone(word.replaceAll('.', ''));
  if (dotted === undefined) throw new SyntaxFailure();
  return dotted;
}

function namedZone(word: string): Token | undefined {
  const hours = ZONES[word];
  return hours === undefined ? undefined : { type: 'zone', minutes: hours * 60, isSummer: SUMMER.has(word) };
}

function calendarWord(word: string): Token | undefined {
  const abbreviated = word.length === 3 || (word.length === 4 && word.endsWith('.'));
  const matches = (name: string): boolean => (abbreviated ? name.slice(0, 3) === word.slice(0, 3) : name === word);
  const month = MONTHS.findIndex(matches);
  if (month >= 0) return { type: 'month', value: month + 1 };
  const day = DAYS.findIndex(matches);
  return day >= 0 ? { type: 'day', value: day } : LONG_ABBREVIATIONS[word];
}

function relativeWord(word: string): Token | undefined {
  if (word === 'TOMORROW') return { type: 'shift', value: 1 };
  if (word === 'YESTERDAY') return { type: 'shift', value: -1 };
  if (word === 'TODAY' || word === 'NOW') return { type: 'shift', value: 0 };
  if (word === 'AGO') return { type: 'ago' };
  if (word === 'FIRST') return { type: 'ordinal', value: 1 };
  const at = ORDINALS.indexOf(word);
  return at < 0 ? undefined : { type: 'ordinal', value: at - 1 };
}

/** A is one hour east, N one hour west, Z is UTC, J is none; T also separates a date from a time. */
function militaryZone(letter: string): Token {
  if (letter === 'T') return { type: 'T' };
  if (letter === 'Z') return { type: 'zone', minutes: 0, isSummer: false };
  const east = MILITARY.indexOf(letter);
  if (east >= 0) return { type: 'zone', minutes: (east < 9 ? east + 1 : east) * 60, isSummer: false };
  const west = 'NOPQRSTUVWXY'.indexOf(letter);
  if (west < 0) throw new SyntaxFailure();
  return { type: 'zone', minutes: -(west + 1) * 60, isSummer: false };
}
