// A lock between processes that share a directory. A holder that was killed is replaced at once, and by exactly one successor.
//
// The lock is a file that names its holder, put in place by link(2): it appears whole, or not at all. Removing a dead
// holder's lock and then taking it is the classic mistake (two waiters see the same corpse; the second removes the first
// one's fresh lock). Here nobody removes a lock but its holder. To follow dead holder D a process links its own file to
// the name `after-D`, which only one can do, sees that the lock still names D (names are never used twice, so the claim
// was made in time), and renames its file over the lock. A successor that dies halfway is followed in the same way.
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, readdir, rename, unlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemCode } from '../errors.js';
import { LIMITS } from '../limits.js';
import { assertOwnDirectory, ensureDirectory } from './files.js';
import { DIRECTORY, readHolder } from './lock-holder.js';
import type { Holder } from './lock-holder.js';
import { livenessOf, markOwnProcess } from './process-mark.js';
import type { Liveness, ProcessMark } from './process-mark.js';

export interface FileLockOptions {
  /** Longest wait for the lock, ms. */
  readonly waitMs?: number;
  /** A holder whose life cannot be told (another container or host, an unreadable lock) counts as dead after holding on for this long, ms. */
  readonly staleMs?: number;
}

export interface FileLock {
  /** Runs `work` while no other process does; calls of one process run in their order. @throws LockTimeoutError, or the file system's error */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Takes the lock until it is released. Who keeps it for more than one piece of work asks `isWanted` every few milliseconds. @throws as `run` */
  hold(): Promise<HeldLock>;
}

export interface HeldLock {
  /** When it was taken, by `performance.now()`. */
  readonly since: number;
  /** Whether somebody waits for it. Looks at the disk, in some microseconds. */
  isWanted(): boolean;
  release(): Promise<void>;
}

export class LockTimeoutError extends Error {
  override readonly name = 'LockTimeoutError';
}

/** Something stands in the lock's place that no process of ours put there; the message says what to do, and holds no path. */
export class LockBlockedError extends Error {
  override readonly name = 'LockBlockedError';
}

/** Longest pause between two looks at a lock that is held, ms. */
const PAUSE_MS = 8;

/** Nobody waits this long: a file of a process that cannot be asked is litter by then, ms. (Were it not, its owner would get an error, not the lock.) */
const STRAY_MS = 60_000;

/** How often a lock is tried again that could not be removed, ms. */
const REMOVE_AGAIN_MS = 500;

/** @param path the lock file; its directory is made when it is missing. */
export function createFileLock(path: string, { waitMs = LIMITS.stateLockMs, staleMs = 5_000 }: FileLockOptions = {}): FileLock {
  const wanted = wantedPath(path);
  let queue: Promise<unknown> = Promise.resolve();
  let own: ProcessMark | undefined;
  /** Who gave the lock to others lets them look at it first. */
  let courtesyUntil = 0;

  async function hold(): Promise<HeldLock> {
    const isFirst = own === undefined;
    own ??= await markOwnProcess();
    await ensureDirectory(dirname(path));
    await assertOwnDirectory(dirname(path));
    const courtesy = courtesyUntil - performance.now();
    if (courtesy > 0) await sleep(courtesy);
    const id = await acquire(path, own, waitMs, staleMs);
    const since = performance.now();

    async function release(): Promise<void> {
      // After a long stall somebody elsewhere may rightly have presumed this process dead: then the lock is theirs.
      const isOurs = performance.now() - since < staleMs || (await readHolder(path))?.id === id;
      if (!isOurs) return;
      if (existsSync(wanted)) {
        courtesyUntil = performance.now() + PAUSE_MS;
        await remove(wanted).catch(() => undefined);
      }
      try {
        await remove(path);
      } catch (error) {
        // A disk that allows nothing for a while: as long as we live, nobody else may take it for abandoned.
        void removeLater(path, id);
        throw error;
      }
    }

    // Litter that stays harms nobody.
    if (isFirst) await sweep(path, own).catch(() => undefined);
    return { since, isWanted: () => existsSync(wanted), release };
  }

  async function locked<T>(work: () => Promise<T>): Promise<T> {
    const held = await hold();
    try {
      return await work();
    } finally {
      await held.release();
    }
  }

  return {
    hold,
    run: (work) => {
      const result = queue.then(() => locked(work));
      queue = result.catch(() => undefined);
      return result;
    },
  };
}

