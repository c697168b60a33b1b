// What options take and operands are, by the name that the manual gives it: mostly what works, now and then what should not.
import fc from 'fast-check';
import { OUTSIDE, SIM_FILES, SIM_LINKS, SIM_TRAPS } from './places.js';
import { glob, plain, type Meant, type Piece } from './words.js';

type Words = fc.Arbitrary<Meant>;

const oneOf = (...texts: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...texts);
const weighted = <T>(...choices: readonly (readonly [number, fc.Arbitrary<T>])[]): fc.Arbitrary<T> => fc.oneof(...choices.map(([weight, arbitrary]) => ({ weight, arbitrary })));

const odd = oneOf('', '-', '--', '~', '$HOME', '=', '%2e%2e/x', '{a,b}', 'x\u200by', '\u202egol.golsys', '\ufb01le', '\ud83d\ude00', 'a\u00a0b', '\u2013n', '\u2212n', '\u2014help', "'", '"', '\\', '\t', '#', '!', 'NaN', '99999999999999999999', '-1', '0x10', '../x');

const globPiece: fc.Arbitrary<Piece> = oneOf('*', '*', '*', '?', '??', '[a-m]', '[!a-m]', '[^x]', '[[:alpha:]]', '[![:digit:]]', '[]x]', '[a-]', '[.]', '[[:nope:]]', '[\u00e0-\u00ff]')
  .map((typed) => glob(typed))
  .chain((piece) => weighted([6, fc.constant(piece)], [1, fc.constantFrom(glob("[a'-'z]", '[a-z]'), glob("['!'a-z]", '[!a-z]'), glob("['s'j]", '[sj]'), glob("[a-'s']", '[a-s]'))]));
const stem = oneOf('', '', 'sys', 's', 'job', 'a', '.', 'data', 'M', 'archive/', '-', 'x y', "it's", '*', '[');
const tail = oneOf('', '.log', '.log', 'g', '.json', '/', '/*', '.', '1', ' x');
const relativeGlob: Words = fc
  .tuple(fc.array(fc.tuple(stem, globPiece), { minLength: 1, maxLength: 2 }), tail)
  .map(([pairs, end]) => [...pairs.flatMap(([text, piece]) => [...(text === '' ? [] : plain(text)), piece]), ...(end.endsWith('*') ? [{ text: end.slice(0, -1) }, glob('*')] : plain(end))]);
const under = (prefix: string, word: Meant): Meant => (prefix === '' ? word : [{ text: prefix }, ...word]);

const known = oneOf('syslog.log', 'joblog.log', 'error.log', ...Object.keys(SIM_FILES), ...Object.keys(SIM_LINKS), 'archive', 'archive/', '.');
const missing = oneOf('missing.log', 'archive/none/x', 'SYSLOG.LOG', 'syslog.log/x', 'Zu\u0308rich', '...', 'syslog..log', 'a=b', '@x', '%d', 'x%', 'folder.lnk/old.log', 'folder.lnk/2026/');
const prefix = weighted([6, fc.constant('')], [3, fc.constant('/sim/')], [1, oneOf('./', '/sim//', '//sim/', '/./sim/./', '/sim/archive/', './/.//')]);
const outside = oneOf(...OUTSIDE, ...OUTSIDE.map((path) => `/sim/..${path}`), '..', '../canary', 'archive/../../etc/canary', '/sim/../etc/canary', '~', '~root/x', '$HOME/x', 'file:///etc/canary', '%2e%2e/etc/canary', '..%2fetc', '\u2025/etc', '\u2024\u2024/x', '/\u2215etc', 'C:\\x', '{/etc,/sim}/canary');
const outsideGlob: Words = fc.tuple(oneOf('/', '/etc/', '../', '/s', '.', '/sim/.', '/sim/../', '/sim'), globPiece, oneOf('', '/canary', '/')).map(([start, piece, end]) => [{ text: start }, piece, ...(end === '' ? [] : plain(end))]);

export const FILE: Words = weighted(
  [30, fc.tuple(prefix, known).map(([start, name]) => plain(start + name))],
  [5, fc.tuple(prefix, missing).map(([start, name]) => plain(start + name))],
  [9, fc.tuple(prefix, relativeGlob).map(([start, word]) => under(start, word))],
  [2, oneOf(...Object.keys(SIM_TRAPS), 'traps', 'trap-folder.lnk/canary', 'traps/deep.lnk/').map(plain)],
  [4, outside.map(plain)],
  [2, outsideGlob],
  [2, odd.map(plain)],
  [1, fc.string({ unit: 'grapheme', maxLength: 8 }).map(plain)],
);

const NUMBERS = oneOf('0', '1', '2', '3', '5', '10', '50', '007', '999999');
const patternPart = oneOf(
  ...['ABEND', 'S0C7', 'JOB', 'RC=0000', '$HASP395', '^', '$', '.', '.*', 'E', ' ', '[0-9]', '[^ ]', '[[:upper:]]', '[a', '\\.', '\\b', '\\w', '\\(a\\)', '\\1', '\\{2\\}', '{2}', '+', '?', '(x)', '\\'],
  ...['\\d+', '(?i)abend', '(?=R)', '\\K', '\\x41', '\\Q.\\E', '(?#c)', '\u00e9', 'e\u0301', '\u65e5', '\ud83d\ude00', '\u202e', "'", '"', '/etc/canary', '-', '--file', '*', 'a;b', '\\<', 'x'],
);
const PATTERN: Words = weighted(
  [6, oneOf('ABEND', 'S0C7', 'JOB00[12]', 'RC=0000$', '^IEF', '$HASP395', 'ended', '', 'last  line', "it's over", '"quoted"').map(plain)],
  [6, fc.array(patternPart, { minLength: 1, maxLength: 4 }).map((parts) => plain(parts.join('')))],
  [1, relativeGlob],
);

