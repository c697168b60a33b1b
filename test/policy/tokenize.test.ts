// Quote removal and word splitting as POSIX has it, with nothing expanded.
import { describe, expect, test } from 'vitest';
import { literalWord, tokenize } from '../../src/policy/tokenize.js';

function values(command: string): readonly string[] {
  const tokens = tokenize(command);
  return tokens.ok ? tokens.words.map(({ value }) => value) : [`refused: ${tokens.rule}`];
}

function patterns(command: string): readonly (string | undefined)[] {
  const tokens = tokenize(command);
  return tokens.ok ? tokens.words.map(({ pattern }) => pattern) : [];
}

test.each<[string, readonly string[]]>([
  ['', []],
  [' \t ', []],
  ['a  b\tc', ['a', 'b', 'c']],
  [`a'b c'd "e f"`, ['ab cd', 'e f']],
  [`'' "" a''`, ['', '', 'a']],
  [String.raw`a\ b \\ \'`, ['a b', '\\', "'"]],
  [String.raw`"a\"b" "a\\b" "a\$b" "a\nb" '\n'`, ['a"b', 'a\\b', 'a$b', 'a\\nb', '\\n']],
  [`$HOME "$HOME" '~' %2e`, ['$HOME', '$HOME', '~', '%2e']],
  [`c''at "c"at c\\at`, ['cat', 'cat', 'cat']],
  ['"\\`" "\\a" "a\'b" \'a"b\'', ['`', '\\a', "a'b", 'a"b']],
  [' a ', ['a']],
  [String.raw`'\\' '\$' 'a\"b'`, ['\\\\', '\\$', 'a\\"b']],
])('%s', (command, words) => {
  expect(values(command)).toEqual(words);
});

test.each(["'", '"', 'a "b', "a 'b", '\\', 'ls \\', `"a\\"`])('unbalanced: %s', (command) => {
  expect(values(command)).toEqual(['refused: quoting']);
});

test('a refusal names the quote that is missing', () => {
  const QUOTE = 'quote is opened and never closed: close it, or put a backslash before it.';
  expect([`a "b`, `a 'b`, 'a\\'].map((command) => tokenize(command))).toEqual([
    { ok: false, rule: 'quoting', reason: `A double ${QUOTE}` },
    { ok: false, rule: 'quoting', reason: `A single ${QUOTE}` },
    { ok: false, rule: 'quoting', reason: 'The command ends with a lone backslash: remove it, or put the text in quotes.' },
  ]);
});

test('a word is all of this', () => {
  expect(tokenize(String.raw` "a b"\*  c*'*'`)).toEqual({
    ok: true,
    words: [
      { value: 'a b*', raw: String.raw`"a b"\*`, bare: false, braces: false, dollarQuote: false },
      { value: 'c**', raw: "c*'*'", pattern: String.raw`c*\*`, bare: true, braces: false, dollarQuote: false },
    ],
  });
  expect(literalWord('*{a,b}')).toEqual({ value: '*{a,b}', raw: '*{a,b}', bare: false, braces: false, dollarQuote: false });
});

test('every character that means something in a pattern is kept apart when it is quoted', () => {
  expect(patterns(String.raw`*\*\?\[\]\\\-\!\^\a`)).toEqual([String.raw`*\*\?\[\]\\\-\!\^a`]);
  expect(patterns(String.raw`"\\"*`)).toEqual([String.raw`\\*`]);
});

test('blanks of Unicode are part of a word', () => {
  for (const blank of ['\u00a0', '\ufeff', '\u2028', '\u3000', '\u2003', '\u200b']) expect(values(`cat${blank}x`)).toEqual([`cat${blank}x`]);
});

test('a glob word carries its pattern, with what was quoted behind a backslash', () => {
  expect(patterns(String.raw`*.log '*.log' a?'?' [a"-"z] \*x* "[!"*] plain`)).toEqual([
    '*.log',
    undefined,
    String.raw`a?\?`,
    String.raw`[a\-z]`,
    String.raw`\*x*`,
    String.raw`\[\!*]`,
    undefined,
  ]);
});

describe('marks', () => {
  function marks(command: string): unknown {
    const tokens = tokenize(command);
    return tokens.ok ? tokens.words.map(({ bare, braces, dollarQuote }) => [bare, braces, dollarQuote]) : tokens;
  }

  test('whether the first character is quoted', () => {
    expect(marks(String.raw`~ '~' "~" \~ ''~`)).toEqual([[true, false, false], ...Array<unknown>(4).fill([false, false, false])]);
  });

  test('braces that bash would expand', () => {
    expect(marks(`{a,b} x{1..3}y {a} a,b '{a,b}' }a,b{ {} {a.b} ,{a} {a}, }{a,b} {a,b}} {a\\,b} {a,b a,b} {1.'x'.3}`)).toEqual([
      [true, true, false],
      [true, true, false],
      [true, false, false],
      [true, false, false],
      [false, false, false],
      [true, false, false],
      [true, false, false],
      [true, false, false],
      [true, false, false],
      [true, false, false],
      [true, true, false],
      [true, true, false],
      [true, false, false],
      [true, false, false],
      [true, false, false],
      [true, false, false],
    ]);
  });

  test('quotes behind a dollar sign', () => {
    expect(marks(`$'a' a$"b" "$"'x' '$'a`)).toEqual([
      [true, false, true],
      [true, false, true],
      [false, false, false],
      [false, false, false],
    ]);
  });
});
