// Words and their roles, for a table that is not one of the nine.
import { expect, test } from 'vitest';
import type { CommandSpec } from '../../src/policy/commands/spec.js';
import { checkFileOperand } from '../../src/policy/jail.js';
import { judgeWords } from '../../src/policy/judge.js';
import { tokenize } from '../../src/policy/tokenize.js';

const forgetful: CommandSpec = { program: 'cat', options: [], operands: () => ['text'], passes: [], refuses: {} };

function judged(command: string): unknown {
  const tokens = tokenize(command);
  return tokens.ok ? judgeWords(forgetful, tokens.words, checkFileOperand) : tokens;
}

test('an operand that the table gives no role is a file', () => {
  expect(judged('/etc/x y')).toEqual({ ok: true, args: [{ value: '/etc/x', role: 'text' }, { value: 'y', role: 'file' }], seen: new Set() });
  expect(judged('x /etc/x')).toMatchObject({ ok: false, rule: 'path-jail' });
});
