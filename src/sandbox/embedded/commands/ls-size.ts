// Sizes as `ls` prints them: in units, or with the letter that keeps them short. Always rounded up.
import { Unsupported } from '../unsupported.js';

const LETTERS = 'KMGTPEZY';

export type Scale = { readonly base: 1000n | 1024n } | { readonly unit: bigint; readonly suffix: string };

const HUMAN: Readonly<Record<string, Scale>> = { 'human-readable': { base: 1024n }, si: { base: 1000n } };

/** @param text the value of `--block-size`. */
export function parseScale(text: string): Scale {
  const human = Object.hasOwn(HUMAN, text) ? HUMAN[text] : undefined;
  if (human !== undefined) return human;
  const match = /^(|[1-9][0-9]{0,14})(?:([KMGTPEZY])(B|iB)?)?$/.exec(text);
  if (match === null || text === '') throw new Unsupported(`ls --block-size=${text}`);
  const [, digits = '', letter = '', tail = ''] = match;
  if (letter === '') return { unit: BigInt(digits), suffix: '' };
  const base = tail === 'B' ? 1000n : 1024n;
  const unit = BigInt(digits === '' ? 1 : digits) * base ** BigInt(LETTERS.indexOf(letter) + 1);
  if (unit >= 2n ** 64n) throw new Unsupported(`ls --block-size=${text}`);
  return { unit, suffix: digits === '' ? (base === 1000n && letter === 'K' ? 'k' : letter) + tail : '' };
}

export function formatSize(bytes: bigint, scale: Scale): string {
  if ('unit' in scale) return `${ceiling(bytes, scale.unit)}${scale.suffix}`;
  const { base } = scale;
  let power = 0;
  while (bytes >= base ** BigInt(power + 1)) power += 1;
  if (power === 0) return String(bytes);
  if (ceiling(bytes, base ** BigInt(power)) === base) power += 1;
  const letter = base === 1000n && power === 1 ? 'k' : LETTERS.charAt(power - 1);
  const tenths = ceiling(bytes * 10n, base ** BigInt(power));
  return tenths < 100n ? `${tenths / 10n}.${tenths % 10n}${letter}` : `${ceiling(bytes, base ** BigInt(power))}${letter}`;
}

const ceiling = (amount: bigint, unit: bigint): bigint => (amount + unit - 1n) / unit;
