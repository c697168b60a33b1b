// What values of options may be, by the forms that the real programs take.
import { expect, test } from 'vitest';
import { COUNT, isTooWide, NAMES, NUMBER, oneOf, SECONDS, SIGNED_NUMBER, WHEN } from '../../src/policy/values.js';
import type { ValueCheck } from '../../src/policy/options.js';

const CASES: readonly (readonly [what: string, check: ValueCheck, passing: readonly string[], wrong: readonly string[]])[] = [
  [
    'a count of lines or bytes',
    COUNT,
    ['0', '50', '+5', '-5', '5b', ...Array.from('kKmMGTPEZY', (unit) => `12${unit}`), '1KiB', '1kB', '1MD', '+3GiB'],
    ['', '+', '-', 'K', 'x5', '5x', '5f', '5bB', '5B', '5iB', '5Ki', '5KBx', '5KK', '+-5', '--5', '5 ', ' 5', '5.0', '５', '5D', '1bD'],
  ],
  ['a number', NUMBER, ['0', '3', '080'], ['', '-3', '+3', '3x', 'x3', ' 3', '3.0']],
  ['a signed number', SIGNED_NUMBER, ['0', '-1', '+1', '12'], ['', '-', '1x', 'x1', '--1', '+-1']],
  ['seconds', SECONDS, ['1', '10', '0.5', '.5', '12.25'], ['', '.', '1.', 'x', '1x', 'x1', '-1', '1..5', '1.5.5']],
  ['one word of a list', oneOf('date', 'ns'), ['date', 'ns', 'd', 'dat', 'n'], ['', 'dates', 'ate', 'Date', 's', 'date,ns']],
  ['when to colour', WHEN, ['always', 'yes', 'force', 'never', 'no', 'none', 'auto', 'tty', 'if-tty', 'if'], ['', 'x', 'sometimes']],
  ['a pattern of names', NAMES, ['*.log', '', '{a}', '{}', 'a,b', 'x{a.b}', '}a,b{', '{a', 'a..b}', '{a}{b}'], ['{a,b}', '*.{log,json}', '{1..3}', 'x{,}y', '{{a,b}}', '{a}{b,c}']],
];

test.each(CASES)('%s', (_, check, passing, wrong) => {
  expect([...passing, ...wrong].filter((value) => check(value) === null)).toEqual(passing);
});

test('a field of a time format is too wide from four digits on, whatever its flags', () => {
  const fits = ['', '+%Y-%m-%d', '%999d', '%0999d', '%-5d', '%_0+^#:99d', '1000', '%d1000', '%a1000d', '%0d', '%10 00d', '%00000d'];
  const wide = ['%1000d', '+%Y %1000d', '%01000d', '%_1000d', '%-1000d', '%+1000d', '%^1000d', '%#1000d', '%:1000z', '%-_0+^#:9999d', '%1000000000d', '%d%2345d'];
  expect([...fits, ...wide].filter(isTooWide)).toEqual(wide);
});
