// The command line: what it accepts, and what it says when it does not.
import { describe, expect, it } from 'vitest';
import { parseUsage } from '../../src/agent/usage.js';
import { LIMITS } from '../../src/limits.js';

function parse(...argv: string[]): ReturnType<typeof parseUsage> {
  return parseUsage(argv, '1.2.3');
}

describe('usage', () => {
  it('takes a message, a mode and the form of the output', () => {
    expect(parse('is anything wrong?')).toMatchObject({ kind: 'run', usage: { message: 'is anything wrong?', mode: 'plan_only', json: false, verbose: false } });
    expect(parse('-m', 'execute_safe', 'show', 'the', 'syslog', '--json')).toMatchObject({ kind: 'run', usage: { message: 'show the syslog', mode: 'execute_safe', json: true } });
    expect(parse('--', '-x')).toMatchObject({ kind: 'run', usage: { message: '-x' } });
    expect(parse('--verbose')).toMatchObject({ kind: 'run', usage: { message: undefined, verbose: true } });
  });

  it('prints help and version', () => {
    const help = parse('--help');
    expect(help.kind === 'print' ? help.text : '').toMatch(/Usage: zops[\s\S]+plan_only[\s\S]+execute_safe[\s\S]+--json[\s\S]+Exit codes: 0 done, 1 failed/);
    expect(parse('--version')).toEqual({ kind: 'print', text: '1.2.3\n' });
  });

  it.each([
    [['--frobnicate', 'x'], "unknown option '--frobnicate'"],
    [['x', '--mode', 'yolo'], 'Allowed choices are plan_only, execute_safe'],
    [['x', '--mode'], 'argument missing'],
    [[''], 'the message is empty'],
    [[' \t\n'], 'the message is empty'],
    [['x'.repeat(LIMITS.agentMessageChars + 1)], `at most ${LIMITS.agentMessageChars}`],
  ])('refuses %j and says what to do', (argv, said) => {
    const parsed = parse(...argv);
    expect(parsed.kind).toBe('misuse');
    expect(parsed.kind === 'misuse' ? parsed.text : '').toContain(said);
  });

  it('takes the longest message', () => {
    expect(parse('x'.repeat(LIMITS.agentMessageChars)).kind).toBe('run');
  });
});
