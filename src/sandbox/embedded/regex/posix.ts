// Basic and extended regular expressions as GNU grep 3.8 reads them in the C locale: a text becomes a tree, or the error
// or the warnings that grep gives.
import { Unsupported } from '../unsupported.js';
import { assertion, choice, EMPTY, sequence, type Assertion, type Node } from './ast.js';
import { parseBracket } from './bracket.js';
import { complement, foldCase, setWhere, SPACE, WORD, type ByteSet } from './byte-set.js';
import { PatternError } from './pattern-error.js';

const LARGEST_COUNT = 32767;

const ASSERTIONS: Readonly<Record<string, Assertion>> = {
  '<': 'word-start',
  '>': 'word-end',
  b: 'boundary',
  B: 'no-boundary',
  '`': 'line-start',
  "'": 'line-end',
};

/** `.` of grep. */
const ANY: ByteSet = setWhere((byte) => byte !== 0x0a);

const SETS: Readonly<Record<string, ByteSet>> = { w: WORD, W: complement(WORD), s: SPACE, S: complement(SPACE) };

export interface Syntax {
  readonly extended: boolean;
  readonly ignoreCase: boolean;
}

export interface ParsedPattern {
  readonly tree: Node;
  readonly warnings: readonly string[];
}

/** @throws PatternError as grep words it; Unsupported where grep's two engines differ. */
export function parsePosix(pattern: string, syntax: Syntax): ParsedPattern {
  return new Parser(pattern, syntax).parse();
}

/** A text that stands for itself. */
export function parseFixed(text: string, ignoreCase: boolean): Node {
  return sequence(Array.from(text).map((character) => literal(character, ignoreCase)));
}

function literal(character: string, ignoreCase: boolean): Node {
  const code = character.charCodeAt(0);
  const set = setWhere((byte) => byte === code);
  return { type: 'set', set: ignoreCase ? foldCase(set) : set };
}

type Token =
  | { readonly kind: 'end' | 'open' | 'close' | 'or' }
  | { readonly kind: 'operator'; readonly sign: '*' | '+' | '?' | '{' }
  | { readonly kind: 'node'; readonly node: Node }
  | { readonly kind: 'bracket' };

/** Recursive descent; `atStart` is grep's idea of a place where an operator has nothing to apply to. */
class Parser {
  private at = 0;
  private depth = 0;
  private groups = 0;
  private closed: ReadonlySet<number> = new Set();
  private readonly warnings: string[] = [];

  constructor(
    private readonly pattern: string,
    private readonly syntax: Syntax,
  ) {}

  parse(): ParsedPattern {
    const tree = this.alternatives();
    return { tree, warnings: this.warnings };
  }

  /** Ends before the `)` that closes it, or at the end. */
  private alternatives(): Node {
    const before = this.closed;
    const items: Node[] = [];
    // A branch cannot refer to a group of a branch before it.
    let after: ReadonlySet<number> = before;
    for (;;) {
      this.closed = before;
      items.push(this.branch());
      after = new Set([...after, ...this.closed]);
      if (this.peek(false).token.kind !== 'or') break;
      this.take(false);
    }
    this.closed = after;
    return choice(items);
  }

  private branch(): Node {
    const items: Node[] = [];
    let atStart = true;
    for (;;) {
      const { token } = this.peek(atStart);
      if (token.kind === 'end' || token.kind === 'or' || token.kind === 'close') return sequence(items);
      const item = this.atom(atStart);
      atStart &&= item === EMPTY || item.type === 'assert';
      items.push(this.repeated(item, atStart));
    }
  }

  private atom(atStart: boolean): Node {
    const { token } = this.peek(atStart);
    if (token.kind === 'operator') {
      // Only an extended expression has operators here: they apply to nothing, and `repeated` warns.
      return EMPTY;
    }
    this.take(atStart);
    if (token.kind === 'bracket') {
      const { set, end } = parseBracket(this.pattern, this.at, this.syntax.ignoreCase);
      this.at = end;
      return { type: 'set', set };
    }
    if (token.kind === 'open') return this.group();
    return token.kind === 'node' ? token.node : EMPTY;
  }

  private group(): Node {
    this.groups += 1;
    const index = this.groups;
    this.depth += 1;
    const item = this.alternatives();
    if (this.peek(false).token.kind !== 'close') throw new PatternError('Unmatched ( or \\(');
    this.take(false);
    this.depth -= 1;
    this.closed = new Set([...this.closed, index]);
    return { type: 'group', item, index };
  }

  private repeated(item: Node, atStart: boolean): Node {
    let node = item;
    for (;;) {
      const { token, end } = this.peek(atStart);
      if (token.kind !== 'operator') return node;
      // The two engines of GNU grep differ on it.
      if (item.type === 'assert') throw new Unsupported('A repeated anchor or word boundary');
      if (token.sign === '{') {
        if (atStart) throw new Unsupported('A regular expression that starts with {...}');
        const interval = parseInterval(this.pattern, end, this.syntax.extended);
        if (interval === undefined) return node;
        this.at = interval.end;
        node = interval.max === 0 ? EMPTY : { type: 'repeat', item: node, min: interval.min, max: interval.max };
      } else {
        if (atStart) this.warnings.push(`${token.sign} at start of expression`);
        this.at = end;
        node = { type: 'repeat', item: node, min: token.sign === '+' ? 1 : 0, max: token.sign === '?' ? 1 : Infinity };
      }
    }
  }

