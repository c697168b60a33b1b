// How long a server keeps the audit log to itself, by a clock that only the test moves: files and locks are real.
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { tempDir } from '../support/temp.js';
import { linesOf, openTrail } from './support/audit-files.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

/** Moves the clock, and lets what comes of it be done. */
async function pass(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 1) {
    vi.advanceTimersByTime(1);
    if (left % 4 === 1) await sleep(2);
  }
  await sleep(15);
}

/** Which taking of the lock this is; null when nobody has it. */
function holder(directory: string): string | null {
  const path = join(directory, 'audit.lock');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as { id: string }).id : null;
}

describe('the lock of the log', () => {
  it('is kept for 20 ms after the last record, not longer', async () => {
    const { log, directory } = openTrail(await tempDir());
    await log.append({ event: 'start' });
    const first = holder(directory);
    await pass(16);
    expect(holder(directory)).toBe(first);
    await log.append({ event: 'call' });
    await pass(16);
    expect(holder(directory)).toBe(first);
    await pass(8);
    expect(holder(directory)).toBeNull();
    expect(readFileSync(join(directory, 'audit.head'), 'utf8')).toMatch(/^\{"seq":2,/);
  });

  it('goes back within milliseconds when another server asks, and nothing is to be written', async () => {
    const { log, directory } = openTrail(await tempDir());
    await log.append({ event: 'start' });
    await writeFile(join(directory, 'audit.lock.wanted'), '');
    await pass(4);
    expect(holder(directory)).toBeNull();
    expect(existsSync(join(directory, 'audit.lock.wanted'))).toBe(false);
  });

  it('goes back after a second, however much there is to write', async () => {
    const { log, directory } = openTrail(await tempDir());
    await log.append({ event: 'start' });
    const first = holder(directory);
    for (let ms = 0; ms < 990; ms += 10) {
      vi.advanceTimersByTime(10);
      await log.append({ event: 'call' });
    }
    expect(holder(directory)).toBe(first);
    for (let ms = 0; ms < 20; ms += 10) {
      vi.advanceTimersByTime(10);
      await log.append({ event: 'call' });
    }
    expect(holder(directory)).not.toBe(first);
    await log.close();
  });

  it('goes back at once at the end, and what was written is noted', async () => {
    const { log, directory } = openTrail(await tempDir());
    await log.append({ event: 'start' });
    await log.append({ event: 'stop' });
    await log.close();
    expect(holder(directory)).toBeNull();
    expect(readFileSync(join(directory, 'audit.head'), 'utf8')).toMatch(/^\{"seq":2,/);
    // Nothing looks after it any more.
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('the head of the log', () => {
  it('follows within milliseconds, while the lock is kept', async () => {
    const { log, directory } = openTrail(await tempDir());
    await log.append({ event: 'start' });
    const head = (): string => readFileSync(join(directory, 'audit.head'), 'utf8');
    expect(head()).toMatch(/^\{"seq":0,/);
    await pass(4);
    expect(head()).toMatch(/^\{"seq":1,/);
    expect(holder(directory)).not.toBeNull();
    await log.close();
  });
});

describe('a record that nobody waits for', () => {
  it('is written on its own after 20 ms', async () => {
    const { log, path } = openTrail(await tempDir());
    const appended = log.append({ event: 'stop' }, { lazy: true });
    await pass(19);
    expect(existsSync(path)).toBe(false);
    await pass(1);
    expect(await appended).toMatchObject({ seq: 1 });
    await log.close();
  });

  it('goes with the next one that somebody waits for', async () => {
    const { log, path } = openTrail(await tempDir());
    const lazy = log.append({ event: 'result' }, { lazy: true });
    expect(await Promise.all([log.append({ event: 'call' }), lazy])).toMatchObject([{ seq: 2 }, { seq: 1 }]);
    expect(await linesOf(path)).toHaveLength(2);
    await log.close();
  });

  it('is written within milliseconds while the log is open, and at its end at the latest', async () => {
    const { log } = openTrail(await tempDir());
    await log.append({ event: 'start' });
    const lazy = log.append({ event: 'result' }, { lazy: true });
    expect(vi.getTimerCount()).toBe(1);
    await pass(4);
    expect(await lazy).toMatchObject({ seq: 2 });
    const last = log.append({ event: 'stop' }, { lazy: true });
    await log.close();
    expect(await last).toMatchObject({ seq: 3 });
  });
});
