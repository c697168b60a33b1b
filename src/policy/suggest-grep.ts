// Rewrites of a grep whose pattern holds a refused character, for suggestions only. Pure.
import { quote } from './suggest-rewrite.js';
import type { Word } from './tokenize.js';

/** Alternatives that `-e A -e B` cannot stand for: groups, a `|` in brackets. */
const INDIVISIBLE = /[()]|\[[^\][|]*\|/;
/** Operators that need -E. */
const EXTENDED = /[+?{}]/;
/** -F and -P, to which the refused characters mean something else. */
const OTHER_MATCHER = /^-[A-Za-z]*[FP]|^--(?:fixed|perl)/;
/** Short options with a value: not a cluster to take an E out of. */
const HAS_VALUE = /[efmABCDdX]/;

/** `grep -E 'A|B' f` → `grep -e A -e B f`, `grep 'a;b' f` → `grep -e a.b f`, `grep '\<x\>' f` → `grep -e '\bx\b' f`. */
export function rewritePattern([program, ...args]: readonly Word[]): string | undefined {
  const at = args.findIndex(({ value }) => /[|;&<>]/.test(value));
  const pattern = args[at];
  if ((program?.value !== 'grep' && program?.value !== 'egrep') || pattern === undefined) return undefined;
  const before = args.slice(0, args[at - 1]?.value === '-e' ? at - 1 : at);
  if (pattern.raw === pattern.value && !isBareAlternation(pattern, args.slice(at + 1))) return undefined;
  // With an operand before it (a number may be the value of an option) this word is a file, not the pattern.
  if (before.some(({ value }) => !/^(?:-|\d+$)/.test(value)) || args.some(({ value }) => OTHER_MATCHER.test(value))) return undefined;

  const patterns = alternativesOf(pattern.value.replace(/^(?:-e|--regexp=)/, ''))?.map(withoutOperators);
  // An empty one, or `.` in place of a lone `<`, would match every line.
  if (patterns?.every((text) => /[\p{L}\p{N}]/u.test(text)) !== true) return undefined;
  const extended = patterns.some((text) => EXTENDED.test(text)) && (program.value === 'egrep' || args.some(isExtended));
  const others = (words: readonly Word[]): readonly string[] => words.flatMap(withoutExtended);
  return ['grep', ...(extended ? ['-E'] : []), ...others(before), ...patterns.flatMap((text) => ['-e', quote(text)]), ...others(args.slice(at + 1))].join(' ');
}

// `grep A|B f` without its quotes, rather than a real pipe or redirection.
function isBareAlternation({ value }: Word, after: readonly Word[]): boolean {
  return /^[^|;&<>]+\|[^;&<>]+$/.test(value) && after.some((word) => !word.value.startsWith('-'));
}

function alternativesOf(text: string): readonly string[] | undefined {
  if (!text.includes('|')) return text.includes('[') ? undefined : [text];
  const inner = /^\\?\(([^()]*[^()\\])\\?\)$/.exec(text)?.[1] ?? text;
  return INDIVISIBLE.test(inner) ? undefined : inner.split(/\\?\|/);
}

// `\<` and `\>` are the edges of a word; in place of the others any character will do.
function withoutOperators(text: string): string {
  return text.replace(/\\[<>]/g, '\\b').replace(/[;&<>]/g, '.');
}

function isExtended({ value }: Word): boolean {
  return value === '--extended-regexp' || (/^-[A-Za-z]*E[A-Za-z]*$/.test(value) && !HAS_VALUE.test(value));
}

function withoutExtended(word: Word): readonly string[] {
  if (!isExtended(word)) return [word.raw];
  const cluster = word.value.startsWith('--') ? '-' : word.value.replaceAll('E', '');
  return cluster === '-' ? [] : [cluster];
}
