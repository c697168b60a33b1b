// Text looked for in undecoded bytes, upper or lower case: finds every place where it may stand, and hardly any other. Pure.

/** The bytes that may stand at one place of the text: one, or both cases of a letter. */
type Unit = readonly number[];

/** A part of the pattern that native search can find: few spellings, and rare ones. */
interface Piece {
  readonly from: number;
  readonly spellings: readonly Buffer[];
}

// Measured costs, nanoseconds: a byte passed over, a first byte that leads nowhere, a place that has to be looked at.
const PASS_NS = 0.02;
const STEP_NS = 8;
const LOOK_NS = 60;
const MOST_SPELLINGS = 8;
/** Native search is fastest for short needles (a longer one takes another algorithm). */
const LONGEST_PIECE = 6;

/** U+0130 lowers to `i` and a combining dot, U+212A (kelvin) to `k`: the only other characters that lower to ASCII. */
const OTHER_SPELLINGS: readonly (readonly [string, Buffer])[] = [['i', Buffer.from('\u0130')], ['k', Buffer.from('\u212a')]];
/** What `printable` and decoding put in the place of other bytes, and the dot that U+0130 leaves behind. */
const NOT_AS_WRITTEN = /[\u0307\u2400-\u2421\ufffd\ud800-\udfff]/u;

export class BytePattern {
  readonly #units: readonly Unit[];
  readonly #piece: Piece;
  /** What else the text may be spelled with, where there are bytes beyond ASCII. */
  readonly others: readonly Buffer[];

  private constructor(units: readonly Unit[], sample: Buffer) {
    this.#units = units;
    this.#piece = cheapestPiece(units, frequencies(sample));
    this.others = OTHER_SPELLINGS.filter(([letter]) => units.some(([byte]) => byte === letter.charCodeAt(0))).map(([, bytes]) => bytes);
  }

  /**
   * @param text in lower case
   * @param sample bytes of the log, to know what is rare
   * @returns null when no part of the text stands in a file as it is written
   */
  static of(text: string, sample: Buffer): BytePattern | null {
    const [longest] = runs(text).sort((a, b) => b.length - a.length);
    return longest === undefined ? null : new BytePattern(longest, sample);
  }

  /** Adds the offset of every place where the pattern stands. */
  find(bytes: Buffer, found: number[]): void {
    const { from, spellings } = this.#piece;
    for (const spelling of spellings) {
      for (let at = bytes.indexOf(spelling); at >= 0; at = bytes.indexOf(spelling, at + 1)) {
        if (this.#standsAt(bytes, at - from)) found.push(at);
      }
    }
  }

  #standsAt(bytes: Buffer, start: number): boolean {
    for (let index = 0; index < this.#units.length; index += 1) {
      const byte = bytes[start + index];
      if (byte === undefined || this.#units[index]?.includes(byte) !== true) return false;
    }
    return true;
  }
}

/** The parts of a text whose bytes are certain, but for the case of ASCII letters. */
function runs(text: string): Unit[][] {
  const all: Unit[][] = [];
  let run: Unit[] = [];
  for (const character of text) {
    const units = unitsOf(character);
    if (units === null) run = [];
    else {
      if (run.length === 0) all.push(run);
      run.push(...units);
    }
  }
  return all;
}

function unitsOf(character: string): readonly Unit[] | null {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) {
    if (code === 0x7f || (code < 0x20 && code !== 0x09)) return null;
    return [/[a-z]/.test(character) ? [code, code - 0x20] : [code]];
  }
  // A character that has no case can only come from itself (proved for all of Unicode in the tests).
  if (character.toLowerCase() !== character || character.toUpperCase() !== character || NOT_AS_WRITTEN.test(character)) return null;
  return [...Buffer.from(character)].map((byte) => [byte]);
}

function cheapestPiece(units: readonly Unit[], share: readonly number[]): Piece {
  const shareOf = (unit: Unit): number => unit.reduce((sum, byte) => sum + (share[byte] ?? 0), 0);
  let cheapest = { from: 0, to: 1 };
  let lowest = Infinity;
  for (let from = 0; from < units.length; from += 1) {
    let spellings = 1;
    let match = 1;
    for (let to = from; to < Math.min(units.length, from + LONGEST_PIECE); to += 1) {
      const unit = units[to] ?? [];
      spellings *= unit.length;
      match *= shareOf(unit);
      if (spellings > MOST_SPELLINGS) break;
      const first = units[from] ?? [];
      const cost = spellings * PASS_NS + shareOf(first) * (spellings / first.length) * STEP_NS + match * LOOK_NS;
      if (cost < lowest) {
        lowest = cost;
        cheapest = { from, to: to + 1 };
      }
    }
  }
  const spellings = units.slice(cheapest.from, cheapest.to).reduce<number[][]>((all, unit) => all.flatMap((start) => unit.map((byte) => [...start, byte])), [[]]);
  return { from: cheapest.from, spellings: spellings.map((bytes) => Buffer.from(bytes)) };
}

/** How often each byte stands in a sample, 0 to 1; nothing is taken to be impossible. */
function frequencies(sample: Buffer): number[] {
  const counts = new Array<number>(256).fill(1);
  for (const byte of sample) counts[byte] = (counts[byte] ?? 0) + 1;
  return counts.map((count) => count / (sample.length + 256));
}
