// The characters of a Perl expression, taken piece by piece: what stands for which bytes, counts, references, group heads.
import { Unsupported } from '../unsupported.js';
import { complement, DIGIT, foldCase, NAMED_CLASSES, setWhere, SPACE, WORD, type ByteSet } from './byte-set.js';

const HORIZONTAL = setWhere((byte) => byte === 0x09 || byte === 0x20 || byte === 0xa0);
const VERTICAL = setWhere((byte) => (byte >= 0x0a && byte <= 0x0d) || byte === 0x85);

const ESCAPED_SETS: Readonly<Record<string, ByteSet>> = {
  d: DIGIT,
  D: complement(DIGIT),
  w: WORD,
  W: complement(WORD),
  s: SPACE,
  S: complement(SPACE),
  h: HORIZONTAL,
  H: complement(HORIZONTAL),
  v: VERTICAL,
  V: complement(VERTICAL),
  N: setWhere((byte) => byte !== 0x0a),
};

const ESCAPED_BYTES: Readonly<Record<string, number>> = { a: 0x07, e: 0x1b, f: 0x0c, n: 0x0a, r: 0x0d, t: 0x09 };
const ASSERTIONS: Readonly<Record<string, string>> = { b: '\\b', B: '\\B', A: '^', z: '$', Z: '$' };
const CLASSES = new Map([...NAMED_CLASSES, ['word', WORD], ['ascii', setWhere((byte) => byte < 0x80)]]);

export interface GroupHead {
  readonly kind: 'capture' | 'plain' | 'comment' | '(?=' | '(?!' | '(?<=' | '(?<!';
  readonly name?: string;
  readonly flags?: FlagChange;
}

export interface FlagChange {
  readonly ignoreCase?: boolean;
  readonly dotAll?: boolean;
}

export interface Count {
  readonly min: number;
  readonly max: number;
  readonly lazy: boolean;
}

const single = (byte: number): Uint8Array => setWhere((other) => other === byte);
export const refusePcre = (what: string): Unsupported => new Unsupported(`${what} in grep -P`);

export class PcreReader {
  private at = 0;

  private readonly pattern: string;

  constructor(pattern: string) {
    // A quotation is the same text with its special characters escaped.
    this.pattern = pattern.replace(/\\(?:Q([^]*?)(?:\\E|$)|(E)|([^]))/g, (all: string, quoted?: string, end?: string) =>
      end !== undefined ? '' : quoted === undefined ? all : quoted.replace(/[^0-9A-Za-z_]/g, '\\$&'),
    );
  }

  get ended(): boolean {
    return this.at >= this.pattern.length;
  }

  peek(): string {
    return this.pattern.charAt(this.at);
  }

