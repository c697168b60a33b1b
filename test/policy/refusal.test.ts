// How typed text is repeated in a reason: short, and nothing in it that a terminal or a reader could take for something else.
import { expect, test } from 'vitest';
import { refuse, show, showCharacter } from '../../src/policy/refusal.js';

test('a refusal is its rule and its reason', () => {
  expect(refuse('glob', 'Why.')).toEqual({ ok: false, rule: 'glob', reason: 'Why.' });
});

test.each([
  ['', '``'],
  ['a b', '`a b`'],
  ['é…ß', '`é…ß`'],
  ['a'.repeat(60), `\`${'a'.repeat(60)}\``],
  ['a'.repeat(61), `\`${'a'.repeat(60)}…\``],
  ['\u{1F600}'.repeat(60), `\`${'\u{1F600}'.repeat(60)}\``],
  ['\u{1F600}'.repeat(61), `\`${'\u{1F600}'.repeat(60)}…\``],
  ['a`b', '`a\\u{60}b`'],
  ['\u001b[2J', '`\\u{1b}[2J`'],
  ['a\u00a0\u2028b', '`a\\u{a0}\\u{2028}b`'],
  ['\u202e\u200b\ufeff\u{e0041}\u3164', '`\\u{202e}\\u{200b}\\u{feff}\\u{e0041}\\u{3164}`'],
])('text: %j', (text, shown) => expect(show(text)).toBe(shown));

test.each([
  ['a', 'U+0061 (a)'],
  ['é', 'U+00E9 (é)'],
  ['\u{1F600}', 'U+1F600 (\u{1F600})'],
  ['\u0007', 'U+0007'],
  ['\u00a0', 'U+00A0'],
  ['\u0301', 'U+0301'],
  ['\u3164', 'U+3164'],
  ['\ud800', 'U+D800'],
])('a character: %j', (char, shown) => expect(showCharacter(char)).toBe(shown));
