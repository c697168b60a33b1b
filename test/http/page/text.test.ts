// What hides or acts becomes a visible escape; everything else stays as it is.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pieces, visible } from '../../../src/http/page/text.js';

describe('visible', () => {
  it.each([
    ['an ANSI colour', '\u001b[31mred\u001b[0m', '\\e[31mred\\e[0m'],
    ['a bidirectional override', 'user\u202egnp.exe', 'user\\u202egnp.exe'],
    ['zero-width characters', 'a\u200bb\ufeffc', 'a\\u200bb\\ufeffc'],
    ['tag characters', 'a\u{e0041}', 'a\\u{e0041}'],
    ['a soft hyphen and a Hangul filler', '\u00ad\u3164', '\\u00ad\\u3164'],
    ['NUL, BEL, DEL, C1', '\0\u0007\u007f\u009b', '\\u0000\\u0007\\u007f\\u009b'],
    ['a carriage return', 'good\rbad', 'good\\rbad'],
    ['line separators', 'a\u2028b\u2029c', 'a\\u2028b\\u2029c'],
    ['half a surrogate pair', 'a\ud800b', 'a\\ud800b'],
  ])('%s', (_, text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  it('leaves markup, line ends, tabs and other scripts alone', () => {
    const text = '<script>alert(1)</script>\n\t&amp; Größe 日本 שלום';
    expect(visible(text)).toBe(text);
    expect(pieces(text)).toEqual([{ text, escaped: false }]);
  });

  it('never lets a hidden character through', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(visible(text)).not.toMatch(/[\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?![\t\n])\p{Cc}/u);
        expect(pieces(text).map((piece) => piece.text).join('')).toBe(visible(text));
      }),
    );
  });
});

it('marks which pieces are escapes, neighbours together', () => {
  expect(pieces('a\u202e\u202eb')).toEqual([
    { text: 'a', escaped: false },
    { text: '\\u202e\\u202e', escaped: true },
    { text: 'b', escaped: false },
  ]);
});
