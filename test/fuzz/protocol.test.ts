// Protocol fuzz over real stdio: the server never crashes, never answers wrongly, never prints a byte that is not protocol.
// The short form; `npm run fuzz` plays thousands of sessions.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sessions } from './actions.js';
import { playSession } from './session.js';

test('any session', { timeout: 300_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(sessions, async (actions) => {
      const { problems } = await playSession(actions);
      expect(problems).toEqual([]);
    }),
    { numRuns: 25, interruptAfterTimeLimit: 240_000, markInterruptAsFailure: false, endOnFailure: true },
  );
});
