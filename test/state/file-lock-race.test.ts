// What happens between two system calls of a process that follows a dead holder. The disk is real; only `link` stops on its
// way, so that the test can be the other process.
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type * as FileLock from '../../src/state/file-lock.js';
import { markOwnProcess } from '../../src/state/process-mark.js';
import { tempDir } from '../support/temp.js';
import { deadMark } from './support/locks.js';

let beforeClaim = (): Promise<void> => Promise.resolve();
let createFileLock: (typeof FileLock)['createFileLock'];

beforeAll(async () => {
  vi.doMock(import('node:fs/promises'), async (original) => {
    const real = await original();
    const link: typeof real.link = async (existing, name) => {
      if (String(name).includes('.after-')) await beforeClaim();
      return real.link(existing, name);
    };
    return { ...real, link };
  });
  // Another test file of the same thread may have loaded it already, without the stop.
  vi.resetModules();
  ({ createFileLock } = await import('../../src/state/file-lock.js'));
});

afterAll(() => {
  vi.doUnmock('node:fs/promises');
  vi.resetModules();
});

const ID = { dead: 'a'.repeat(24), living: 'b'.repeat(24) };

it('somebody else who followed first keeps the lock, also when their claim is gone again', async () => {
  const directory = await tempDir();
  const path = join(directory, 'lock');
  const living = JSON.stringify({ id: ID.living, ...(await markOwnProcess()) });
  await writeFile(path, JSON.stringify({ id: ID.dead, ...(await deadMark()) }));
  beforeClaim = () => writeFile(path, living);
  await expect(createFileLock(path, { waitMs: 50, staleMs: 3_600_000 }).run(() => Promise.resolve())).rejects.toThrow(`process ${process.pid} holds the lock`);
  expect(await readFile(path, 'utf8')).toBe(living);
  expect(await readdir(directory)).toEqual(['lock']);
});

it('somebody else who followed first and is done already leaves the lock free', async () => {
  const directory = await tempDir();
  const path = join(directory, 'lock');
  await writeFile(path, JSON.stringify({ id: ID.dead, ...(await deadMark()) }));
  beforeClaim = () => rm(path);
  const lock = createFileLock(path, { waitMs: 10_000, staleMs: 3_600_000 });
  expect(await lock.run(async () => (JSON.parse(await readFile(path, 'utf8')) as { id: string }).id)).not.toBe(ID.dead);
  expect(await readdir(directory)).toEqual([]);
});
