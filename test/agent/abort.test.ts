// Signals of their own for pieces of work: they follow, and they go.
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { withOwnSignal } from '../../src/agent/abort.js';

it('follows the signal that it comes from, also when that was aborted before', async () => {
  const run = new AbortController();
  const reasons = await withOwnSignal(run.signal, async (own) => {
    const before = own.aborted;
    run.abort(new Error('enough'));
    return [before, own.aborted, await withOwnSignal(run.signal, (later) => Promise.resolve((later.reason as Error).message))];
  });
  expect(reasons).toEqual([false, true, 'enough']);
});

it('is gone when its work is done, although somebody still listens, and the run goes on', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const run = new AbortController();
  const left = await Promise.all(Array.from({ length: 20 }, () => withOwnSignal(run.signal, (own) => {
    own.addEventListener('abort', () => undefined);
    return Promise.resolve(new WeakRef(own));
  })));
  await expect.poll(async () => {
    await sleep(0);
    collect();
    return left.filter((one) => one.deref() !== undefined).length;
  }).toBe(0);
  expect(run.signal.aborted).toBe(false);
});
