// The runner as the host sees it, over a pair of streams and a real folder, with this machine's programs.
import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { RUNNER_LIMITS } from '../../runner/limits.js';
import type { Answer, Greeting, RunRequest } from '../../runner/protocol.js';
import { serve } from '../../runner/serve.js';
import { tempDir } from '../support/temp.js';

let root: string;
let host: { readonly input: PassThrough; readonly output: PassThrough; readonly ended: Promise<void>; next(): Promise<Answer> };

beforeEach(async () => {
  root = await tempDir();
  for (const [name, content] of Object.entries({ 'a.log': 'one\ntwo\n', 'b.log': 'three\n', 'sub/-n': 'dash\n' })) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), content);
  }
  symlinkSync('/etc/hostname', path.join(root, 'outside'));
  const input = new PassThrough();
  const output = new PassThrough();
  const lines = createInterface({ input: output })[Symbol.asyncIterator]();
  const next = async (): Promise<unknown> => JSON.parse(((await lines.next()) as IteratorYieldResult<string>).value);
  const ended = new Promise<void>((resolve) => serve({ input, output, root, onEnd: resolve }));
  host = { input, output, ended, next: next as () => Promise<Answer> };
  onTestFinished(() => void input.destroy());
  expect((await next()) as Greeting).toEqual({ zops: 2 });
});

let nextId = 1;
function ask(command: string, argv: readonly string[], fields: Partial<RunRequest> = {}): Promise<Answer> {
  host.input.write(`${JSON.stringify({ op: 'run', id: nextId++, command, argv, timeoutMs: 10_000, outputBytes: 65_536, ...fields })}\n`);
  return host.next();
}

it('runs an approved command, globs expanded in the folder, and a name that looks like an option stays a name', async () => {
  expect(await ask('wc -l *.log', ['/usr/bin/wc', '-l', '*.log'])).toMatchObject({ stdout: ' 2 a.log\n 1 b.log\n 3 total\n', exitCode: 0, timedOut: false });
  expect(await ask('head -n 1 sub/*', ['/usr/bin/head', '-n', '1', 'sub/*'])).toMatchObject({ stdout: 'dash\n' });
  expect(await ask('echo nothing*', ['/usr/bin/echo', 'nothing*'])).toMatchObject({ stdout: 'nothing*\n' });
  expect(await ask('echo /*', ['/usr/bin/echo', '/*'])).toMatchObject({ error: { code: 'refused' } });
});

it.each([
  ['what the policy refuses', 'rm a.log', ['/usr/bin/rm', 'a.log'], / never runs here; /],
  ['an argv of another command', 'cat a.log', ['/usr/bin/cat', 'b.log'], /^The argv is not what the command gives\.$/],
  ['a link that leads outside', 'cat outside', ['/usr/bin/cat', 'outside'], /^"outside" leads outside of \/sim\.$/],
  ['a link that leads outside, met on a walk', 'grep -R x .', ['/usr/bin/grep', '-R', 'x', '.'], /^"\/sim\/outside" leads outside of \/sim\.$/],
  ['a link that leads outside, met without a file operand', 'ls -L', ['/usr/bin/ls', '-L'], /^"\/sim\/outside" leads outside of \/sim\.$/],
  ['a listing that marks what a link leads to', 'ls -l -F', ['/usr/bin/ls', '-l', '-F'], /^"\/sim\/outside" leads outside of \/sim\.$/],
  ['a listing that marks what a link leads to, in long words', 'ls --full-time --file-type', ['/usr/bin/ls', '--full-time', '--file-type'], /^"\/sim\/outside" leads outside of \/sim\.$/],
  ['a listing that sorts by what a link leads to', 'ls --group-directories-first', ['/usr/bin/ls', '--group-directories-first'], /^"\/sim\/outside" leads outside of \/sim\.$/],
  ['a listing that spells out where a link leads', 'ls --hyperlink=always .', ['/usr/bin/ls', '--hyperlink=always', '.'], /^"\/sim\/outside" leads outside of \/sim\.$/],
])('refuses %s', async (_, command, argv, message) => {
  expect(await ask(command, argv)).toMatchObject({ error: { code: 'refused', message: expect.stringMatching(message) as string } });
});

it('does not follow links for a program that does not', async () => {
  expect(await ask('grep -rc e .', ['/usr/bin/grep', '-rc', 'e', '.'])).toMatchObject({ exitCode: 0 });
  expect(await ask('ls -F', ['/usr/bin/ls', '-F'])).toMatchObject({ stdout: 'a.log\nb.log\noutside@\nsub/\n', exitCode: 0 });
  expect(await ask('ls -l', ['/usr/bin/ls', '-l'])).toMatchObject({ exitCode: 0 });
});

it('withholds the output when a folder changed while the command ran', async () => {
  writeFileSync(path.join(root, 'slow.log'), `${'a'.repeat(100)}bx\n`.repeat(2_000));
  const pattern = String.raw`\(a*\)\(a*\)\(a*\)\1\2\3x`;
  const slow = ask(`grep -c '${pattern}' slow.log`, ['/usr/bin/grep', '-c', pattern, 'slow.log'], { timeoutMs: 500 });
  await sleep(200);
  renameSync(path.join(root, 'b.log'), path.join(root, 'c.log'));
  expect(await slow).toMatchObject({ error: { code: 'changed', message: 'files were created, renamed or removed in /sim while the command ran' } });
});

it('gives up when a folder never comes to rest', async () => {
  const timer = setInterval(() => writeFileSync(path.join(root, `new-${performance.now()}`), ''), 2);
  onTestFinished(() => clearInterval(timer));
  expect(await ask('cat a.log', ['/usr/bin/cat', 'a.log'])).toMatchObject({ error: { code: 'changed', message: 'files are created, renamed or removed in /sim all the time' } });
});

it('answers a line that is too long and goes on', async () => {
  host.input.write(`${'x'.repeat(RUNNER_LIMITS.requestBytes + 1)}\n`);
  expect(await host.next()).toMatchObject({ id: null, error: { code: 'request_too_large' } });
  expect(await ask('cat a.log', ['/usr/bin/cat', 'a.log'])).toMatchObject({ stdout: 'one\ntwo\n' });
});

it('ends with its input, and when nobody reads its answers', async () => {
  host.input.end();
  await host.ended;
  const input = new PassThrough();
  const output = new PassThrough();
  const ended = new Promise<void>((resolve) => serve({ input, output, root, onEnd: resolve }));
  output.destroy(new Error('EPIPE'));
  await ended;
});
