// The lock between processes: one holder at a time, whoever dies, stops or lies in between.
import { createHook } from 'node:async_hooks';
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, readdir, rm, rmdir, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createConfigStore } from '../../src/state/config-store.js';
import { createFileLock as createLock, LockTimeoutError } from '../../src/state/file-lock.js';
import type { FileLockOptions } from '../../src/state/file-lock.js';
import { readHolder } from '../../src/state/lock-holder.js';
import { markOwnProcess } from '../../src/state/process-mark.js';
import { tempDir } from '../support/temp.js';
import { LOCK_WAIT_MS, openTrail } from './support/audit-files.js';
import { startWriter } from './support/child.js';
import { deadMark, mostAtOnce } from './support/locks.js';
import { listenAt } from './support/socket.js';

const createFileLock = (path: string, options: FileLockOptions = {}) => createLock(path, { waitMs: LOCK_WAIT_MS, ...options });

const ID = { first: 'a'.repeat(24), second: 'b'.repeat(24) };

describe('file lock', () => {
  it('lets in one at a time, and leaves nothing behind', async () => {
    const directory = join(await tempDir(), 'made', 'here');
    const locks = Array.from({ length: 8 }, () => createFileLock(join(directory, 'lock')));
    expect(await mostAtOnce(locks)).toBe(1);
    expect(await readdir(directory)).toEqual([]);
  });

  it('is free again after work that failed, and hands its error on', async () => {
    const lock = createFileLock(join(await tempDir(), 'lock'));
    await expect(lock.run(() => Promise.reject(new Error('work failed')))).rejects.toThrow('work failed');
    expect(await lock.run(() => Promise.resolve('next'))).toBe('next');
  });

  it.each(['pipe', 'link', 'socket', 'giant'])('a %s planted in its place is waited out, never waited in', async (kind) => {
    const directory = await tempDir();
    const path = join(directory, 'lock');
    if (kind === 'pipe') execFileSync('mkfifo', [path]);
    else if (kind === 'socket') await listenAt(path);
    else if (kind === 'link') await symlink('/dev/zero', path);
    else await writeFile(path, 'x'.repeat(10_000));
    expect(await createFileLock(path, { staleMs: 50 }).run(() => Promise.resolve('mine'))).toBe('mine');
  });

  const BLOCKED = 'in the state directory (ZOPS_STATE_DIR) is KIND, where zops puts a file that locks out its other processes; remove it, then try again';

  it('a directory in its place cannot be replaced: it is named at once, also to a model, and left alone', async () => {
    const directory = await tempDir();
    for (const name of ['lock', 'audit.lock', 'config.lock']) await mkdir(join(directory, name));
    const blocked = BLOCKED.replace('KIND', 'a directory');
    await expect(createFileLock(join(directory, 'lock'), { waitMs: 3_600_000, staleMs: 3_600_000 }).run(() => Promise.resolve())).rejects.toMatchObject({ name: 'LockBlockedError', message: `lock ${blocked}` });
    await expect(openTrail(directory).log.append({ event: 'call' })).rejects.toMatchObject({ code: 'audit_unavailable', message: `The audit log is not available: audit.lock ${blocked}.` });
    await expect(createConfigStore({ directory }).set('a', 'b')).rejects.toMatchObject({ code: 'state_unavailable', message: `The configuration is not available: config.lock ${blocked}.` });
    expect((await readdir(directory)).sort()).toEqual(['audit.lock', 'config.lock', 'lock']);
    await rmdir(join(directory, 'audit.lock'));
    expect((await openTrail(directory).log.append({ event: 'call' })).seq).toBe(1);
  });

  it.each([
    ['a pipe', (path: string) => execFileSync('mkfifo', [path])],
    ['a symbolic link', (path: string) => symlink('/dev/zero', path)],
    ['a socket or a device', listenAt],
  ] as const)('%s in its place is named when the wait is over before it is replaced', async (kind, plant) => {
    const path = join(await tempDir(), 'lock');
    await plant(path);
    await expect(createFileLock(path, { waitMs: 0, staleMs: 3_600_000 }).run(() => Promise.resolve())).rejects.toThrow(`lock ${BLOCKED.replace('KIND', kind)}`);
  });

  it('directories with names like those on the way to it are left alone', async () => {
    const directory = await tempDir();
    await mkdir(join(directory, 'lock.a-folder'));
    await utimes(join(directory, 'lock.a-folder'), 1_000_000, 1_000_000);
    await writeFile(join(directory, `lock.${ID.second}`), JSON.stringify({ id: ID.second, ...(await deadMark()) }));
    expect(await createFileLock(join(directory, 'lock')).run(() => Promise.resolve('mine'))).toBe('mine');
    expect(await readdir(directory)).toEqual(['lock.a-folder']);
  });

  it('says who holds it when the wait is over, and does not take it from a living process', async () => {
    const directory = await tempDir();
    const holder = startWriter('holder', directory, '');
    await holder.started;
    const lock = createFileLock(join(directory, 'lock'), { waitMs: 100, staleMs: 20 });
    await expect(lock.run(() => Promise.resolve())).rejects.toMatchObject({ name: 'LockTimeoutError', message: `process ${holder.pid} holds the lock` });
    expect(await readdir(directory)).toEqual(['lock']);
    expect(await holder.stop()).toBe(0);
    expect(await lock.run(() => Promise.resolve('mine'))).toBe('mine');
  });
});

