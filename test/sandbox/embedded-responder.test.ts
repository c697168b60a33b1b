// What the worker answers, asked in this thread: runs, listings for globs, refusals, and files that must not be read.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Program } from '../../src/policy/verdict.js';
import { createResponder } from '../../src/sandbox/embedded/responder.js';
import { MAX_FILE_BYTES } from '../../src/sandbox/embedded/view.js';

const parent = fs.mkdtempSync(path.join(os.tmpdir(), 'zops-responder-'));
afterAll(() => {
  fs.rmSync(parent, { recursive: true, force: true });
});
const root = path.join(parent, 'sim');
fs.mkdirSync(path.join(root, 'sub'), { recursive: true });
fs.writeFileSync(path.join(parent, 'secret'), 'SECRET\n');
fs.writeFileSync(path.join(root, 'a.log'), 'one\ntwo\n');
fs.writeFileSync(path.join(root, 'sub/inner'), 'inner\n');
fs.writeFileSync(Buffer.from(path.join(root, 'latin\xe9'), 'latin1'), 'a name that no argument can spell\n');
fs.truncateSync(file('huge'), MAX_FILE_BYTES + 1);
const LINKS = { inside: 'a.log', absolute: path.join(root, 'a.log'), virtual: '/sim/sub', outside: '../secret', out: '..', root: '/', round: 'round', roundabout: 'sub/../a.log' };
for (const [name, target] of Object.entries(LINKS)) fs.symlinkSync(target, path.join(root, name));

function file(name: string): string {
  fs.writeFileSync(path.join(root, name), '');
  return path.join(root, name);
}

const respond = createResponder({ directory: root });

function run(program: Program, ...values: string[]) {
  return respond({ op: 'run', program, args: values.map((value) => ({ value, role: value.startsWith('-') ? 'option' : 'file' })), outputBytes: 1000 });
}

const printed = (stdout: string) => ({ exitCode: 0, stdout, stderr: '', truncated: false, durationMs: expect.any(Number) as number });
const failed = (stderr: string) => ({ exitCode: 1, stdout: '', stderr, truncated: false, durationMs: expect.any(Number) as number });

describe('a run', () => {
  it.each([
    ['a.log', 'one\ntwo\n'],
    ['/sim/a.log', 'one\ntwo\n'],
    ['/sim//sub/./inner', 'inner\n'],
    ['inside', 'one\ntwo\n'],
    ['absolute', 'one\ntwo\n'],
    ['virtual/inner', 'inner\n'],
    ['roundabout', 'one\ntwo\n'],
  ])('reads %s', (name, text) => {
    expect(run('cat', name)).toEqual(printed(text));
  });

  it.each([
    ['missing', 'No such file or directory'],
    ['', 'No such file or directory'],
    ['sub', 'Is a directory'],
    ['a.log/', 'Not a directory'],
    ['a.log/x', 'Not a directory'],
    ['round', 'Too many levels of symbolic links'],
    ['n'.repeat(300), 'File name too long'],
  ])('reports %s as the system would', (name, text) => {
    expect(run('cat', name)).toEqual(failed(`cat: ${name === '' ? "''" : name}: ${text}\n`));
  });

  it.each(['outside', 'out/secret', 'out/sim/../secret', 'root/etc/passwd', 'root', '/etc/passwd', '/simulator/x', '../secret', '/'])('attack: %s lies outside and is refused', (name) => {
    expect(run('cat', name)).toEqual({ failure: 'refused', message: `${name} leads outside /sim by a link; only what really lies in /sim can be read.` });
  });

  it('attack: a link to the host path of /sim shows no host path', () => {
    const reply = run('ls', '-l', 'absolute');
    expect(JSON.stringify(reply)).toContain('absolute -> /sim/a.log');
    expect(JSON.stringify(reply)).not.toContain(parent);
  });

  it('refuses a file above the limit instead of showing a part of it, and says what to use', () => {
    expect(run('tail', '-n1', 'huge')).toEqual({
      failure: 'unsupported_in_sandbox',
      message: 'A file of more than 64 MiB is not available in the embedded sandbox; use get_logs, which reads logs of any size, or the docker sandbox (ZOPS_SANDBOX=docker).',
    });
    expect(run('ls', '-s', 'huge')).toEqual(printed('0 huge\n'));
  });

  it('attack: a pipe and a socket hold nothing up', async () => {
    const special = path.join(root, 'special');
    fs.mkdirSync(special);
    onTestFinished(() => fs.rmSync(special, { recursive: true }));
    spawnSync('mkfifo', [path.join(special, 'pipe')]);
    const server = net.createServer().listen(path.join(special, 'socket'));
    await new Promise((resolve) => server.once('listening', resolve));
    onTestFinished(() => void server.close());
    expect(run('cat', 'special/pipe')).toMatchObject({ failure: 'unsupported_in_sandbox', message: expect.stringContaining('fifo') as string });
    expect(run('cat', 'special/socket')).toMatchObject({ failure: 'unsupported_in_sandbox', message: expect.stringContaining('socket') as string });
    expect(run('ls', '-F', 'special')).toEqual(printed('pipe|\nsocket=\n'));
  });

  it('says that something was cut, between characters', () => {
    const args = [{ value: 'é'.repeat(10), role: 'text' }] as const;
    for (const [outputBytes, kept] of [[1, 0], [2, 1], [3, 1], [4, 2], [20, 10]] as const) {
      expect(respond({ op: 'run', program: 'echo', args, outputBytes })).toMatchObject({ stdout: 'é'.repeat(kept), truncated: true });
    }
    expect(respond({ op: 'run', program: 'echo', args, outputBytes: 21 })).toMatchObject({ stdout: `${'é'.repeat(10)}\n`, truncated: false });
  });

  it('keeps bytes that are no UTF-8 where a cut falls behind them', () => {
    fs.writeFileSync(path.join(root, 'stray'), Buffer.from('ab\xff\x80\x80\x80\x80xyz', 'latin1'));
    onTestFinished(() => fs.rmSync(path.join(root, 'stray')));
    const cut = (outputBytes: number) => respond({ op: 'run', program: 'cat', args: [{ value: 'stray', role: 'file' }], outputBytes });
    expect(cut(3)).toMatchObject({ stdout: 'ab', truncated: true });
    expect(cut(7)).toMatchObject({ stdout: 'ab\ufffd\ufffd\ufffd\ufffd\ufffd', truncated: true });
  });
});

describe('a listing', () => {
  it('names what a glob can find, and which of it are directories', () => {
    const names = ['a.log', 'absolute', 'huge', 'inside', 'out', 'outside', 'root', 'round', 'roundabout', 'sub', 'virtual'];
    const reply = respond({ op: 'list', directory: '/sim' });
    const entries = 'entries' in reply ? [...reply.entries].sort((one, other) => (one.name < other.name ? -1 : 1)) : reply;
    expect(entries).toEqual(names.map((name) => ({ name, isDirectory: name === 'sub' || name === 'virtual' })));
  });

  it.each(['/sim/out', '/sim/a.log', '/sim/missing', '/', '/etc', ''])('of %s has nothing', (directory) => {
    expect(respond({ op: 'list', directory })).toEqual({ entries: [] });
  });
});

it('a directory that is gone is said so, without its place', () => {
  const reply = createResponder({ directory: path.join(parent, 'gone') })({ op: 'list', directory: '/sim' });
  expect(reply).toEqual({ failure: 'sandbox_failed', message: 'The directory behind /sim cannot be read: No such file or directory.' });
});
