// What tests of locks share: a dead process, and how many hold a lock at the same time.
import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FileLock } from '../../../src/state/file-lock.js';
import { markOwnProcess } from '../../../src/state/process-mark.js';
import type { ProcessMark } from '../../../src/state/process-mark.js';

/** A process that has run in this very realm and is no more. */
export async function deadMark(): Promise<ProcessMark> {
  const { pid } = spawnSync('true');
  return { ...(await markOwnProcess()), pid, started: '1' };
}

/** Lets each of them work once. @returns the most that did so at the same time */
export async function mostAtOnce(locks: readonly FileLock[]): Promise<number> {
  let holders = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    holders += 1;
    most = Math.max(most, holders);
    await sleep(Math.random() * 3);
    holders -= 1;
  };
  await Promise.all(locks.map((lock) => lock.run(work)));
  return most;
}
