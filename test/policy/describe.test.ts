// The policy and its verdicts as they are shown: the same JSON for the operator's commands and for the resources.
import { expect, test } from 'vitest';
import { describeVerdict } from '../../src/policy/describe.js';
import { evaluateCommand } from '../../src/policy/evaluate.js';
import { BUILT_IN_POLICY } from '../../src/policy/policy.js';

test('the built-in policy, whole: each option that passes, each that does not and why (vitest -u writes it)', async () => {
  await expect(`${JSON.stringify(BUILT_IN_POLICY.describe(), null, 2)}\n`).toMatchFileSnapshot('policy.golden.json');
});

test('a verdict as plain JSON', () => {
  const json = (command: string): unknown => describeVerdict(command, evaluateCommand(command));
  expect(json('ls')).toStrictEqual({ allowed: true, rule: 'allowed', reason: 'ls, its options and its operands are all allowed.', command: 'ls', argv: ['ls'] });
  expect(json('tail -f x')).toStrictEqual({
    allowed: false,
    rule: 'blocked-option',
    reason: 'tail -f is refused: it never ends; read the newest lines with tail -n 50 instead, and again later.',
    suggestion: 'tail -n 50 x',
    command: 'tail -f x',
    argv: ['tail', '-f', 'x'],
  });
  expect(json('bash')).toStrictEqual({
    allowed: false,
    rule: 'unknown-command',
    reason: 'The program `bash` is not allowed, by its exact name and without a path or a variable before it; allowed are cat, ls, head, tail, grep, echo, date, hostname, wc.',
    command: 'bash',
    argv: ['bash'],
  });
});
