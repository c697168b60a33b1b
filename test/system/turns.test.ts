// A flood of questions: only so many are worked on at a time, none is lost, and one that fails gives its place up.
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createTurns } from '../../src/system/turns.js';

test('work waits for a place, in its order, and a failure frees the place', async () => {
  const turn = createTurns(2);
  const started: number[] = [];
  let running = 0;
  let most = 0;
  const work = (index: number) =>
    turn(async () => {
      started.push(index);
      running += 1;
      most = Math.max(most, running);
      await setImmediate();
      running -= 1;
      if (index % 3 === 0) throw new Error(`failed ${index}`);
      return index;
    });
  const indices = Array.from({ length: 50 }, (_, index) => index);
  const results = await Promise.allSettled(indices.map(work));
  expect(started).toEqual(indices);
  expect(most).toBe(2);
  expect(results.map(({ status }) => status === 'fulfilled')).toEqual(indices.map((index) => index % 3 !== 0));
  expect(await work(100)).toBe(100);
});

test('who waits can leave, and keeps nobody waiting', async () => {
  const turn = createTurns(1);
  const leave = new AbortController();
  let finish = (): void => undefined;
  const first = turn(() => new Promise<void>((done) => (finish = done)));
  const second = turn(() => Promise.resolve('second'), leave.signal);
  const third = turn(() => Promise.resolve('third'));
  leave.abort(new Error('gone'));
  await expect(second).rejects.toThrow('gone');
  finish();
  await first;
  expect(await third).toBe('third');
  await expect(turn(() => Promise.resolve('late'), leave.signal)).rejects.toThrow('gone');
});
