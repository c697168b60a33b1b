import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { parseAnswer, parseGreeting, readAnswers } from '../../../src/sandbox/docker/answers.js';

const RAN = { id: 1, stdout: 'o', stderr: 'e', exitCode: 0, signal: null, truncated: false, timedOut: false, durationMs: 1.5 };

it('reads the greeting and both kinds of answers', () => {
  expect(parseGreeting('{"zops":2}')).toEqual({ zops: 2 });
  expect(parseAnswer(JSON.stringify(RAN))).toEqual(RAN);
  expect(parseAnswer('{"id":null,"error":{"code":"busy","message":"m"}}')).toEqual({ id: null, error: { code: 'busy', message: 'm' } });
});

it.each([
  ['no JSON', 'hello'],
  ['a missing field', JSON.stringify({ ...RAN, stdout: undefined })],
  ['an extra field', JSON.stringify({ ...RAN, html: '<b>' })],
  ['a wrong type', JSON.stringify({ ...RAN, exitCode: '0' })],
  ['an unknown code', '{"id":1,"error":{"code":"oops","message":"m"}}'],
])('refuses an answer with %s', (_, line) => {
  expect(() => parseAnswer(line)).toThrow();
});

it('refuses the greeting of another protocol', () => {
  for (const greeting of ['{"zops":1}', '{"zops":3}', '{}']) expect(() => parseGreeting(greeting), greeting).toThrow();
});

/** What is read of the chunks with lines of at most 8 bytes; `boom` throws. */
async function read(...chunks: string[]): Promise<string[]> {
  const input = new PassThrough();
  const seen: string[] = [];
  const onLine = (line: string) => {
    if (line === 'boom') throw new Error('boom');
    seen.push(line);
  };
  readAnswers(input, 8, onLine, (why) => seen.push(`broken: ${(why as Error).message}`));
  for (const chunk of chunks) {
    input.write(chunk);
    await new Promise(setImmediate);
  }
  input.end();
  await new Promise((resolve) => input.on('end', resolve));
  return seen;
}

it('splits at newlines, wherever the chunks end', async () => {
  expect(await read('on', 'e\ntwo\nth', 'ree\n', 'rest')).toEqual(['one', 'two', 'three']);
});

it('stops listening, once, at a line that is too long or not understood, and still drains the stream', async () => {
  expect(await read('one\n', '123456789', '\n', 'two\n')).toEqual(['one', 'broken: a line of more than 8 bytes']);
  expect(await read('one\nboom\ntwo\n', 'three\n')).toEqual(['one', 'broken: boom']);
});
