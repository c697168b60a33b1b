// What option values may be, shared by the option tables. Pure.
import type { ValueCheck } from './options.js';

const like = (form: RegExp, what: string): ValueCheck => (value) => (form.test(value) ? null : what);

/** head and tail: lines or bytes, with a sign and a multiplier. */
export const COUNT = like(/^[+-]?\d+(?:b|[kKmMGTPEZY](?:i?B|D)?)?$/, 'it takes a number such as 50, +50, -50 or 4K');
export const NUMBER = like(/^\d+$/, 'it takes a number such as 3');
export const SIGNED_NUMBER = like(/^[+-]?\d+$/, 'it takes a number such as 3');
export const SECONDS = like(/^\d*\.?\d+$/, 'it takes a number of seconds');

/** One word of a list; GNU takes unique prefixes of these too (`date -Is`), which is harmless. */
export const oneOf =
  (...words: readonly string[]): ValueCheck =>
  (value) =>
    value !== '' && words.some((word) => word.startsWith(value)) ? null : `it takes one of ${words.join(', ')}`;

/** A field of a time format padded to four digits of width or more: `%1000000000d` would write a gigabyte. */
export const isTooWide = (format: string): boolean => /%[-_0+^#:]*[1-9]\d{3}/.test(format);

export const WHEN = oneOf('always', 'yes', 'force', 'never', 'no', 'none', 'auto', 'tty', 'if-tty');

/** A pattern of names as grep reads it: braces stand for themselves there, so that `*.{log,json}` would match nothing anybody has. */
export const NAMES: ValueCheck = (value) => (/\{[^{}]*(?:,|\.\.)[^{}]*\}/.test(value) ? 'braces mean nothing in it; give the option once for each pattern, such as *.log' : null);
