// The counts of `head` and `tail`: numbers with the multiplier suffixes of GNU coreutils. Imports nothing.
const UNITS = 'KMGTPEZY';
const LARGEST = 2n ** 64n - 1n;

/** @returns undefined when the text is no count, `overflow` when it does not fit 64 bits. */
export function parseCount(text: string): number | 'overflow' | undefined {
  const match = /^[ \t\n\v\f\r]*\+?([0-9]+)(?:(b)|([kKmMGTPEZY])(B|iB)?)?$/.exec(text);
  if (match === null) return undefined;
  const [, digits = '', block, unit = '', base] = match;
  const power = BigInt(UNITS.indexOf(unit.toUpperCase()) + 1);
  const factor = block !== undefined ? 512n : unit === '' ? 1n : (base === 'B' ? 1000n : 1024n) ** power;
  const count = BigInt(digits) * factor;
  return count > LARGEST ? 'overflow' : Number(count);
}
