// Splits a line of shell into statements and these into the stages of a pipeline, for suggestions only. Pure, one pass.

/** Constructs that no plain command stands for: substitutions, here-documents. */
const BEYOND = /`|\$[({]|[<>]\(|<</;
/** An output redirection with its target; the descriptor counts only at the start of a word. */
const OUTPUT = /(?:(?<![^ \t])\d|&)?>{1,2}(?:&\d|[ \t]*[^ \t;|&<>\n\r]+)/g;
const INPUT = /(?:(?<![^ \t])\d)?</g;

/** The text of each stage of each statement, redirections taken out (`< file` becomes an operand); empty when there is no telling. */
export function splitLine(line: string): readonly (readonly string[])[] {
  if (BEYOND.test(line)) return [];
  let text = line;
  for (const redirection of [OUTPUT, INPUT]) {
    for (const { index, 0: match } of outline(text).matchAll(redirection)) {
      text = text.slice(0, index) + ' '.repeat(match.length) + text.slice(index + match.length);
    }
  }
  return cut(text, /&&|\|\||[;&\n\r]/g).map((statement) => cut(statement, /\|/g));
}

/** Pieces between unquoted separators, the blank ones left out. */
function cut(text: string, separator: RegExp): readonly string[] {
  const pieces: string[] = [];
  let start = 0;
  for (const { index, 0: match } of outline(text).matchAll(separator)) {
    pieces.push(text.slice(start, index));
    start = index + match.length;
  }
  pieces.push(text.slice(start));
  return pieces.map((piece) => piece.trim()).filter((piece) => piece !== '');
}

/** The text with `_` for every quoted character, so that positions stay the same. */
function outline(text: string): string {
  return text.replace(/\\[^]|'[^']*(?:'|$)|"(?:[^"\\]|\\[^])*(?:"|$)/g, (quoted) => '_'.repeat(quoted.length));
}