/** Of each timer that is set while `work` goes on, whether it keeps this process alive. */
async function timersSet(work: () => Promise<unknown>): Promise<readonly boolean[]> {
  const timers: NodeJS.Timeout[] = [];
  const init = (_: number, type: string, __: number, resource: object): void => {
    if (type === 'Timeout') timers.push(resource as NodeJS.Timeout);
  };
  const hook = createHook({ init }).enable();
  await work().finally(() => hook.disable());
  return timers.map((timer) => timer.hasRef());
}

describe('a disk that allows nothing for a while', () => {
  it('a lock that could not be removed is, as soon as it can be', async () => {
    const directory = await tempDir();
    const path = join(directory, 'x.lock');
    const held = await createFileLock(path).hold();
    const text = await readFile(path, 'utf8');
    // What stands there cannot be removed, as on a disk that has become read-only.
    await rm(path);
    await mkdir(path);
    await expect(held.release()).rejects.toThrow();
    await rmdir(path);
    await writeFile(path, text);
    await expect(createFileLock(path).run(() => Promise.resolve('free'))).resolves.toBe('free');
    expect(await readdir(directory)).toEqual([]);
  });

  it('a lock that has become somebody else\'s meanwhile is left alone', async () => {
    const path = join(await tempDir(), 'x.lock');
    const held = await createFileLock(path).hold();
    await rm(path);
    await mkdir(path);
    // The one that tries again, for which no process stays.
    expect(await timersSet(() => expect(held.release()).rejects.toThrow())).toEqual([false]);
    await rmdir(path);
    const others = JSON.stringify({ id: ID.second, ...(await markOwnProcess()) });
    await writeFile(path, others);
    await sleep(700); // longer than the pause before it is tried again
    expect(await readFile(path, 'utf8')).toBe(others);
  });
});

