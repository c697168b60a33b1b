// The lines of an open file, newest first, read in blocks from its end: cost follows what is asked for, not the file's size.
import type { FileHandle } from 'node:fs/promises';
import { LIMITS } from '../../limits.js';
import { printable } from './printable.js';

export interface RawLine {
  /** Byte offset of the line in the file: orders lines, and names them for the time of one read. */
  readonly at: number;
  /** Without line end, safe to print; a line longer than the limit ends in a note of what was cut. */
  readonly text: string;
}

export interface LineBlock {
  /** Newest first. */
  readonly lines: readonly RawLine[];
  /** Offset down to which the file has been read; 0 means all of it. */
  readonly position: number;
}

/** The file became shorter while it was read (rotated or truncated): start again. */
export class FileShrankError extends Error {}

/** The first block is small: most questions are answered by it. */
const FIRST_BYTES = 16 * 1024;
const BLOCK_BYTES = 64 * 1024;
const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BOM = '\ufeff';

/**
 * @param end where to start, usually the file's size when it was opened: what is appended later is not seen.
 * @param most bytes to read at a time
 * @throws FileShrankError
 */
export async function* linesFromEnd(file: FileHandle, end: number, most = BLOCK_BYTES): AsyncGenerator<LineBlock, void, void> {
  const block = Buffer.allocUnsafe(Math.min(most, Math.max(end, 1)));
  // The line that runs over the lower edge of the last block: the first bytes of the known part of it.
  let kept = Buffer.alloc(0);
  let keptOf = 0;
  let position = end;
  let atEnd = true;
  while (position > 0) {
    const size = Math.min(position === end ? FIRST_BYTES : block.length, block.length, position);
    position -= size;
    await readFully(file, block.subarray(0, size), position);
    const lines: RawLine[] = [];
    let upper = size;
    for (let newline = block.lastIndexOf(NEWLINE, size - 1); newline >= 0; newline = newline === 0 ? -1 : block.lastIndexOf(NEWLINE, newline - 1)) {
      const start = newline + 1;
      const bytes = keptOf === 0 ? block.subarray(start, upper) : Buffer.concat([block.subarray(start, upper), kept]);
      // A newline that ends the file ends its last line; it does not start an empty one.
      if (!atEnd || upper - start + keptOf > 0) lines.push({ at: position + start, text: decodeLine(bytes, upper - start + keptOf) });
      atEnd = false;
      kept = Buffer.alloc(0);
      keptOf = 0;
      upper = newline;
    }
    kept = Buffer.concat([block.subarray(0, upper), kept]).subarray(0, LIMITS.logLineBytes + 1);
    keptOf += upper;
    atEnd &&= keptOf === 0;
    if (position === 0) lines.push({ at: 0, text: withoutMark(decodeLine(kept, keptOf)) });
    yield { lines, position };
  }
}

/** @throws FileShrankError when the file ends before that */
export async function readFully(file: FileHandle, into: Buffer, position: number): Promise<void> {
  for (let done = 0; done < into.length; ) {
    const { bytesRead } = await file.read(into, done, into.length - done, position + done);
    if (bytesRead === 0) throw new FileShrankError();
    done += bytesRead;
  }
}

/** @param bytes at least the first `LIMITS.logLineBytes + 1` of a line that is `length` bytes long */
export function decodeLine(bytes: Buffer, length = bytes.length): string {
  // Of a longer line the last bytes may not be at hand: its carriage return counts as left out, too.
  const body = length <= LIMITS.logLineBytes + 1 && bytes[length - 1] === CARRIAGE_RETURN ? length - 1 : length;
  if (body <= LIMITS.logLineBytes) return printable(bytes.toString('utf8', 0, body));
  let cut = LIMITS.logLineBytes;
  while (cut > 0 && ((bytes[cut] ?? 0) & 0xc0) === 0x80) cut -= 1;
  return `${printable(bytes.toString('utf8', 0, cut))} [zops: ${body - cut} more bytes of this line left out]`;
}

export function withoutMark(text: string): string {
  return text.startsWith(BOM) ? text.slice(1) : text;
}
