// Perl expressions (`grep -P`) in JavaScript's words: the constructs on which both engines agree, byte by byte; what is
// beyond them refuses. PCRE2 10.42 in the C locale.
import { PcreReader, refusePcre } from './pcre-reader.js';
import { countSource, setSource } from './script.js';

interface Flags {
  readonly ignoreCase: boolean;
  readonly dotAll: boolean;
}

/** A piece of the translation, with its length in bytes: NaN when it varies. */
interface Piece {
  readonly source: string;
  readonly width: number;
  /** Takes a byte at least: only that can be repeated, as the engines differ on empty rounds. */
  readonly solid: boolean;
}

const EMPTY: Piece = { source: '', width: 0, solid: false };

/** @returns the source of a JavaScript expression without flags, for lines as byte strings. */
export function translatePcre(pattern: string, ignoreCase: boolean): string {
  return new Translator(pattern).whole({ ignoreCase, dotAll: false });
}

class Translator {
  private readonly reader: PcreReader;
  private groups = 0;
  private readonly names = new Map<string, number>();
  private readonly solidGroups = new Set<number>();
  /** Groups that have surely matched at this place. */
  private certain: ReadonlySet<number> = new Set();

  constructor(pattern: string) {
    this.reader = new PcreReader(pattern);
  }

  whole(flags: Flags): string {
    const pieces = this.alternatives(flags);
    if (!this.reader.ended) throw refusePcre('An unmatched )');
    return join(pieces);
  }

  private alternatives(flags: Flags): readonly Piece[] {
    const before = this.certain;
    const pieces: Piece[] = [];
    let current = flags;
    for (;;) {
      this.certain = before;
      const { piece, flags: after } = this.branch(current);
      pieces.push(piece);
      current = after;
      if (!this.reader.take('|')) break;
    }
    if (pieces.length > 1) this.certain = before;
    return pieces;
  }

  /** A `(?i)` inside holds for the rest of its group, the branches behind included. */
  private branch(start: Flags): { piece: Piece; flags: Flags } {
    let flags = start;
    let source = '';
    let width = 0;
    let solid = false;
    for (;;) {
      const next = this.reader.peek();
      if (next === '' || next === '|' || next === ')') return { piece: { source, width, solid }, flags };
      const setting = this.reader.takeFlags();
      if (setting !== undefined) {
        flags = { ...flags, ...setting };
        continue;
      }
      const piece = this.repeated(flags);
      source += piece.source;
      width += piece.width;
      solid ||= piece.solid;
    }
  }

  private repeated(flags: Flags): Piece {
    const before = this.certain;
    const piece = this.atom(flags);
    const count = this.reader.takeCount();
    if (count === undefined) return piece;
    if (!piece.solid) throw refusePcre('Repeating what can match nothing');
    this.certain = before;
    if (this.reader.takeCount() !== undefined) throw refusePcre('A possessive or doubled quantifier');
    const { min, max, lazy } = count;
    return { source: `(?:${piece.source})${countSource(min, max)}${lazy ? '?' : ''}`, width: min === max ? piece.width * min : NaN, solid: min > 0 };
  }

  private atom(flags: Flags): Piece {
    const { reader } = this;
    const reference = reader.takeReference((name) => this.names.get(name));
    if (reference !== undefined) return this.reference(reference, flags);
    if (reader.take('(')) return this.group(flags);
    if (reader.take('^')) return { ...EMPTY, source: '^' };
    if (reader.take('$')) return { ...EMPTY, source: '$' };
    if (reader.take('.')) return { source: flags.dotAll ? '[^]' : '[^\\n]', width: 1, solid: true };
    const assertion = reader.takeAssertion();
    if (assertion !== undefined) return { ...EMPTY, source: assertion };
    return { source: setSource(reader.takeSet(flags.ignoreCase)), width: 1, solid: true };
  }

  private reference(reference: number, { ignoreCase }: Flags): Piece {
    const index = reference < 0 ? this.groups + 1 + reference : reference;
    if (ignoreCase || !this.certain.has(index)) throw refusePcre('A back-reference like this one');
    return { source: `(?:\\${index})`, width: NaN, solid: this.solidGroups.has(index) };
  }

  private group(flags: Flags): Piece {
    const opening = this.reader.takeGroupKind();
    const inner = { ...flags, ...opening.flags };
    if (opening.kind === 'comment') return EMPTY;
    if (opening.kind === 'capture') {
      this.groups += 1;
      const index = this.groups;
      if (opening.name !== undefined) this.names.set(opening.name, index);
      const pieces = this.closed(inner);
      const solid = isSolid(pieces);
      if (solid) this.solidGroups.add(index);
      this.certain = new Set([...this.certain, index]);
      return { source: `(${join(pieces)})`, width: commonWidth(pieces), solid };
    }
    const before = this.certain;
    const groups = this.groups;
    const pieces = this.closed(inner);
    if (opening.kind === 'plain') return { source: `(?:${join(pieces)})`, width: commonWidth(pieces), solid: isSolid(pieces) };
    this.certain = before;
    if (opening.kind.startsWith('(?<') && (groups !== this.groups || pieces.some(({ width }) => Number.isNaN(width)))) {
      throw refusePcre('A lookbehind of this form');
    }
    return { ...EMPTY, source: `${opening.kind}${join(pieces)})` };
  }

  private closed(flags: Flags): readonly Piece[] {
    const pieces = this.alternatives(flags);
    if (!this.reader.take(')')) throw refusePcre('An unmatched (');
    return pieces;
  }
}

const join = (pieces: readonly Piece[]): string => pieces.map(({ source }) => source).join('|');

const isSolid = (pieces: readonly Piece[]): boolean => pieces.every(({ solid }) => solid);

function commonWidth(pieces: readonly Piece[]): number {
  const [first] = pieces;
  return first !== undefined && pieces.every(({ width }) => width === first.width) ? first.width : NaN;
}