describe('the file of a lock', () => {
  it('is private, and names its holder; there is no other while it is held', async () => {
    const path = join(await tempDir(), 'lock');
    await createFileLock(path).run(async () => {
      expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ id: expect.stringMatching(/^[0-9a-f]{24}$/) as string, ...(await markOwnProcess()) });
      expect((await stat(path)).mode & 0o777).toBe(0o600);
      expect(await readdir(dirname(path))).toEqual(['lock']);
    });
  });

  it('where there can be none is an error, not a free lock', async () => {
    const file = join(await tempDir(), 'file');
    await writeFile(file, '');
    await expect(readHolder(join(file, 'lock'))).rejects.toMatchObject({ code: 'ENOTDIR' });
    expect(await readHolder(`${file}.lock`)).toBeNull();
  });

  it('that is gone with its directory while somebody waits is an error at once', async () => {
    const directory = join(await tempDir(), 'state');
    const held = await createFileLock(join(directory, 'lock')).hold();
    const waiting = createFileLock(join(directory, 'lock'), { waitMs: 3_600_000 }).run(() => Promise.resolve());
    while (!held.isWanted()) await sleep(1);
    await rm(directory, { recursive: true });
    await expect(waiting).rejects.toMatchObject({ code: 'ENOENT' });
    // What is gone needs not be given back.
    await held.release();
  });

  it.each([
    ['no id', { id: undefined }],
    ['an id that is a number', { id: 1 }],
    ['an id in a list', { id: [ID.first] }],
    ['an id that is too long', { id: `${ID.first}a` }],
    ['an id with something before it', { id: `-${ID.first}` }],
    ['a pid that is a text', { pid: '1' }],
    ['no realm', { realm: undefined }],
  ])('with %s names nobody, and belongs to nobody for certain', async (_name, fields) => {
    const path = join(await tempDir(), 'lock');
    await writeFile(path, JSON.stringify({ id: ID.first, ...(await deadMark()), ...fields }));
    await expect(createFileLock(path, { waitMs: 30, staleMs: 3_600_000 }).run(() => Promise.resolve())).rejects.toThrow(new LockTimeoutError('another process holds the lock'));
  });

  it('with a start that is no text names its holder, whose life cannot be told', async () => {
    const path = join(await tempDir(), 'lock');
    await writeFile(path, JSON.stringify({ id: ID.first, ...(await markOwnProcess()), started: 5 }));
    await expect(createFileLock(path, { waitMs: 30, staleMs: 3_600_000 }).run(() => Promise.resolve())).rejects.toThrow(new LockTimeoutError(`process ${process.pid} holds the lock`));
  });

  it('that says nothing and changes is another one each time', async () => {
    const path = join(await tempDir(), 'lock');
    await writeFile(path, 'x');
    vi.useFakeTimers({ toFake: ['performance'] });
    onTestFinished(() => void vi.useRealTimers());
    let isMine = false;
    const waiting = createFileLock(path, { waitMs: 3_600_000, staleMs: 100 }).run(() => Promise.resolve((isMine = true)));
    for (const text of ['xx', 'xxx', 'xxxx']) {
      await sleep(60);
      vi.advanceTimersByTime(60);
      await writeFile(path, text);
    }
    await sleep(60);
    expect(isMine).toBe(false);
    vi.advanceTimersByTime(100);
    expect(await waiting).toBe(true);
  });
});

describe('a holder that keeps the lock for more work', () => {
  it('hears that somebody waits, and steps back for them', async () => {
    const path = join(await tempDir(), 'lock');
    const [one, two] = [createFileLock(path), createFileLock(path)];
    const held = await one.hold();
    await sleep(20);
    expect(held.isWanted()).toBe(false);
    const waiting = two.hold();
    while (!held.isWanted()) await sleep(1);
    const order: string[] = [];
    await held.release();
    const again = one.hold().then(async (next) => {
      order.push('one again');
      await next.release();
    });
    const followed = await waiting;
    order.push('two');
    await followed.release();
    await again;
    expect(order).toEqual(['two', 'one again']);
    expect(await readdir(join(path, '..'))).toEqual([]);
  });

  it('forgets the wish of a process that died while it waited', async () => {
    const directory = await tempDir();
    const held = await createFileLock(join(directory, 'lock')).hold();
    await writeFile(join(directory, 'lock.wanted'), JSON.stringify({ id: ID.first, ...(await deadMark()) }));
    expect(held.isWanted()).toBe(true);
    await held.release();
    expect(await readdir(directory)).toEqual([]);
  });
});

describe('a holder that was killed', () => {
  it('is followed at once, by one process at a time', async () => {
    const directory = await tempDir();
    const holder = startWriter('holder', directory, '');
    await holder.started;
    holder.signal('SIGKILL');
    await holder.gone;
    // With these options only a certain death lets anybody in.
    const locks = Array.from({ length: 8 }, () => createFileLock(join(directory, 'lock'), { waitMs: 10_000, staleMs: 3_600_000 }));
    expect(await mostAtOnce(locks)).toBe(1);
    expect(await readdir(directory)).toEqual([]);
  });

  it.each([
    ['when it claimed the lock', [`lock.after-${ID.first}`, `lock.${ID.second}`]],
    ['before it could claim the lock', [`lock.${ID.second}`]],
  ])('is followed also when its successor died %s', async (_name, left) => {
    const directory = await tempDir();
    const mark = await deadMark();
    await writeFile(join(directory, 'lock'), JSON.stringify({ id: ID.first, ...mark }));
    for (const name of left) await writeFile(join(directory, name), JSON.stringify({ id: ID.second, ...mark }));
    const locks = Array.from({ length: 4 }, () => createFileLock(join(directory, 'lock'), { staleMs: 3_600_000 }));
    expect(await mostAtOnce(locks)).toBe(1);
    expect(await readdir(directory)).toEqual([]);
  });

  it('is not taken for another process that has its pid now', async () => {
    const directory = await tempDir();
    const own = await markOwnProcess();
    await writeFile(join(directory, 'lock'), JSON.stringify({ id: ID.first, ...own, started: '1' }));
    expect(await createFileLock(join(directory, 'lock'), { staleMs: 3_600_000 }).run(() => Promise.resolve('mine'))).toBe('mine');
  });
});

