// The jail: which file operands and which globs stay inside /sim, judged by their text alone. Pure.
// A sandbox checks the real path (links followed) again when it runs the command.
import { matchHidden, matchTokens, parseSegment } from './glob-segment.js';
import { refuse, show, showCharacter, type Refusal } from './refusal.js';
import type { Word } from './tokenize.js';

export const ROOT = '/sim';

/** The segments of a path without the empty ones and `.`, which lead nowhere. */
function segmentsOf(path: string): readonly string[] {
  return path.split('/').filter((segment) => segment !== '' && segment !== '.');
}

/** Whether the path, taken from /sim when relative, is inside by its segments. A `..` counts as outside, wherever it leads. */
export function isInside(path: string): boolean {
  const segments = segmentsOf(path);
  return !segments.includes('..') && (!path.startsWith('/') || segments[0] === ROOT.slice(1));
}

/** Everything a typed file operand must be. What a glob found is held to `checkFound` only: nobody typed it. */
export function checkFileOperand(word: Word): Refusal | null {
  return checkFound(word) ?? checkForm(word) ?? checkExpansions(word) ?? checkCharacters(word.value);
}

export function checkFound({ value }: Word): Refusal | null {
  if (value === '') return refuse('operand', `A file operand is empty: name a file, or leave the operand out to mean ${ROOT} or the (closed) standard input.`);
  if (isInside(value)) return null;
  const why = segmentsOf(value).includes('..') ? 'has a `..` segment' : `is outside ${ROOT}`;
  return refuse('path-jail', `The path ${show(value)} ${why}: only files under ${ROOT} can be read, for example ${ROOT}/syslog.log or just syslog.log.`);
}

/** Stars in one glob, at most: far more than anybody needs. */
const MAX_STARS = 16;

/**
 * Only file operands and the words of echo expand, but a shell would expand any unquoted glob: where that would look
 * outside, the word has to be quoted to show that it is meant as text.
 */
export function checkGlob(word: Word): Refusal | null {
  if (word.pattern === undefined) return null;
  const stars = Array.from(word.pattern.matchAll(/\\[^]|\*/g)).filter(([piece]) => piece === '*');
  if (stars.length > MAX_STARS) {
    return refuse('glob', `A pattern may hold at most ${MAX_STARS} unquoted \`*\`: make it shorter, or put it in quotes if it is meant as text.`);
  }
  if (globStaysInside(word.value, word.pattern)) return null;
  const instead = `start it with ${ROOT}/ or use a relative one without \`..\`, or put it in quotes if it is meant as text`;
  return refuse('glob', `The unquoted pattern ${show(word.raw)} could match outside ${ROOT}: ${instead}.`);
}

// By its text, so that the first segment is typed out: `/s*/x` or `/[s]im/x` would look into the root directory. And nothing
// that is meant to be walked through may stand for the parent directory, as `.?/x` does to a shell.
function globStaysInside(value: string, pattern: string): boolean {
  return isInside(value) && !pattern.split('/').slice(0, -1).some(couldBeParent);
}

// To any shell: `.*`, `.[.]`, and with hidden files on `??` or `[.][.]`. A plain `*` is for every day.
function couldBeParent(segment: string): boolean {
  const tokens = parseSegment(segment);
  return matchTokens(tokens, '..') || (!tokens.some(({ kind }) => kind === 'star') && matchHidden(tokens, '..'));
}

function checkForm({ value }: Word): Refusal | null {
  if (/^[a-z][a-z0-9+.-]*:\/|^file:/i.test(value)) {
    return refuse('expansion', `The operand ${show(value)} is a URI or a drive, which is never opened: name the plain path, for example ${ROOT}/syslog.log.`);
  }
  if (value.includes('\\')) {
    return refuse('operand', `The file operand ${show(value)} holds a backslash, which separates nothing here: use / between directories.`);
  }
  if (value.split('/').some((segment) => segment !== segment.trim())) {
    return refuse('operand', `A name in the file operand ${show(value)} starts or ends with a blank: remove it.`);
  }
  return null;
}

/**
 * Encoded dot, slash, backslash, percent sign, hex digit (the last two: encoded twice), control character, or a byte
 * beyond ASCII (over-long forms hide a dot or slash).
 */
const ENCODED = /%(?:2[ef5]|5c|[01][0-9a-f]|3[0-9]|[46][1-6]|7f|[89a-f][0-9a-f]|u[0-9a-f]{4})/i;

function checkExpansions({ value, bare, braces }: Word): Refusal | null {
  if (bare && value.startsWith('~')) {
    return refuse('expansion', `A leading \`~\` is never expanded: name the path under ${ROOT} instead of ${show(value)}.`);
  }
  if (value.includes('$')) {
    return refuse('expansion', `Variables are never expanded, so a file operand may not hold \`$\`: name the path itself instead of ${show(value)}.`);
  }
  if (ENCODED.test(value)) {
    return refuse('expansion', `Percent-encoding is never decoded: name the plain path instead of ${show(value)}.`);
  }
  if (braces) {
    return refuse('expansion', `Braces are never expanded: name each file, or use a glob such as *.log, instead of ${show(value)}.`);
  }
  return null;
}

/** Non-ASCII letters, digits and their marks are names like any other; anything else beyond ASCII is a look-alike or invisible. */
const NOT_A_NAME = /(?![\p{L}\p{M}\p{N}])[^\0-\x7f]|\p{DI}/u;

function checkCharacters(value: string): Refusal | null {
  const odd = NOT_A_NAME.exec(value)?.[0] ?? Array.from(value).find(foldsToAscii);
  if (odd === undefined) return null;
  const why = 'which looks like another character or cannot be seen: type the name in plain characters';
  return refuse('operand', `The file operand ${show(value)} holds ${showCharacter(odd)}, ${why}.`);
}

function foldsToAscii(char: string): boolean {
  const folded = char.normalize('NFKC');
  return folded !== char && /[\0-\x7f]/.test(folded);
}
