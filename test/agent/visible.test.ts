// Text of others on a terminal: nothing in it acts or hides.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeJson, visible, visibleLines } from '../../src/agent/visible.js';

describe('visible', () => {
  it.each([
    ['plain text, ümlauts and 漢字 stay', 'plain text, ümlauts and 漢字 stay'],
    ['\u001b[2J\u001b]0;title\u0007', '\\e[2J\\e]0;title\\u0007'],
    ['a\r\nb\tc\0', 'a\\r\\nb\\tc\\u0000'],
    ['\u009b31mred', '\\u009b31mred'],
    ['user\u202Etxt.exe', 'user\\u202etxt.exe'],
    ['zero\u200Bwidth\uFEFF', 'zero\\u200bwidth\\ufeff'],
    ['\ud800 alone, \ud83d\ude00 together', '\\ud800 alone, \ud83d\ude00 together'],
  ])('%j', (text, expected) => {
    expect(visible(text)).toBe(expected);
  });

  it('keeps line ends and widens tabs where lines are meant', () => {
    expect(visibleLines('a\tb\r\nc\u001b[0m\n')).toBe('a        b\nc\\e[0m\n');
  });

  it('leaves no control character, whatever comes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(visible(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
      }),
    );
  });
});

describe('safe JSON', () => {
  it('parses to the same value and shows no control character', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        const text = safeJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e]/);
      }),
    );
  });
});