  take(text: string): boolean {
    if (!this.pattern.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  /** `(?i)` and the like: a setting for what follows. */
  takeFlags(): FlagChange | undefined {
    const match = this.match(/\(\?([is]*)(?:-([is]*))?\)/y);
    return match && flagChange(match[1], match[2]);
  }

  /** Behind the `(`. */
  takeGroupKind(): GroupHead {
    if (!this.take('?')) {
      if (this.peek() === '*') throw refusePcre('A verb (*…)');
      return { kind: 'capture' };
    }
    if (this.match(/#[^)]*\)/y)) return { kind: 'comment' };
    const look = this.match(/<?[=!]/y);
    if (look) return { kind: `(?${look[0]}` as GroupHead['kind'] };
    const named = this.match(/(?:P?<([A-Za-z_]\w*)>|'([A-Za-z_]\w*)')/y);
    if (named) return { kind: 'capture', name: named[1] ?? named[2] ?? '' };
    const flags = this.match(/([is]*)(?:-([is]*))?:/y);
    if (flags) return { kind: 'plain', flags: flagChange(flags[1], flags[2]) };
    throw refusePcre(`A group that starts with (?${this.peek()}`);
  }

  takeCount(): Count | undefined {
    const match = this.match(/(?:([*+?])|\{(\d{1,5})(?:(,)(\d{0,5}))?\})(\??)/y);
    if (!match) return undefined;
    const [, sign, from, comma, to = '', lazy] = match;
    if (sign !== undefined) return { min: sign === '+' ? 1 : 0, max: sign === '?' ? 1 : Infinity, lazy: lazy === '?' };
    const min = Number(from);
    const max = comma === undefined ? min : to === '' ? Infinity : Number(to);
    if (min > max || Math.max(min, max === Infinity ? 0 : max) > 65_535) throw refusePcre('A count of this form');
    return { min, max, lazy: lazy === '?' };
  }

  /** @returns a group's number; negative: counted back from here. */
  takeReference(groupOf: (name: string) => number | undefined): number | undefined {
    const numbered = this.match(/\\(?:([1-9]\d*)|g(-?\d+)|g\{(-?\d+)\})/y);
    if (numbered) return Number(numbered[1] ?? numbered[2] ?? numbered[3]);
    const named = this.match(/(?:\\k<(\w+)>|\\k'(\w+)'|\\k\{(\w+)\}|\\g\{(\w+)\}|\(\?P=(\w+)\))/y);
    return named ? (groupOf(named.slice(1).find((name: string | undefined) => name !== undefined) ?? '') ?? 0) : undefined;
  }

  takeAssertion(): string | undefined {
    const match = this.match(/\\([bBAzZ])/y);
    return match ? ASSERTIONS[match[1] ?? ''] : undefined;
  }

  /** What stands for one byte. */
  takeSet(ignoreCase: boolean): ByteSet {
    if (this.take('[')) return this.bracket(ignoreCase);
    return ignoreCase ? foldCase(this.plain()) : this.plain();
  }

  private plain(): ByteSet {
    const character = this.peek();
    if (character === '\\') return this.escape();
    if (/[*+?]/.test(character)) throw refusePcre('A quantifier with nothing before it');
    this.at += 1;
    return single(character.charCodeAt(0));
  }

  private escape(): ByteSet {
    const hex = this.match(/\\x(?:\{([0-9A-Fa-f]{1,2})\}|([0-9A-Fa-f]{0,2})(?!\{))/y);
    if (hex) return single(parseInt(`0${hex[1] ?? hex[2] ?? ''}`, 16));
    const octal = this.match(/\\0([0-7]{0,2})/y);
    if (octal) return single(parseInt(`0${octal[1] ?? ''}`, 8));
    const character = this.pattern.charAt(this.at + 1);
    const set = ESCAPED_SETS[character];
    const byte = ESCAPED_BYTES[character];
    if (set === undefined && byte === undefined && (character === '' || /[0-9A-Za-z]/.test(character))) throw refusePcre(`The escape \\${character}`);
    this.at += 2;
    return set ?? single(byte ?? character.charCodeAt(0));
  }

  /** Behind the `[`. */
  private bracket(ignoreCase: boolean): ByteSet {
    const negated = this.take('^');
    const set = new Uint8Array(256);
    for (let first = true; first || this.peek() !== ']'; first = false) {
      if (this.ended) throw refusePcre('An unmatched [');
      const start = this.member(ignoreCase);
      if (this.pattern[this.at] === '-' && this.pattern[this.at + 1] !== ']') {
        this.at += 1;
        const end = this.member(ignoreCase);
        const [from = 0] = start;
        const [to = 0] = end;
        if (start.length !== 1 || end.length !== 1 || from > to) throw refusePcre('A range of this form');
        set.fill(1, from, to + 1);
      } else for (const byte of start) set[byte] = 1;
    }
    this.at += 1;
    const members = ignoreCase ? foldCase(set) : set;
    return negated ? complement(members) : members;
  }

  /** One element of a bracket expression, as its bytes. */
  private member(ignoreCase: boolean): readonly number[] {
    const named = this.match(/\[:(\^?)(\w+):\]/y);
    if (named) {
      const known = CLASSES.get(named[2] ?? '');
      if (known === undefined) throw refusePcre('A class of this name');
      const set = ignoreCase ? foldCase(known) : known;
      return bytesOf(named[1] === '^' ? complement(set) : set);
    }
    if (this.match(/\[[.=:]/y)) throw refusePcre('A bracket expression of this form');
    if (this.match(/\\b/y)) return [0x08];
    if (this.match(/\\[1-9BNQEzZA]/y)) throw refusePcre('A bracket expression of this form');
    if (this.peek() === '\\') return bytesOf(this.escape());
    this.at += 1;
    return [this.pattern.charCodeAt(this.at - 1)];
  }

  private match(expression: RegExp): RegExpExecArray | undefined {
    expression.lastIndex = this.at;
    const found = expression.exec(this.pattern);
    if (found === null) return undefined;
    this.at = expression.lastIndex;
    return found;
  }
}

const flagChange = (on = '', off = ''): FlagChange => ({
  ...(on.includes('i') ? { ignoreCase: true } : {}),
  ...(on.includes('s') ? { dotAll: true } : {}),
  ...(off.includes('i') ? { ignoreCase: false } : {}),
  ...(off.includes('s') ? { dotAll: false } : {}),
});

const bytesOf = (set: ByteSet): number[] => [...set.keys()].filter((byte) => set[byte] === 1);