describe('what processes left that died on their way to the lock', () => {
  it('is swept up by the next one, the files of others are not', async () => {
    const directory = await tempDir();
    const files: Readonly<Record<string, string>> = {
      'other.lock': 'x',
      [`lock.${'1'.repeat(24)}`]: JSON.stringify({ id: '1'.repeat(24), ...(await deadMark()) }),
      [`lock.${'2'.repeat(24)}`]: '',
      [`lock.${'3'.repeat(24)}`]: '',
      [`lock.${'4'.repeat(24)}`]: JSON.stringify({ id: '4'.repeat(24), ...(await markOwnProcess()) }),
    };
    for (const [name, content] of Object.entries(files)) {
      await writeFile(join(directory, name), content);
      if (!name.includes('3')) await utimes(join(directory, name), 1_000_000, 1_000_000);
    }
    await createFileLock(join(directory, 'lock')).run(() => Promise.resolve());
    expect((await readdir(directory)).sort()).toEqual([`lock.${'3'.repeat(24)}`, `lock.${'4'.repeat(24)}`, 'other.lock']);
  });
});

describe('a holder that only stands still', () => {
  it('keeps the lock, and nothing is overwritten when it goes on', async () => {
    const directory = await tempDir();
    const holder = startWriter('holder', directory, '');
    await holder.started;
    holder.signal('SIGSTOP');
    await expect(createFileLock(join(directory, 'lock'), { waitMs: 200, staleMs: 20 }).run(() => Promise.resolve())).rejects.toThrow('holds the lock');
    const next = createFileLock(join(directory, 'lock')).run(() => Promise.resolve('mine'));
    holder.signal('SIGCONT');
    expect(await holder.stop()).toBe(0);
    expect(await next).toBe('mine');
  });
});

describe('a holder whose life cannot be told', () => {
  it.each([
    ['runs in another container or on another host', JSON.stringify({ id: ID.first, pid: 1, started: '1', realm: 'elsewhere' })],
    ['left an empty lock at a power failure', ''],
    ['left a lock that is no object', 'null'],
    ['left a lock with a wild id', JSON.stringify({ id: '../../x', pid: 1, started: '1', realm: 'elsewhere' })],
  ])('%s: it is followed after a while, not before', async (_name, content) => {
    const directory = await tempDir();
    await writeFile(join(directory, 'lock'), content);
    await expect(createFileLock(join(directory, 'lock'), { waitMs: 50, staleMs: 3_600_000 }).run(() => Promise.resolve())).rejects.toThrow('holds the lock');
    const locks = Array.from({ length: 4 }, () => createFileLock(join(directory, 'lock'), { staleMs: 100 }));
    expect(await mostAtOnce(locks)).toBe(1);
    expect(await readdir(directory)).toEqual([]);
  });

  it.each([
    ['is still its own', () => Promise.resolve()],
    ['is gone', rm],
  ])('and that comes back late to a lock that %s leaves nothing', async (_name, meanwhile) => {
    const directory = await tempDir();
    await createFileLock(join(directory, 'lock'), { staleMs: 10 }).run(async () => {
      await meanwhile(join(directory, 'lock'));
      await sleep(30);
    });
    expect(await readdir(directory)).toEqual([]);
  });

  it('and that comes back late does not release the lock of its successor', async () => {
    const directory = await tempDir();
    const path = join(directory, 'lock');
    const successor = JSON.stringify({ id: ID.second, pid: 1, started: '1', realm: 'elsewhere' });
    await createFileLock(path, { staleMs: 10 }).run(async () => {
      await writeFile(path, successor);
      await sleep(30);
    });
    expect(await readFile(path, 'utf8')).toBe(successor);
  });
});
