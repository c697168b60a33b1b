import { truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { SIM_ENVIRONMENT, SIM_ROOT as HOST_SIM_ROOT } from '../../src/sandbox/environment.js';
import { ENVIRONMENT, SIM_ROOT } from '../../runner/environment.js';
import { execute } from '../../runner/execute.js';
import { RUNNER_LIMITS } from '../../runner/limits.js';
import { processes } from '../support/processes.js';
import { tempDir } from '../support/temp.js';

const CAP = 64 * 1024;
const never = new AbortController().signal;
const run = (argv: string[], { cwd = '/', cap = CAP, signal = never } = {}) => execute(argv, cwd, cap, signal);

it('gives a program exactly its arguments: no shell, no expansion', async () => {
  const odd = ['$HOME', '`id`', '*', 'a b', '', '"', "'", ';', 'ü\n'];
  expect(await run(['/usr/bin/printf', '[%s]', ...odd])).toEqual({
    stdout: odd.map((word) => `[${word}]`).join(''),
    stderr: '',
    exitCode: 0,
    signal: null,
    truncated: false,
  });
});

it('gives it the fixed environment and nothing else, the same as every other sandbox', async () => {
  const { stdout } = await run(['/usr/bin/env']);
  expect(Object.fromEntries(stdout.trim().split('\n').map((line) => line.split('=')))).toEqual(ENVIRONMENT);
  expect(ENVIRONMENT).toEqual(SIM_ENVIRONMENT);
  expect(SIM_ROOT).toBe(HOST_SIM_ROOT);
});

it('closes its stdin and leads it to the working directory', async () => {
  const cwd = await tempDir();
  expect(await run(['/usr/bin/cat'], { cwd })).toMatchObject({ stdout: '', exitCode: 0 });
  expect((await run(['/usr/bin/pwd', '-P'], { cwd })).stdout.trim()).toBe(cwd);
});

it('keeps stdout and stderr apart, and the exit code; a program names itself as it was typed', async () => {
  expect(await run(['/usr/bin/ls', '/etc/hostname', '/nowhere'])).toEqual({
    stdout: '/etc/hostname\n',
    stderr: "ls: cannot access '/nowhere': No such file or directory\n",
    exitCode: 2,
    signal: null,
    truncated: false,
  });
});

it('cuts at the cap, never inside a character, and lets a program that overruns by little end by itself', async () => {
  const cwd = await tempDir();
  writeFileSync(path.join(cwd, 'text'), 'äöü'.repeat(1000));
  expect(await run(['/usr/bin/cat', 'text'], { cwd, cap: 5 })).toEqual({ stdout: 'äö', stderr: '', exitCode: 0, signal: null, truncated: true });
  expect(await run(['/usr/bin/cat', 'text'], { cwd, cap: 6000 })).toMatchObject({ stdout: 'äöü'.repeat(1000), truncated: false });
});

it('shows stray bytes as replacement characters and keeps a byte order mark', async () => {
  const cwd = await tempDir();
  writeFileSync(path.join(cwd, 'bytes'), Buffer.from([0xef, 0xbb, 0xbf, 0x61, 0xff, 0xfe, 0x62]));
  expect((await run(['/usr/bin/cat', 'bytes'], { cwd })).stdout).toBe('\uFEFFa\uFFFD\uFFFDb');
});

it('kills a program that overruns by much', async () => {
  const cwd = await tempDir();
  writeFileSync(path.join(cwd, 'huge'), '');
  truncateSync(path.join(cwd, 'huge'), RUNNER_LIMITS.drainBytes * 64);
  const result = await run(['/usr/bin/cat', 'huge'], { cwd, cap: 10 });
  expect(result).toEqual({ stdout: '\0'.repeat(10), stderr: '', exitCode: null, signal: 'SIGKILL', truncated: true });
});

it('kills the whole process group when it is told to, and tells what was printed until then', async () => {
  const end = new AbortController();
  const sleeper = `sleep 61.${process.pid}`; // ours alone
  const count = (command: string) => processes().filter((running) => running.command === command).length;
  const running = run(['/bin/sh', '-c', `echo begun; ${sleeper} & ${sleeper}`], { signal: end.signal });
  await expect.poll(() => count(sleeper), { timeout: 10_000 }).toBe(2);
  end.abort();
  expect(await running).toEqual({ stdout: 'begun\n', stderr: '', exitCode: null, signal: 'SIGKILL', truncated: false });
  await expect.poll(() => count(sleeper), { timeout: 10_000 }).toBe(0);
});

it('ends at once when it was told to before it began', async () => {
  expect(await run(['/usr/bin/sleep', '60'], { signal: AbortSignal.abort() })).toMatchObject({ exitCode: null, signal: 'SIGKILL' });
});

it.each([
  ['a program that does not exist', ['/usr/bin/nothing-here']],
  ['arguments that are too long for the kernel', ['/usr/bin/echo', 'x'.repeat(4 * 1024 * 1024)]],
  ['a NUL in an argument', ['/usr/bin/echo', 'a\0b']],
])('fails with a code for %s', async (_, argv) => {
  await expect(run(argv)).rejects.toThrow(expect.objectContaining({ code: 'spawn_failed', message: expect.stringContaining('could not be started') as string }));
});
