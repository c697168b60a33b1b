// The words that options of `ls` take as their values.
import { Unsupported } from '../unsupported.js';
import type { QuotingStyle } from '../quote.js';

export type Indicators = 'none' | 'slash' | 'file-type' | 'classify';
export type TimeField = 'mtime' | 'atime' | 'ctime' | 'birthtime';
export type Format = 'long' | 'single-column' | 'commas' | 'across' | 'vertical';
export type Sort = 'name' | 'none' | 'size' | 'time' | 'version' | 'extension' | 'width';

export const WHEN = { always: 'always', yes: 'always', force: 'always', never: 'never', no: 'never', none: 'never', auto: 'auto', tty: 'auto', 'if-tty': 'auto' };
export const FORMATS: Readonly<Record<string, Format>> = {
  verbose: 'long',
  long: 'long',
  commas: 'commas',
  horizontal: 'across',
  across: 'across',
  vertical: 'vertical',
  'single-column': 'single-column',
};
export const SORTS: Readonly<Record<string, Sort>> = { none: 'none', time: 'time', size: 'size', extension: 'extension', version: 'version', width: 'width' };
export const TIMES: Readonly<Record<string, TimeField>> = {
  atime: 'atime',
  access: 'atime',
  use: 'atime',
  ctime: 'ctime',
  status: 'ctime',
  birth: 'birthtime',
  creation: 'birthtime',
};
export const INDICATORS: Readonly<Record<string, Indicators>> = { none: 'none', slash: 'slash', 'file-type': 'file-type', classify: 'classify' };
export const QUOTING: Readonly<Record<string, QuotingStyle>> = {
  literal: 'literal',
  shell: 'shell',
  'shell-always': 'shell-always',
  'shell-escape': 'shell-escape',
  'shell-escape-always': 'shell-escape-always',
  c: 'c',
  'c-maybe': 'c-maybe',
  escape: 'escape',
  locale: 'locale',
  clocale: 'clocale',
};

/** A word of a list, or the beginning of words that all mean the same. */
export function pick<T>(option: string, words: Readonly<Record<string, T>>, value: string): T {
  const exact = Object.hasOwn(words, value) ? words[value] : undefined;
  const meant = exact === undefined ? new Set(Object.keys(words).flatMap((word) => (word.startsWith(value) ? words[word] : []))) : new Set([exact]);
  const [first, second] = meant;
  if (first === undefined || second !== undefined) throw new Unsupported(`ls ${option}=${value}`);
  return first;
}
