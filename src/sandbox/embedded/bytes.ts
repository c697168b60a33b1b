// Byte strings: text whose every UTF-16 unit is one byte (0–255). Names, arguments and data pass through the emulation in
// this shape (or as buffers), so that nothing is decoded before the very end. Imports nothing.

export const encode = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

export const decode = (bytes: string): string => Buffer.from(bytes, 'latin1').toString('utf8');

export const toBuffer = (bytes: string): Buffer => Buffer.from(bytes, 'latin1');

/** The order of `strcmp`. */
export const compareBytes = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export const isWordByte = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a) || byte === 0x5f;

/** `isprint` of the C locale. */
export const isPrintable = (byte: number): boolean => byte >= 0x20 && byte < 0x7f;

/** Offset just behind the next `delimiter` at or after `from`, or the end. */
export function lineEnd(data: Uint8Array, from: number, delimiter: number): number {
  const at = data.indexOf(delimiter, from);
  return at < 0 ? data.length : at + 1;
}

/** Offset of the last `count` lines; a last line without its delimiter is one. */
export function startOfLastLines(data: Uint8Array, count: number, delimiter: number): number {
  if (count === 0) return data.length;
  let from = data.length - 1;
  for (let line = 0; line < count; line += 1) {
    from = from <= 0 ? -1 : data.lastIndexOf(delimiter, from - 1);
    if (from < 0) return 0;
  }
  return from + 1;
}
