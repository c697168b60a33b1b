// Bracket expressions of POSIX regular expressions, read as glibc reads them in the C locale.
import { complement, foldCase, NAMED_CLASSES, setWhere } from './byte-set.js';
import { PatternError } from './pattern-error.js';

const UNMATCHED = 'Unmatched [, [^, [:, [., or [=';

interface Element {
  readonly kind: 'byte' | 'class' | 'equivalence';
  readonly set: Uint8Array;
  /** Of a byte. */
  readonly byte: number;
}

/** @param from offset behind the `[`. @returns the set, and the offset behind the `]`. */
export function parseBracket(pattern: string, from: number, ignoreCase: boolean): { set: Uint8Array; end: number } {
  let at = from;
  const negated = pattern[at] === '^';
  if (negated) at += 1;
  if (at >= pattern.length) throw new PatternError('Invalid regular expression');
  const first = at;
  const set = new Uint8Array(256);
  let plain = true;
  while (at === first || pattern[at] !== ']') {
    if (at >= pattern.length) throw new PatternError(UNMATCHED);
    // A hyphen stands for itself as the first or the last element, or as the end of a range.
    if (pattern[at] === '-' && at !== first && pattern[at + 1] !== ']') throw new PatternError(at + 1 < pattern.length ? 'Invalid range end' : UNMATCHED);
    const start = element(pattern, at);
    plain &&= start.end === at + 1;
    at = start.end;
    if (pattern[at] === '-' && at + 1 < pattern.length && pattern[at + 1] !== ']') {
      const end = element(pattern, at + 1);
      at = end.end;
      plain = false;
      addRange(set, start.element, end.element);
    } else if (pattern[at] === '-' && at + 1 >= pattern.length) {
      throw new PatternError(UNMATCHED);
    } else {
      for (const [byte, flag] of start.element.set.entries()) if (flag === 1) set[byte] = 1;
    }
  }
  const inside = pattern.slice(first, at);
  if (plain && /^:[^]*[^:][^]*:$/.test(inside)) throw new PatternError('character class syntax is [[:space:]], not [:space:]');
  const members = ignoreCase ? foldCase(set) : set;
  return { set: negated ? complement(members) : members, end: at + 1 };
}

function addRange(set: Uint8Array, from: Element, to: Element): void {
  if (from.kind !== 'byte' || to.kind !== 'byte' || from.byte > to.byte) throw new PatternError('Invalid range end');
  set.fill(1, from.byte, to.byte + 1);
}

function element(pattern: string, at: number): { element: Element; end: number } {
  const kind = pattern[at] === '[' ? pattern[at + 1] : undefined;
  if (kind !== ':' && kind !== '.' && kind !== '=') return { element: byteElement(pattern.charCodeAt(at)), end: at + 1 };
  const close = pattern.indexOf(`${kind}]`, at + 2);
  if (close < 0) throw new PatternError(UNMATCHED);
  const name = pattern.slice(at + 2, close);
  const end = close + 2;
  if (kind === ':') {
    const set = NAMED_CLASSES.get(name);
    if (set === undefined) throw new PatternError('Invalid character class name');
    return { element: { kind: 'class', set: Uint8Array.from(set), byte: -1 }, end };
  }
  if (name.length !== 1) throw new PatternError('Invalid collation character');
  const element = byteElement(name.charCodeAt(0));
  return { element: kind === '=' ? { ...element, kind: 'equivalence' } : element, end };
}

const byteElement = (byte: number): Element => ({ kind: 'byte', set: setWhere((other) => other === byte), byte });
