// Sets of bytes, as tables of 256 flags; the classes of the C locale. Imports nothing but the alphabet.
import { isPrintable, isWordByte } from '../bytes.js';

export type ByteSet = Readonly<Uint8Array>;

export function setWhere(holds: (byte: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_none, byte) => (holds(byte) ? 1 : 0));
}

export const complement = (set: ByteSet): Uint8Array => set.map((flag) => 1 - flag);

const isUpper = (byte: number): boolean => byte >= 0x41 && byte <= 0x5a;
const isLower = (byte: number): boolean => byte >= 0x61 && byte <= 0x7a;

/** With every letter also in its other case. */
export function foldCase(set: ByteSet): Uint8Array {
  return setWhere((byte) => set[byte] === 1 || (isUpper(byte) && set[byte + 0x20] === 1) || (isLower(byte) && set[byte - 0x20] === 1));
}

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;
const isAlpha = (byte: number): boolean => isUpper(byte) || isLower(byte);
const isSpace = (byte: number): boolean => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
const isGraph = (byte: number): boolean => isPrintable(byte) && byte !== 0x20;

export const WORD: ByteSet = setWhere(isWordByte);
export const SPACE: ByteSet = setWhere(isSpace);
export const DIGIT: ByteSet = setWhere(isDigit);

/** `[:name:]`. */
export const NAMED_CLASSES: ReadonlyMap<string, ByteSet> = new Map([
  ['alpha', setWhere(isAlpha)],
  ['digit', DIGIT],
  ['alnum', setWhere((byte) => isAlpha(byte) || isDigit(byte))],
  ['upper', setWhere(isUpper)],
  ['lower', setWhere(isLower)],
  ['space', SPACE],
  ['blank', setWhere((byte) => byte === 0x20 || byte === 0x09)],
  ['punct', setWhere((byte) => isGraph(byte) && !isAlpha(byte) && !isDigit(byte))],
  ['print', setWhere(isPrintable)],
  ['graph', setWhere(isGraph)],
  ['cntrl', setWhere((byte) => byte < 0x20 || byte === 0x7f)],
  ['xdigit', setWhere((byte) => isDigit(byte) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66))],
]);
