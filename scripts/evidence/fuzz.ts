// The long form of the protocol fuzz: `npm run fuzz -- [sessions] [seed]`. Ends with 1 and the shrunk session when one goes wrong.
import fc from 'fast-check';
import { sessions } from '../../test/fuzz/actions.js';
import { playSession } from '../../test/fuzz/session.js';
import { record } from './record.js';

const [count = 2_000, seed = Date.now() % 2 ** 31] = process.argv.slice(2).map(Number);
if (!Number.isSafeInteger(count) || count < 1 || !Number.isSafeInteger(seed)) {
  console.error('usage: npm run fuzz -- [sessions, at least 1] [seed]');
  process.exit(2);
}

let played = 0;
let messages = 0;
let answers = 0;
const outcome = await fc.check(
  fc.asyncProperty(sessions, async (actions) => {
    const result = await playSession(actions);
    played += 1;
    messages += result.messages;
    answers += result.answers;
    if (process.stderr.isTTY) process.stderr.write(`\r${played} sessions, ${messages} writes, ${answers} answers `);
    else if (played % 200 === 0) process.stderr.write(`${played} sessions\n`);
    if (result.problems.length > 0) throw new Error(result.problems.join('\n'));
  }),
  // Shrinking plays hundreds of sessions more: the printed seed and path do that in the test when wanted.
  { numRuns: count, seed, endOnFailure: true },
);
if (process.stderr.isTTY) process.stderr.write('\n');
record({
  name: 'fuzz',
  command: `npm run fuzz -- ${count} ${seed}`,
  holds: !outcome.failed,
  figures: { sessions: played, 'pieces written to the server': messages, 'answers checked': answers, 'sessions that crashed it, were answered wrongly, or saw a stray byte on stdout': outcome.failed ? 1 : 0 },
});
if (outcome.failed) {
  console.error(`${fc.defaultReportMessage(outcome)}\n${String(outcome.errorInstance)}`);
  process.exit(1);
}
console.log(`${played} sessions (seed ${seed}): ${messages} writes, ${answers} answers, nothing wrong.`);
