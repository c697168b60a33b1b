// Words as they are meant, and the ways to type them: quoted whole, in parts, by backslash, or bare. No quoting changes what is meant.

/** A stretch of plain text, or a glob: `glob` typed bare as it is here, `value` what is left of it without quotes. */
export type Piece = { readonly text: string } | { readonly glob: string; readonly value: string };
export type Meant = readonly Piece[];

export const plain = (text: string): Meant => [{ text }];
export const glob = (typed: string, value = typed): Piece => ({ glob: typed, value });

/** What a program gets when no glob in it finds anything. */
export function valueOf(word: Meant): string {
  return word.map((piece) => ('text' in piece ? piece.text : piece.value)).join('');
}

/** What the word looks for, with a backslash before each character of plain text that is special in patterns; undefined without a glob. */
export function patternOf(word: Meant): string | undefined {
  if (word.every((piece) => 'text' in piece)) return undefined;
  return word.map((piece) => ('text' in piece ? piece.text.replace(/[*?[\]\\!^-]/g, '\\$&') : piece.glob.replace(/'([^'])'/g, '\\$1'))).join('');
}

const single = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
const double = (text: string): string => `"${text.replace(/["\\$`]/g, '\\$&')}"`;
const backslash = (text: string): string => text.replace(/[^A-Za-z0-9]/gu, '\\$&');
const bare = (text: string): string => (/[ \t'"\\*?[]/.test(text) ? single(text) : text);
const STYLES = [bare, single, double, backslash];

const BLANKS = [' ', ' ', ' ', '\t', '  ', ' \t '];

/** Draws numbers one after the other, from the start again when they are used up; zeros type the plainest text. */
export type Dice = () => number;

export function diceOf(numbers: readonly number[]): Dice {
  let at = 0;
  return () => numbers[at++ % Math.max(numbers.length, 1)] ?? 0;
}

export function typeWords(words: readonly Meant[], dice: Dice): string {
  let typed = words.map((word) => typeWord(word, dice)).join(BLANKS[dice() % BLANKS.length] ?? ' ');
  if (dice() % 13 === 12) typed = ` ${typed}\t`;
  return typed;
}

function typeWord(word: Meant, dice: Dice): string {
  const typed = word.map((piece) => ('text' in piece ? typeText(piece.text, dice) : piece.glob)).join('');
  return typed === '' ? "''" : typed;
}

function typeText(text: string, dice: Dice): string {
  const left = Array.from(text);
  let typed = '';
  while (left.length > 0) {
    const roll = dice();
    const size = roll % 3 === 0 ? left.length : 1 + (roll % left.length);
    const style = STYLES[dice() % STYLES.length] ?? bare;
    typed += style(left.splice(0, size).join(''));
  }
  return typed;
}
