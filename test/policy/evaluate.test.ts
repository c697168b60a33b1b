// The verdict itself: programs, what approval means, and the second judgement after globs were expanded.
import { describe, expect, test } from 'vitest';
import { approveExpanded, evaluateCommand, isApproved } from '../../src/policy/evaluate.js';
import { PROGRAMS, type ApprovedCommand, type Argument } from '../../src/policy/verdict.js';

function approved(command: string): ApprovedCommand {
  const verdict = evaluateCommand(command);
  if (!verdict.allowed) throw new Error(verdict.reason);
  return verdict.command;
}

const file = (value: string): Argument => ({ value, role: 'file' });

describe('the program', () => {
  test.each(PROGRAMS)('%s is judged under its exact name only', (program) => {
    for (const name of [`/bin/${program}`, `/usr/bin/${program}`, `./${program}`, program.toUpperCase(), `${program}\u00a0`, `\ufeff${program}`, `${program}x`, `FOO=1 ${program}`, `-${program}`, `"${program} "`]) {
      expect([name, evaluateCommand(name).rule]).toEqual([name, 'unknown-command']);
    }
  });

  test.each(['rm', 'chmod', 'chown', 'kill', 'shutdown', 'reboot', 'mkfs', 'dd', 'curl', 'wget'])('%s has a refusal of its own', (program) => {
    for (const command of [program, `${program} -x /sim`, `'${program}' x`]) expect(evaluateCommand(command).rule).toBe('blocked-command');
    expect(evaluateCommand(program).reason).toContain(`${program} can change or end the system`);
  });

  test.each(['', ' ', '\t \t'])('no program at all in %j', (command) => {
    expect(evaluateCommand(command)).toEqual({
      allowed: false,
      rule: 'empty',
      reason: 'The command is empty; allowed are cat, ls, head, tail, grep, echo, date, hostname, wc.',
      argv: [],
    });
  });

  test.each(["''", '"" ls', 'саt x', 'bash', 'cat,x', 'c*t x', '~ x', '__proto__', 'constructor x'])('%s is unknown', (command) => {
    expect(evaluateCommand(command).rule).toBe('unknown-command');
  });
});

describe('an approved command', () => {
  const verdict = evaluateCommand(`grep -n "a b" *.log '*'`);

  test('is the words that were judged, glob and all', () => {
    expect(verdict).toEqual({
      allowed: true,
      rule: 'allowed',
      reason: 'grep, its options and its operands are all allowed.',
      argv: ['grep', '-n', 'a b', '*.log', '*'],
      command: {
        command: `grep -n "a b" *.log '*'`,
        program: 'grep',
        args: [{ value: '-n', role: 'option' }, { value: 'a b', role: 'text' }, { value: '*.log', role: 'file', pattern: '*.log' }, file('*')],
      },
    });
  });

  test('only words of echo and files expand', () => {
    expect(approved('ls -l x').args).toStrictEqual([{ value: '-l', role: 'option' }, file('x')]);
    expect(approved('echo a* "b*"').args).toStrictEqual([{ value: 'a*', role: 'text', pattern: 'a*' }, { value: 'b*', role: 'text' }]);
    expect(approved('grep S* -A1 --include=*.log x').args.filter(({ pattern }) => pattern !== undefined)).toEqual([]);
  });

  test('is frozen to the last argument', () => {
    const command = approved('ls x*');
    for (const part of [command, command.args, command.args[0], verdict, verdict.argv]) expect(Object.isFrozen(part)).toBe(true);
    expect(Object.isFrozen(evaluateCommand('rm'))).toBe(true);
  });

  test('is known by identity: a copy, a cast and a prototype are not approved', () => {
    const command = approved('ls');
    expect(isApproved(command)).toBe(true);
    for (const fake of [{ ...command }, structuredClone(command), Object.create(command), { command: 'ls', program: 'ls', args: [] }, null, undefined, 'ls', 1]) {
      expect(isApproved(fake)).toBe(false);
    }
  });
});

describe('after expansion', () => {
  test('the arguments are judged again and become a new approved command', () => {
    const verdict = approveExpanded(approved('wc -l *.log'), [{ value: '-l', role: 'option' }, file('a.log'), file('./-b.log')]);
    expect(verdict).toMatchObject({ allowed: true, argv: ['wc', '-l', 'a.log', './-b.log'] });
    if (!verdict.allowed) throw new Error(verdict.reason);
    expect(isApproved(verdict.command)).toBe(true);
    expect(verdict.command.args).toEqual([{ value: '-l', role: 'option' }, file('a.log'), file('./-b.log')]);
  });

  test('a name that reads as an option refuses, whatever its role is said to be', () => {
    expect(approveExpanded(approved('tail *'), [file('-f')])).toMatchObject({ allowed: false, rule: 'blocked-option', argv: ['tail', '-f'] });
    expect(approveExpanded(approved('cat *'), [file('-Z')])).toMatchObject({ allowed: false, rule: 'unknown-option' });
    expect(approveExpanded(approved('tail *'), [file('+1f')])).toMatchObject({ allowed: false, rule: 'blocked-option' });
  });

  test('a path that leads outside refuses', () => {
    for (const path of ['/etc/passwd', '../x', 'x/..', '', '/simulator']) {
      expect(approveExpanded(approved('cat *'), [file(path)])).toMatchObject({ allowed: false, argv: ['cat', path] });
    }
  });

  test('names of real files need not be plain, but may hold no control character', () => {
    expect(approveExpanded(approved('cat *'), ['a$b', 'x%2ey', '~x', 'a\\b', ' x', 'a…', '{a,b}', '*'].map(file)).rule).toBe('allowed');
    expect(approveExpanded(approved('cat *'), [file('a\nb')])).toEqual({
      allowed: false,
      rule: 'control-character',
      reason: 'A glob found the name `a\\u{a}b`, which holds a control character: name the files instead.',
      argv: ['cat', 'a\nb'],
    });
  });

  test('a command that no verdict approved is a bug of the caller', () => {
    expect(() => approveExpanded({ ...approved('ls') }, [])).toThrow(new TypeError('only a verdict makes an approved command'));
  });
});
