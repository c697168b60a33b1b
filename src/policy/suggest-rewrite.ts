// Rewrites of one command that say the same within the policy, for suggestions only. Pure.
import type { Word } from './tokenize.js';

/** A word as it is typed so that it means exactly this text. */
export function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Lines that stand in for following a file. */
const RECENT = 'tail -n 50';

/** The arguments of a tail that follows, made into one that ends. */
export function withoutFollow(args: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (const [index, arg] of args.entries()) {
    if (/^--(?:pid|sleep-interval)$|^-s$/.test(args[index - 1] ?? '')) continue;
    if (/^--(?:follow|retry|pid|sleep-interval)(?:=|$)|^-[fF]*s/.test(arg)) continue;
    const [, sign, count] = /^(-|\+)(\d*)[bcl]?f$/.exec(arg) ?? [];
    if (sign === undefined) kept.push(/^-[fFqvznc]/.test(arg) ? arg.replace(/^(-[qvz]*)[fF]+/, '$1').replace(/^(-[qvz]*)[fF]+/, '$1') : arg);
    else if (count !== '') kept.push('-n', `${sign === '+' ? '+' : ''}${count ?? ''}`);
  }
  const left = kept.filter((arg) => arg !== '-');
  return left.some((arg) => /^-(?:\d|[qvz]*[nc])|^--(?:lines|bytes)/.test(arg)) ? ['tail', ...left] : [RECENT, ...left];
}

/** A pattern with alternatives that `-e A -e B` cannot stand for: groups, a `|` in brackets, and matchers to whom it means something else. */
const INDIVISIBLE = /[()]|\[[^\]]*\||^\\?\||\|\\?\||\|$/;
const EXTENDED = /[+?{}]/;
const OTHER_MATCHER = /^-[A-Za-z]*[FP]|^--(?:fixed|perl)/;

/** `grep -E 'A|B' f` → `grep -e A -e B f`. */
export function splitAlternation(words: readonly Word[]): readonly string[] | undefined {
  const [program, ...args] = words;
  const at = args.findIndex(({ value }) => value.includes('|'));
  const pattern = args[at];
  if ((program?.value !== 'grep' && program?.value !== 'egrep') || pattern === undefined || args.some(({ value }) => OTHER_MATCHER.test(value))) return undefined;
  const whole = /^(\\?\()([^()]*[^()\\])\\?\)$/.exec(pattern.value)?.[2] ?? pattern.value.replace(/^(?:-e|--regexp=)/, '');
  if (INDIVISIBLE.test(whole)) return undefined;
  const patterns = whole.split(/\\?\|/).flatMap((part) => ['-e', quote(part)]);
  const extended = EXTENDED.test(whole);
  const before = args.slice(0, args[at - 1]?.value === '-e' ? at - 1 : at);
  const rest = [...before.flatMap(plain), ...patterns, ...args.slice(at + 1).flatMap(plain)];
  return ['grep', ...(extended ? ['-E'] : []), ...rest];

  function plain({ value, raw }: Word): readonly string[] {
    if (value === '--extended-regexp') return [];
    if (!/^-[A-Za-z]+$/.test(value) || /[efmABCDdX]/.test(value)) return [raw];
    const cluster = value.replaceAll('E', '');
    return cluster === '-' ? [] : [cluster];
  }
}
