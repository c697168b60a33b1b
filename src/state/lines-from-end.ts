// Reads a file's lines from its end, in blocks: the cost follows what is asked for, not the size of the file.
import type { FileHandle } from 'node:fs/promises';
import { StateFileError } from './files.js';

const BLOCK_BYTES = 64 * 1024;
const LF = 0x0a;

/**
 * Yields first what follows the last line end (empty when the file ends well), then the lines, newest first, without line ends.
 * @param size where the file ends, bytes.
 */
export async function* linesFromEnd(file: FileHandle, size: number, maxLineBytes: number): AsyncGenerator<Buffer, void, undefined> {
  /** What is known of the line that reaches into the block before, newest part first. */
  let parts: Buffer[] = [];
  let partBytes = 0;
  for (let end = size; end > 0; ) {
    const start = Math.max(0, end - BLOCK_BYTES);
    const block = await readBlock(file, start, end);
    let stop = block.length;
    for (let lf = block.lastIndexOf(LF); lf !== -1; lf = lf === 0 ? -1 : block.lastIndexOf(LF, lf - 1)) {
      yield Buffer.concat([block.subarray(lf + 1, stop), ...parts.reverse()]);
      parts = [];
      partBytes = 0;
      stop = lf;
    }
    parts.push(block.subarray(0, stop));
    partBytes += stop;
    if (partBytes > maxLineBytes) throw new StateFileError(`it holds a line of more than ${maxLineBytes} bytes`);
    end = start;
  }
  yield Buffer.concat(parts.reverse());
}

async function readBlock(file: FileHandle, start: number, end: number): Promise<Buffer> {
  const block = Buffer.allocUnsafe(end - start);
  for (let filled = 0; filled < block.length; ) {
    const { bytesRead } = await file.read(block, filled, block.length - filled, start + filled);
    if (bytesRead === 0) throw new StateFileError('it became shorter while it was read');
    filled += bytesRead;
  }
  return block;
}
