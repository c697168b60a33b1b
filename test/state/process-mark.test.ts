// Whether a process that left a mark still runs: told of real processes, alive, stopped, dead, and dead but not buried.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { livenessOf, markOwnProcess } from '../../src/state/process-mark.js';
import { tempDir } from '../support/temp.js';

/** A process that runs until the test is over. */
function running(program: string, ...args: string[]) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** From the third on, as proc(5) numbers them. */
function fieldsOf(pid: number): readonly string[] {
  return execFileSync('sed', ['-E', 's/.*\\) //', `/proc/${pid}/stat`], { encoding: 'utf8' }).trim().split(' ');
}

const startedAt = (pid: number): string | null => fieldsOf(pid)[19] ?? null;

async function until(isSo: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await isSo())) await sleep(5);
}

describe('the mark of this process', () => {
  it('names it, when it was started, in this boot and pid namespace', async () => {
    const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
    expect(await markOwnProcess()).toEqual({ pid: process.pid, started: startedAt(process.pid), realm: `${boot} ${await readlink('/proc/self/ns/pid')}` });
  });

  it('says that it is alive', async () => {
    const own = await markOwnProcess();
    expect(await livenessOf(own, own)).toBe('alive');
  });
});

describe('another process', () => {
  it('is alive, also when it stands still', async () => {
    const own = await markOwnProcess();
    const { pid = 0 } = running('sleep', '60');
    const mark = { ...own, pid, started: startedAt(pid) };
    expect(await livenessOf(mark, own)).toBe('alive');
    process.kill(pid, 'SIGSTOP');
    expect(await livenessOf(mark, own)).toBe('alive');
  });

  it('is alive, also when it is another user’s, which root never hears', async () => {
    const own = await markOwnProcess();
    const { pid = 0 } = running('sleep', '60');
    vi.spyOn(process, 'kill').mockImplementation(() => {
      throw Object.assign(new Error('kill EPERM'), { code: 'EPERM' });
    });
    onTestFinished(() => void vi.restoreAllMocks());
    expect(await livenessOf({ ...own, pid, started: startedAt(pid) }, own)).toBe('alive');
  });

  it('is dead once it is gone', async () => {
    const own = await markOwnProcess();
    expect(await livenessOf({ ...own, pid: spawnSync('true').pid }, own)).toBe('dead');
  });

  it('is dead when another one has its pid now', async () => {
    const own = await markOwnProcess();
    expect(await livenessOf({ ...own, started: `${Number(own.started) - 1}` }, own)).toBe('dead');
  });

  it('is dead when only its exit status is left (a zombie)', async () => {
    const own = await markOwnProcess();
    const parent = running('sh', '-c', 'sleep 60 & echo $!; exec sleep 60');
    const pid = Number(((await once(parent.stdout, 'data')) as [Buffer])[0].toString());
    const mark = { ...own, pid, started: startedAt(pid) };
    // `sleep` takes the place of the shell, and never asks what became of the child.
    await until(async () => (await readFile(`/proc/${parent.pid}/comm`, 'utf8')) === 'sleep\n');
    process.kill(pid, 'SIGKILL');
    await until(() => fieldsOf(pid)[0] === 'Z');
    expect(await livenessOf(mark, own)).toBe('dead');
  });

  it('whose name looks like the fields after it is told all the same', async () => {
    const own = await markOwnProcess();
    const program = join(await tempDir(), 'a) Z (b');
    await copyFile('/bin/sleep', program);
    const { pid = 0 } = running(program, '60');
    await until(async () => (await readFile(`/proc/${pid}/stat`, 'utf8')).includes('(a) Z (b)'));
    expect(await livenessOf({ ...own, pid, started: startedAt(pid) }, own)).toBe('alive');
  });

  it('elsewhere, or without a start, cannot be told', async () => {
    const own = await markOwnProcess();
    expect(await livenessOf({ ...own, realm: 'elsewhere' }, own)).toBe('unknown');
    expect(await livenessOf({ ...own, pid: spawnSync('true').pid, realm: 'elsewhere' }, own)).toBe('unknown');
    expect(await livenessOf({ ...own, started: null }, own)).toBe('unknown');
    // Dead is dead.
    expect(await livenessOf({ ...own, pid: spawnSync('true').pid, started: null }, own)).toBe('dead');
  });
});