async function acquire(path: string, own: ProcessMark, waitMs: number, staleMs: number): Promise<string> {
  const id = randomBytes(12).toString('hex');
  const file = `${path}.${id}`;
  const isGone = deathWatch(own, staleMs);
  const deadline = performance.now() + waitMs;
  let isAsking = false;
  try {
    // On a full disk it is made, and stays empty.
    await writeFile(file, JSON.stringify({ id, ...own }), { flag: 'wx', mode: 0o600 });
    for (let attempt = 1; ; attempt += 1) {
      if (await linkNew(file, path)) return id;
      if (await follow(path, file, isGone)) return id;
      if (performance.now() > deadline) throw await timedOut(path);
      // A wish that stays behind when its owner dies costs the holder one release; one that is gone is made again.
      isAsking = (await linkNew(file, wantedPath(path))) || isAsking;
      await sleep(Math.random() * Math.min(attempt, PAUSE_MS));
    }
  } finally {
    await remove(file);
    if (isAsking) await remove(wantedPath(path));
  }
}

/** A name in the directory while somebody waits: a holder that keeps the lock for more work to come then lets go. */
function wantedPath(path: string): string {
  return `${path}.wanted`;
}

/** Becomes the successor of a dead holder; false when the holder lives, or somebody else was first. @throws LockBlockedError */
async function follow(path: string, file: string, isGone: (holder: Holder) => Promise<boolean>): Promise<boolean> {
  const first = await readHolder(path);
  // Anything else is replaced like the lock of a dead holder; a directory cannot be, whoever waits.
  if (first?.oddity === DIRECTORY) throw blocked(path, DIRECTORY);
  for (let last = first; last !== null && (await isGone(last)); ) {
    const claim = `${path}.after-${last.id}`;
    if (await linkNew(file, claim)) {
      try {
        if ((await readHolder(path))?.id !== first?.id) return false;
        await rename(file, path);
        return true;
      } finally {
        await remove(claim);
      }
    }
    last = await readHolder(claim);
  }
  return false;
}

/** Dead for certain, or not to be told and unchanged for `staleMs` of this process's own clock. */
function deathWatch(own: ProcessMark, staleMs: number): (holder: Holder) => Promise<boolean> {
  const firstSeen = new Map<string, number>();
  return async ({ id, mark }) => {
    const liveness: Liveness = mark === null ? 'unknown' : await livenessOf(mark, own);
    if (liveness !== 'unknown') return liveness === 'dead';
    const now = performance.now();
    const since = firstSeen.get(id) ?? now;
    firstSeen.set(id, since);
    return now - since >= staleMs;
  };
}

/** Removes what processes that died on their way to this lock left behind. Only for the lock's holder. */
async function sweep(path: string, own: ProcessMark): Promise<void> {
  for (const name of await readdir(dirname(path))) {
    if (!name.startsWith(`${basename(path)}.`)) continue;
    const stray = join(dirname(path), name);
    const holder = await readHolder(stray);
    if (holder === null || holder.oddity === DIRECTORY) continue;
    const liveness = holder.mark === null ? 'unknown' : await livenessOf(holder.mark, own);
    if (liveness === 'dead' || (liveness === 'unknown' && Date.now() - holder.writtenAt > STRAY_MS)) await remove(stray);
  }
}

function blocked(path: string, oddity: string): LockBlockedError {
  return new LockBlockedError(`${basename(path)} in the state directory (ZOPS_STATE_DIR) is ${oddity}, where zops puts a file that locks out its other processes; remove it, then try again`);
}

async function timedOut(path: string): Promise<Error> {
  const holder = await readHolder(path);
  if (holder !== null && holder.oddity !== null) return blocked(path, holder.oddity);
  const pid = holder?.mark?.pid;
  return new LockTimeoutError(pid === undefined ? 'another process holds the lock' : `process ${pid} holds the lock`);
}

/** A second name for a file, unless that name is taken. */
async function linkNew(existing: string, name: string): Promise<boolean> {
  try {
    await link(existing, name);
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Until it is gone, or somebody else's. */
async function removeLater(path: string, id: string): Promise<void> {
  for (;;) {
    await sleep(REMOVE_AGAIN_MS, undefined, { ref: false });
    try {
      if ((await readHolder(path))?.id === id) await remove(path);
      return;
    } catch {
      // not yet
    }
  }
}

async function remove(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
  }
}
