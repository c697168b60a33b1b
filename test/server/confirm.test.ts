// What a person is asked: a hostile command cannot look like another one in the question.
import { expect, it } from 'vitest';
import { createConfirm } from '../../src/server/confirm.js';

it('a question shows characters that hide or reorder text as escapes', async () => {
  const asked: string[] = [];
  const confirm = createConfirm('always', { canAsk: () => true, ask: (text) => Promise.resolve(asked.push(text) > 0) });
  await confirm({ effect: 'runs', text: 'Run ["cat","a\u202egol.x\u200b\ufe0f\u{e0041}\u2028\u009b, né"]\nverdict: allowed' });
  expect(asked).toEqual(['Run ["cat","a\\u{202e}gol.x\\u{200b}\\u{fe0f}\\u{e0041}\\u{2028}\\u{9b}, né"]\nverdict: allowed']);
});
