import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { readLines } from '../../runner/lines.js';

/** What the reader reports for chunks of bytes, at most 8 bytes a line. */
async function read(...chunks: (string | Buffer)[]): Promise<string[]> {
  const input = new PassThrough();
  const seen: string[] = [];
  const ended = new Promise<void>((resolve) => {
    readLines(input, 8, {
      line: (text) => seen.push(text),
      tooLong: () => seen.push('<too long>'),
      end: () => {
        seen.push('<end>');
        resolve();
      },
    });
  });
  for (const chunk of chunks) {
    input.write(chunk);
    await new Promise(setImmediate);
  }
  input.end();
  await ended;
  return seen;
}

it('splits at newlines, wherever the chunks end', async () => {
  expect(await read('one\ntw', 'o\n', '\nthr', 'ee\n')).toEqual(['one', 'two', '', 'three', '<end>']);
});

it('puts a character together that arrives in two chunks', async () => {
  const bytes = Buffer.from('né\n');
  expect(await read(bytes.subarray(0, 2), bytes.subarray(2))).toEqual(['né', '<end>']);
});

it('takes a line of exactly the limit, drops a longer one and goes on', async () => {
  expect(await read('12345678\n123456789\nnext\n')).toEqual(['12345678', '<too long>', 'next', '<end>']);
});


it('does not take a last line without its newline: the host died in the middle of it', async () => {
  expect(await read('one\ntwo')).toEqual(['one', '<end>']);
});

it('reports a broken stream as its end, once', async () => {
  const input = new PassThrough();
  let ends = 0;
  const ended = new Promise<void>((resolve) => {
    readLines(input, 8, {
      line: () => undefined,
      tooLong: () => undefined,
      end: () => {
        ends += 1;
        resolve();
      },
    });
  });
  input.destroy(new Error('broken'));
  await ended;
  await new Promise(setImmediate);
  expect(ends).toBe(1);
});
