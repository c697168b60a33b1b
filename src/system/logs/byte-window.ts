// Forward reading around one place of an open file: a few kilobytes are kept, so that neighbouring lines cost one read.
import type { FileHandle } from 'node:fs/promises';
import { LIMITS } from '../../limits.js';
import { decodeLine, readFully, withoutMark } from './lines-from-end.js';

const NEWLINE = 0x0a;
const WINDOW_BYTES = 8 * 1024;
/** Longest line that is read through to its end. */
const LINE_BYTES = 4 * 1024 * 1024;

/** What is asked for depends on more of the log than may be read for it. */
export class TooFarError extends Error {}

export class ByteWindow {
  #bytes = Buffer.alloc(0);
  #from = 0;

  /** @param end where the file is taken to end */
  constructor(
    readonly file: FileHandle,
    readonly end: number,
  ) {}

  /** Offset right after the line that holds an offset. @throws FileShrankError, TooFarError */
  async nextLine(offset: number): Promise<number> {
    for (let at = offset; at < this.end; ) {
      const bytes = await this.#bytesAt(at);
      const newline = bytes.indexOf(NEWLINE);
      if (newline >= 0) return at + newline + 1;
      at += bytes.length;
      if (at - offset > LINE_BYTES) throw new TooFarError();
    }
    return this.end;
  }

  /** The text of the line from one offset up to the start of the next, as `linesFromEnd` gives it. @throws FileShrankError */
  async text(start: number, next: number): Promise<string> {
    const length = Math.min(next - start, LIMITS.logLineBytes + 2);
    let bytes = (await this.#bytesAt(start)).subarray(0, length);
    if (bytes.length < length) {
      bytes = Buffer.allocUnsafe(length);
      await readFully(this.file, bytes, start);
    }
    const ended = (await this.#bytesAt(next - 1))[0] === NEWLINE;
    const text = decodeLine(bytes, ended ? next - start - 1 : next - start);
    return start === 0 ? withoutMark(text) : text;
  }

  async #bytesAt(at: number): Promise<Buffer> {
    if (at < this.#from || at >= this.#from + this.#bytes.length) {
      this.#bytes = Buffer.allocUnsafe(Math.min(WINDOW_BYTES, this.end - at));
      this.#from = at;
      await readFully(this.file, this.#bytes, at);
    }
    return this.#bytes.subarray(at - this.#from);
  }
}
