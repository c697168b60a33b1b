// One segment of a glob: read into tokens (`*`, `?`, bracket expressions, literal characters) and matched. Pure.

export type Token =
  | { readonly kind: 'literal'; readonly char: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'star' }
  | { readonly kind: 'set'; readonly has: (char: string) => boolean };

const ANY: Token = { kind: 'any' };
const STAR: Token = { kind: 'star' };

/** A backslash makes the next character literal, in brackets too; a `[` without its `]` is literal. */
export function parseSegment(segment: string): readonly Token[] {
  const chars = Array.from(segment);
  const unclosed = new Set<number>();
  const tokens: Token[] = [];
  let at = 0;
  for (let char = chars[at]; char !== undefined; char = chars[at]) {
    const next = chars[at + 1];
    const set = char === '[' ? parseSet(chars, at + 1, unclosed) : null;
    if (set !== null) {
      tokens.push({ kind: 'set', has: set.has });
      at = set.end;
    } else if (char === '\\' && next !== undefined) {
      tokens.push({ kind: 'literal', char: next });
      at += 2;
    } else {
      tokens.push(char === '*' ? STAR : char === '?' ? ANY : { kind: 'literal', char });
      at += 1;
    }
  }
  return tokens;
}

/** The text of a segment that has nothing but literal characters, else null. */
export function literalOf(tokens: readonly Token[]): string | null {
  let text = '';
  for (const token of tokens) {
    if (token.kind !== 'literal') return null;
    text += token.char;
  }
  return text;
}

/** Whether the tokens match a name; a leading dot only matches a literal one. */
export function matchTokens(tokens: readonly Token[], name: string): boolean {
  const [first] = tokens;
  return !(name.startsWith('.') && first?.kind !== 'literal') && matchHidden(tokens, name);
}

/**
 * The same without the rule for a leading dot.
 * Greedy with one fallback, to the last `*`, which each time starts a character further on: steps in proportion to the square of the name.
 */
export function matchHidden(tokens: readonly Token[], name: string): boolean {
  const chars = Array.from(name);
  let at = 0;
  let token = 0;
  let star = -1;
  let starAt = 0;
  for (let char = chars[at]; char !== undefined; char = chars[at]) {
    const current = tokens[token];
    if (current?.kind === 'star') {
      star = token;
      starAt = at;
      token += 1;
    } else if (current !== undefined && matchesOne(current, char)) {
      token += 1;
      at += 1;
    } else if (star !== -1) {
      starAt += 1;
      at = starAt;
      token = star + 1;
    } else {
      return false;
    }
  }
  while (tokens[token]?.kind === 'star') token += 1;
  return token === tokens.length;
}

function matchesOne(token: Exclude<Token, { kind: 'star' }>, char: string): boolean {
  if (token.kind === 'literal') return token.char === char;
  return token.kind === 'any' || token.has(char);
}

/** The classes of the C.UTF-8 locale, each for one character. */
const CLASSES: ReadonlyMap<string, RegExp> = new Map([
  ['alnum', /[\p{L}\p{N}]/u],
  ['alpha', /\p{L}/u],
  ['ascii', /[\0-\x7f]/],
  ['blank', /[ \t]/],
  ['cntrl', /[\0-\x1f\x7f]/],
  ['digit', /[0-9]/],
  ['graph', /[!-~]/],
  ['lower', /\p{Ll}/u],
  ['print', /[ -~]/],
  ['punct', /[!-/:-@[-`{-~]/],
  ['space', /[\t-\r ]/],
  ['upper', /\p{Lu}/u],
  ['word', /[\p{L}\p{N}_]/u],
  ['xdigit', /[A-Fa-f0-9]/],
]);

interface ParsedSet {
  readonly has: (char: string) => boolean;
  /** Index after the closing `]`. */
  readonly end: number;
}

/**
 * `start` is the index after the `[`. Null when the expression never closes; `unclosed` then remembers the places it
 * went by, so that a flood of `[` costs one pass and not one for each.
 */
function parseSet(chars: readonly string[], start: number, unclosed: Set<number>): ParsedSet | null {
  const negated = chars[start] === '!' || chars[start] === '^';
  const first = negated ? start + 1 : start;
  const members: ((char: string) => boolean)[] = [];
  const passed: number[] = [];
  let at = first;
  for (let char = chars[at]; char !== undefined && !unclosed.has(at); char = chars[at]) {
    passed.push(at);
    // A `]` in the first place is a member.
    if (char === ']' && at > first) return { end: at + 1, has: (candidate) => members.some((member) => member(candidate)) !== negated };
    const name = className(chars, at);
    if (name !== null) {
      const expression = CLASSES.get(name);
      members.push((candidate) => expression?.test(candidate) ?? false);
      at += name.length + 4;
      continue;
    }
    const low = readMember(chars, at);
    const isRange = chars[low.end] === '-' && chars[low.end + 1] !== ']';
    const high = isRange ? readMember(chars, low.end + 1) : low;
    members.push((candidate) => codeOf(candidate) >= codeOf(low.char) && codeOf(candidate) <= codeOf(high.char));
    at = high.end;
  }
  for (const place of passed) unclosed.add(place);
  return null;
}

/** NAME of `[:NAME:]` at this place, else null. */
function className(chars: readonly string[], at: number): string | null {
  // The longest name has six letters.
  return /^\[:([a-z]{1,8}):\]/.exec(chars.slice(at, at + 12).join(''))?.[1] ?? null;
}

function readMember(chars: readonly string[], at: number): { readonly char: string; readonly end: number } {
  const escaped = chars[at] === '\\';
  // Nothing after the backslash: the expression never closes, and its members are never asked.
  return { char: chars[escaped ? at + 1 : at] ?? '', end: at + (escaped ? 2 : 1) };
}

function codeOf(char: string): number {
  return char.codePointAt(0) ?? 0;
}
