// The automaton made deterministic as far as the text asks for it, so that matching is linear in the text. A step looks
// one byte ahead: that is what `\<`, `\b` and `$` need.
import { isWordByte } from '../bytes.js';
import type { Assertion } from './ast.js';
import type { Nfa } from './nfa.js';

/** What stands before or behind a position. */
const EDGE = 0;
const WORD = 1;
const OTHER = 2;
type Side = typeof EDGE | typeof WORD | typeof OTHER;

const HOLDS: Readonly<Record<Assertion, (before: Side, behind: Side) => boolean>> = {
  'line-start': (before) => before === EDGE,
  'line-end': (_before, behind) => behind === EDGE,
  'word-start': (before, behind) => before !== WORD && behind === WORD,
  'word-end': (before, behind) => before === WORD && behind !== WORD,
  boundary: (before, behind) => (before === WORD) !== (behind === WORD),
  'no-boundary': (before, behind) => (before === WORD) === (behind === WORD),
  'no-word-before': (before) => before !== WORD,
  'no-word-behind': (_before, behind) => behind !== WORD,
};

/** States kept before all of them are forgotten: a bound for memory, not for the pattern. */
const MAX_STATES = 2_000;
const MATCHED = 1;

interface DfaState {
  readonly core: readonly number[];
  readonly before: Side;
}

export class Dfa {
  private readonly classOf = new Uint8Array(256);
  private readonly sides: Side[] = [];
  private readonly samples: number[] = [];
  /** Number of byte classes; the end of the line is one more. */
  private readonly edge: number;
  private readonly stride: number;
  private states: DfaState[] = [];
  private ids = new Map<string, number>();
  private initials: (number | undefined)[] = [];
  /** Next state and "matched here" by state and byte class, as `(id + 1) * 2 + matched`; 0 is not known yet. */
  private table: Int32Array;
  private readonly mark: Uint32Array;
  private round = 0;

  /** @param floating a match may start anywhere, not only where the search starts. */
  constructor(
    private readonly nfa: Nfa,
    private readonly floating: boolean,
  ) {
    this.classify();
    this.edge = this.samples.length;
    this.stride = this.edge + 1;
    this.table = new Int32Array(64 * this.stride);
    this.mark = new Uint32Array(nfa.states.length);
  }

  /** Whether something matches in the line `start`–`end`, looked at from `from` on. */
  test(data: Uint8Array, start: number, from: number, end: number): boolean {
    let state = this.initial(data, start, from);
    for (let at = from; at < end; at += 1) {
      const entry = this.entry(state, this.classOf[data[at] ?? 0] ?? 0);
      if ((entry & MATCHED) === MATCHED) return true;
      state = (entry >> 1) - 1;
    }
    return (this.entry(state, this.edge) & MATCHED) === MATCHED;
  }

  /** End of the longest match from `from` on, or -1. */
  longest(data: Uint8Array, start: number, from: number, end: number): number {
    let state = this.initial(data, start, from);
    let found = -1;
    for (let at = from; at < end; at += 1) {
      const entry = this.entry(state, this.classOf[data[at] ?? 0] ?? 0);
      if ((entry & MATCHED) === MATCHED) found = at;
      state = (entry >> 1) - 1;
      if (this.states[state]?.core.length === 0) return found;
    }
    return (this.entry(state, this.edge) & MATCHED) === MATCHED ? end : found;
  }

  private initial(data: Uint8Array, start: number, from: number): number {
    const before = from === start ? EDGE : isWordByte(data[from - 1] ?? 0) ? WORD : OTHER;
    return (this.initials[before] ??= this.intern([this.nfa.start], before));
  }

  private entry(state: number, symbol: number): number {
    const known = this.table[state * this.stride + symbol] ?? 0;
    return known === 0 ? this.step(state, symbol) : known;
  }

  /** Computes and remembers one entry of the table. */
  private step(state: number, symbol: number): number {
    const from = this.states[state] ?? { core: [], before: EDGE as Side };
    const behind = symbol === this.edge ? EDGE : (this.sides[symbol] ?? OTHER);
    const sample = this.samples[symbol];
    const core: number[] = [];
    let matched = 0;
    for (const reached of this.closure(from, behind)) {
      const at = this.nfa.states[reached];
      if (at?.type === 'match') matched = MATCHED;
      else if (at?.type === 'byte' && sample !== undefined && at.set[sample] === 1) core.push(at.next);
    }
    if (this.floating) core.push(this.nfa.start);
    if (this.states.length >= MAX_STATES) {
      this.states = [];
      this.ids = new Map();
      this.initials = [];
      this.table.fill(0);
      return (this.intern(core, behind) + 1) * 2 + matched;
    }
    const entry = (this.intern(core, behind) + 1) * 2 + matched;
    this.table[state * this.stride + symbol] = entry;
    return entry;
  }

  private intern(core: readonly number[], before: Side): number {
    const sorted = [...new Set(core)].sort((a, b) => a - b);
    const key = `${before}:${sorted.join()}`;
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    const id = this.states.push({ core: sorted, before }) - 1;
    this.ids.set(key, id);
    if ((id + 1) * this.stride > this.table.length) {
      const grown = new Int32Array(this.table.length * 2);
      grown.set(this.table);
      this.table = grown;
    }
    return id;
  }

  /** All that can be reached without a byte. */
  private closure({ core, before }: DfaState, behind: Side): readonly number[] {
    this.round += 1;
    const reached: number[] = [];
    const stack = [...core];
    for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
      if (this.mark[id] === this.round) continue;
      this.mark[id] = this.round;
      reached.push(id);
      const state = this.nfa.states[id];
      if (state?.type === 'fork') stack.push(...state.next);
      else if (state?.type === 'assert' && HOLDS[state.assertion](before, behind)) stack.push(state.next);
    }
    return reached;
  }

  /** Bytes that no set of the expression tells apart share a class. */
  private classify(): void {
    const sets = new Set(this.nfa.states.flatMap((state) => (state.type === 'byte' ? [state.set] : [])));
    let ids: number[] = Array.from({ length: 256 }, (_none, byte) => (isWordByte(byte) ? 1 : 0));
    for (const set of sets) {
      const seen = new Map<number, number>();
      ids = ids.map((id, byte) => {
        const key = id * 2 + (set[byte] ?? 0);
        const renamed = seen.get(key) ?? seen.size;
        seen.set(key, renamed);
        return renamed;
      });
    }
    for (const [byte, id] of ids.entries()) {
      this.classOf[byte] = id;
      this.samples[id] ??= byte;
      this.sides[id] ??= isWordByte(byte) ? WORD : OTHER;
    }
  }
}