const DATES = oneOf('now', 'yesterday', '1 hour ago', '@0', '@1795000000.5', '2026-11-22 02:14', '2026-11-22T10:00:00Z', 'next monday', 'tomorrow 12:00 UTC', '12:00 PST', '20261122', 'last friday -2 days', '', 'not a date', '9999-12-31', '-1 month', '3 fortnights ago', '(a comment) now');
const DATE: Words = weighted([14, DATES.map(plain)], [1, oneOf('TZ="/etc/canary" now', 'tz="x" now', 'TZ="UTC" now', 'TZ=":/etc/canary"').map(plain)], [1, odd.map(plain)], [1, globPiece.map((piece) => [piece])]);
const formatPart = oneOf('%Y', '%m', '%d', '%H', '%M', '%S', '%s', '%N', '%3N', '%-d', '%_5H', '%010Y', '%^a', '%#Z', '%:z', '%::z', '%Z', '%j', '%U', '%A', '%B', '%c', '%x', '%X', '%p', '%r', '%D', '%F', '%T', '%e', '%%', '%n', '%t', '%E', '%Ey', '%Od', '%q', '-', ':', ' ', 'T', '/etc', '%5000d', '%', "'", '\u00e9', '*');
const FORMAT: Words = fc.array(formatPart, { maxLength: 5 }).map((parts) => plain(`+${parts.join('')}`));

const COUNTS = oneOf('0', '1', '2', '5', '10', '+1', '+3', '-1', '-3', '1K', '2kB', '1b', '1MiB', '20', '100', '3x', '5f', '1KiB', '-0', '+0', '1Y', '9E');
const NAMES = weighted([8, oneOf('*.log', '*', '[a-m]*', 'syslog*', '*.json', 'archive', '?', '', '.*', "it's*", '/etc/*', '../*').map(plain)], [1, relativeGlob], [1, oneOf('*.{log,json}', '{a,b}').map(plain)]);
const TEXT = weighted([6, oneOf('hello', '--', '-x', '', 'a  b', '\\tb\\n', '\\0101', '\\c', '\\x41', '/etc/canary', '$HOME', '~', '5 * 3', '\u00e9', 'e\u0301', '\u202e', '\ud83d\ude00', '{a,b}', '"', "l's", 'a;b', '!x', '#').map(plain)], [1, relativeGlob], [1, fc.string({ unit: 'grapheme', maxLength: 6 }).map(plain)]);

/** One of the words, a beginning of one, or nonsense. */
const keyword = (...words: readonly string[]): Words => weighted([12, oneOf(...words).map(plain)], [1, fc.tuple(oneOf(...words), fc.nat(4)).map(([word, cut]) => plain(word.slice(0, 1 + cut)))], [1, odd.map(plain)]);

/** By what tools.ts calls the value. */
export const VALUES: Readonly<Record<string, Words>> = {
  FILE,
  PATTERN,
  DATE,
  FORMAT,
  NAMES,
  TEXT,
  COUNT: weighted([14, COUNTS.map(plain)], [1, odd.map(plain)]),
  NUMBER: weighted([14, NUMBERS.map(plain)], [1, odd.map(plain)]),
  SIGNED: weighted([14, NUMBERS.map(plain)], [2, oneOf('-1', '+2', '-0').map(plain)], [1, odd.map(plain)]),
  SECONDS: weighted([14, oneOf('1', '0.1', '.5', '0', '3').map(plain)], [1, odd.map(plain)]),
  SIZE: weighted([8, oneOf('1', 'K', '1K', '512', 'human-readable', 'si', "'1", 'MB', '0', '1Q', '-1').map(plain)], [1, odd.map(plain)]),
  WHEN: keyword('always', 'yes', 'force', 'never', 'no', 'none', 'auto', 'tty', 'if-tty'),
  LAYOUT: keyword('verbose', 'long', 'commas', 'horizontal', 'across', 'vertical', 'single-column'),
  INDICATOR: keyword('none', 'slash', 'file-type', 'classify'),
  QUOTING: keyword('literal', 'locale', 'shell', 'shell-always', 'shell-escape', 'shell-escape-always', 'c', 'c-maybe', 'escape', 'clocale'),
  SORT: keyword('none', 'size', 'time', 'version', 'extension', 'width'),
  TIME: keyword('atime', 'access', 'use', 'ctime', 'status', 'birth', 'creation'),
  STYLE: weighted([6, oneOf('full-iso', 'long-iso', 'iso', 'locale', 'posix-iso', '+%F', '+%H:%M', '+%s\n', '+').map(plain)], [1, FORMAT], [1, odd.map(plain)]),
  BINARY: keyword('binary', 'text', 'without-match'),
  DIRECTORIES: keyword('read', 'recurse', 'skip'),
  DEVICES: keyword('read', 'skip'),
  HOW: keyword('name', 'descriptor'),
  PRECISION: keyword('date', 'hours', 'minutes', 'seconds', 'ns'),
  RFC3339: keyword('date', 'seconds', 'ns'),
};
