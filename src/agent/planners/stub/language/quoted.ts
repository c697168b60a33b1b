// Cutting text at separators, but never inside quotes. Pure.
const QUOTED = /`[^`]*`|"[^"\n]*"|(?<![A-Za-z0-9])'[^'\n]*'(?![A-Za-z0-9])/g;

/** The same length, with everything quoted replaced by `q`: positions found in it hold for the original. */
export function maskQuoted(text: string): string {
  return text.replace(QUOTED, (quoted) => 'q'.repeat(quoted.length));
}

/** The pieces between the matches of a global pattern, trimmed, without empty ones. */
export function cutAt(text: string, separator: RegExp): readonly string[] {
  const pieces: string[] = [];
  let from = 0;
  for (const match of maskQuoted(text).matchAll(separator)) {
    pieces.push(text.slice(from, match.index));
    from = match.index + match[0].length;
  }
  pieces.push(text.slice(from));
  return pieces.map((piece) => piece.trim()).filter((piece) => piece !== '');
}