  private take(atStart: boolean): void {
    this.at = this.peek(atStart).end;
  }

  /** The token at the current place, and where it ends. */
  private peek(atStart: boolean): { token: Token; end: number } {
    const character = this.pattern.charAt(this.at);
    if (character === '') return { token: { kind: 'end' }, end: this.at };
    const escaped = character === '\\';
    const value = escaped ? this.pattern.charAt(this.at + 1) : character;
    if (value === '') throw new PatternError('Trailing backslash');
    const end = this.at + (escaped ? 2 : 1);
    const token = this.special(value, escaped, end, atStart) ?? { kind: 'node', node: literal(value, this.syntax.ignoreCase) };
    return { token, end };
  }

  private special(value: string, escaped: boolean, end: number, atStart: boolean): Token | undefined {
    const { extended } = this.syntax;
    // Basic expressions escape their operators, extended ones do not.
    const active = escaped !== extended;
    switch (value) {
      case '(':
        return active ? { kind: 'open' } : undefined;
      case ')':
        if (!active || (extended && this.depth === 0)) return undefined;
        if (this.depth === 0) throw new PatternError('Unmatched ) or \\)');
        return { kind: 'close' };
      case '|':
        return active ? { kind: 'or' } : undefined;
      case '+':
      case '?':
        return active && (extended || !atStart) ? { kind: 'operator', sign: value } : undefined;
      case '*':
        return !escaped && (extended || !atStart) ? { kind: 'operator', sign: '*' } : undefined;
      case '{':
        if (!active || (!extended && atStart)) return undefined;
        return parseInterval(this.pattern, end, extended) === undefined ? undefined : { kind: 'operator', sign: '{' };
      case '^':
      case '$':
        return !escaped && this.isAnchor(value, end) ? { kind: 'node', node: assertion(value === '^' ? 'line-start' : 'line-end') } : undefined;
      case '.':
        return escaped ? undefined : { kind: 'node', node: { type: 'set', set: ANY } };
      case '[':
        return escaped ? undefined : { kind: 'bracket' };
    }
    return escaped ? this.escape(value) : undefined;
  }

  private escape(value: string): Token | undefined {
    const set = SETS[value];
    if (set !== undefined) return { kind: 'node', node: { type: 'set', set } };
    const kind = ASSERTIONS[value];
    if (kind !== undefined) return { kind: 'node', node: assertion(kind) };
    if (!/[1-9]/.test(value)) return undefined;
    if (!this.closed.has(Number(value))) throw new PatternError('Invalid back reference');
    return { kind: 'node', node: { type: 'reference', index: Number(value) } };
  }

  /** In a basic expression `^` and `$` anchor only at the ends of a branch. */
  private isAnchor(value: string, end: number): boolean {
    if (this.syntax.extended) return true;
    if (value === '$') return end >= this.pattern.length || /^\\[)|]/.test(this.pattern.slice(end));
    return this.at === 0 || /\\[(|]$/.test(this.pattern.slice(0, this.at));
  }
}

/**
 * `{n}`, `{n,}`, `{,m}`, `{n,m}` from behind the brace.
 * @returns undefined where an extended expression takes the brace for itself.
 */
function parseInterval(pattern: string, from: number, extended: boolean): { min: number; max: number; end: number } | undefined {
  const first = bound(pattern, from, extended);
  if (first.value === 'none' && first.stop !== ',') throw new PatternError('Invalid content of \\{\\}');
  const second = first.stop === ',' && first.value !== 'bad' ? bound(pattern, first.end, extended) : first;
  if (first.value === 'bad' || second.value === 'bad') {
    if (extended) return undefined;
    throw new PatternError(second.stop === 'end' ? 'Unmatched \\{' : 'Invalid content of \\{\\}');
  }
  const min = first.value === 'none' ? 0 : first.value;
  const max = second.value === 'none' ? Infinity : second.value;
  if (min > max || second.stop !== 'close') throw new PatternError('Invalid content of \\{\\}');
  if ((max === Infinity ? min : max) > LARGEST_COUNT) throw new PatternError('Regular expression too big');
  return { min, max, end: second.end };
}

interface Bound {
  readonly value: number | 'none' | 'bad';
  readonly stop: ',' | 'close' | 'end';
  readonly end: number;
}

function bound(pattern: string, from: number, extended: boolean): Bound {
  let value: Bound['value'] = 'none';
  for (let at = from; at < pattern.length; ) {
    const escaped = pattern[at] === '\\' && at + 1 < pattern.length;
    const character = pattern.charAt(escaped ? at + 1 : at);
    at += escaped ? 2 : 1;
    if (character === '}' && escaped !== extended) return { value, stop: 'close', end: at };
    if (character === ',' && !escaped) return { value, stop: ',', end: at };
    if (escaped || !/[0-9]/.test(character) || value === 'bad') value = 'bad';
    else value = Math.min(LARGEST_COUNT + 1, (value === 'none' ? 0 : value) * 10 + Number(character));
  }
  return { value: 'bad', stop: 'end', end: pattern.length };
}
