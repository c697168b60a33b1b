// The lines of a file, read in blocks from its end and by places from the front: the same as of the whole file, wherever a block ends.
import { open, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LIMITS } from '../../../src/limits.js';
import { ByteWindow } from '../../../src/system/logs/byte-window.js';
import { linesFromEnd, type RawLine } from '../../../src/system/logs/lines-from-end.js';
import { directoryWith } from '../sample.js';

const LONGEST = LIMITS.logLineBytes;

/** What the lines of a text of plain letters are, in the simplest way. */
function plainly(content: string): RawLine[] {
  const lines: RawLine[] = [];
  for (let at = 0; at < content.length; ) {
    const newline = content.indexOf('\n', at);
    const line = content.slice(at, newline < 0 ? undefined : newline);
    const body = line.endsWith('\r') && line.length <= LONGEST + 1 ? line.slice(0, -1) : line;
    const left = body.length - LONGEST;
    lines.push({ at, text: (left > 0 ? `${body.slice(0, LONGEST)} [zops: ${left} more bytes of this line left out]` : body).replaceAll('\r', '␍') });
    at += line.length + 1;
  }
  return lines;
}

async function fromEnd(file: FileHandle, end: number, most: number): Promise<RawLine[]> {
  const all: RawLine[] = [];
  for await (const { lines } of linesFromEnd(file, end, most)) all.push(...lines);
  return all.reverse();
}

async function forward(file: FileHandle, end: number): Promise<RawLine[]> {
  const window = new ByteWindow(file, end);
  const all: RawLine[] = [];
  for (let at = 0; at < end; ) {
    const next = await window.nextLine(at);
    all.push({ at, text: await window.text(at, next) });
    at = next;
  }
  return all;
}

const body = fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: LONGEST - 3, max: LONGEST + 4 }), fc.constantFrom(2 * LONGEST, 70_000)).chain((length) => fc.constantFrom('', '\r', '\r\r').map((end) => 'x'.repeat(length) + end));

test('lines of every length, with and without carriage returns, in blocks of every size', async () => {
  const path = join(await directoryWith({}), 'syslog.log');
  await fc.assert(
    fc.asyncProperty(fc.array(body, { maxLength: 12 }), fc.boolean(), fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 8_000, max: 20_000 })), async (bodies, ended, most) => {
      const content = bodies.join('\n') + (ended ? '\n' : '');
      await writeFile(path, content);
      const file = await open(path);
      try {
        const expected = plainly(content);
        expect(await fromEnd(file, content.length, content.length / most > 3_000 ? 512 : most)).toEqual(expected);
        expect(await forward(file, content.length)).toEqual(expected);
      } finally {
        await file.close();
      }
    }),
    { numRuns: 150 },
  );
});
