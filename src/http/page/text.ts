// Text that others wrote, as pieces that are safe to show: what an eye cannot see or a browser would obey becomes an escape. Pure.

export interface Piece {
  readonly text: string;
  /** An escape that stands for a character which hides or acts. */
  readonly escaped: boolean;
}

// Controls (but tab and line feed), format characters (bidirectional, zero-width, tags), lone surrogates, separators, ignorables.
const HIDDEN = /(?![\t\n])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
const NAMED: Readonly<Record<string, string>> = { '\r': '\\r', '\u001b': '\\e' };

export function pieces(text: string): readonly Piece[] {
  const found: Piece[] = [];
  let from = 0;
  for (const { 0: character, index } of text.matchAll(HIDDEN)) {
    if (index > from) found.push({ text: text.slice(from, index), escaped: false });
    const last = found.at(-1);
    const escape = escapeOf(character);
    if (last?.escaped === true) found[found.length - 1] = { text: last.text + escape, escaped: true };
    else found.push({ text: escape, escaped: true });
    from = index + character.length;
  }
  if (from < text.length) found.push({ text: text.slice(from), escaped: false });
  return found;
}

/** For attributes. */
export function visible(text: string): string {
  return text.replace(HIDDEN, escapeOf);
}

function escapeOf(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16);
  return NAMED[character] ?? (code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`);
}
