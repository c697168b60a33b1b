// The script: bash runs exactly the argv that was judged, and nothing of what only stands in comments.
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeScript, type ScriptStep } from '../../src/agent/script.js';
import { quote, quoteCommand } from '../../src/agent/shell-quote.js';
import { tempDir } from '../support/temp.js';

const HEAD = { message: 'list', mode: 'plan_only', traceId: 'a'.repeat(32) } as const;

function command(text: string, argv: readonly string[], reasoning = 'Because.'): ScriptStep {
  return { step: { tool: 'run_command', args: { command: text, dry_run: false }, reasoning }, verdict: { allowed: true, rule: 'allowed', reason: 'ok', argv } };
}

function refused(text: string, reason: string, reasoning = 'Because.'): ScriptStep {
  return { step: { tool: 'run_command', args: { command: text }, reasoning }, verdict: { allowed: false, rule: 'blocked-command', reason, argv: [], suggestion: text } };
}

/** What bash makes of one line: each word of the command, with `show` in place of the program. */
function words(line: string, cwd: string): string[] {
  const output = execFileSync('bash', ['-c', `show() { printf '%s\\0' "$@"; }\n${line}`], { cwd, encoding: 'utf8' });
  return output.split('\0').slice(0, -1);
}

describe('script', () => {
  it('holds allowed commands as lines, everything else as comments', () => {
    const text = writeScript(
      [
        { step: { tool: 'get_logs', args: { source: 'syslog' }, reasoning: 'Read.' } },
        command('grep -n "A B" /sim/*.log', ['grep', '-n', 'A B', '/sim/*.log']),
        refused('rm -rf /', 'rm never runs.'),
        { step: { tool: 'run_command', args: { command: 'ls' }, reasoning: 'Later.' } },
      ],
      HEAD,
    );
    expect(text).toBe(`#!/usr/bin/env bash
# Written by zops for: list
# Mode plan_only, trace ${'a'.repeat(32)}. Read it before you run it.
set -u
cd /sim || exit 1

# Step 1: Read.
# (tool call, not a command) get_logs {"source":"syslog"}

# Step 2: Because.
grep -n 'A B' /sim/*.log

# Step 3: Because.
# Refused by the policy (blocked-command): rm never runs.
# Instead: rm -rf /
#   rm -rf /

# Step 4: Later.
# Not judged by the policy, so left out:
#   ls
`);
  });

  it('is null without a command', () => {
    expect(writeScript([{ step: { tool: 'get_system_status', args: {}, reasoning: 'Look.' } }], HEAD)).toBeNull();
    expect(writeScript([], HEAD)).toBeNull();
  });

  it('attack: no text breaks out of a comment', async () => {
    const directory = await tempDir();
    const evil = ['x\ntouch owned', 'x\r\ntouch owned', 'x\u2028touch owned', 'x\u0085touch owned', "x'\n`touch owned`", '$(touch owned)\u000btouch owned'];
    const steps = evil.flatMap((text) => [refused(text, text, text), { step: { tool: text, args: { [text]: text }, reasoning: text } }]);
    const text = writeScript(steps, { ...HEAD, message: evil.join('') }) ?? '';
    const file = path.join(directory, 'plan.sh');
    await writeFile(file, text.replace('cd /sim', `cd ${directory}`));
    await chmod(file, 0o755);
    expect(execFileSync('bash', ['-c', `bash ${file} && ls`], { cwd: directory, encoding: 'utf8' })).toBe('plan.sh\n');
    expect(text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))).toEqual(['set -u', 'cd /sim || exit 1']);
  });
});

describe('quoting', () => {
  it('gives bash any text as one word', async () => {
    const directory = await tempDir();
    const samples = fc.sample(fc.string({ unit: 'binary', maxLength: 40 }).filter((text) => !text.includes('\0')), 300);
    const evil = ['', "it's", '$HOME', '`id`', '$(id)', '~', '!!', '*', '{a,b}', 'a=b', '-n', '\\', "'\\''", 'a\nb', '#x', '&', ';', '|', '>x'];
    const texts = [...samples, ...evil];
    expect(words(`show ${texts.map(quote).join(' ')}`, directory)).toEqual(texts);
  });

  it('leaves a glob that was typed bare to bash, and quotes one that was typed quoted', async () => {
    const directory = await tempDir();
    await mkdir(path.join(directory, 'd'));
    for (const name of ['a.log', 'b.log', 'b c.log', 'd/e.log']) await writeFile(path.join(directory, name), '');
    const line = (typed: string, argv: readonly string[]): string[] => words(quoteCommand(argv, typed), directory);
    expect(line('show *.log', ['show', '*.log'])).toEqual(['a.log', 'b c.log', 'b.log']);
    expect(line("show '*.log' \"a*\" \\*", ['show', '*.log', 'a*', '*'])).toEqual(['*.log', 'a*', '*']);
    expect(line("show 'b c'.*", ['show', 'b c.*'])).toEqual(['b c.log']);
    expect(line('show [!a].log [^b].log', ['show', '[!a].log', '[^b].log'])).toEqual(['b.log', 'a.log']);
    // Quoted within brackets a dash or a `!` is a member like any other, and what is bare stays bare.
    expect(line("show [a'-'c].log ['!'b].log", ['show', '[a-c].log', '[!b].log'])).toEqual(['a.log', 'b.log']);
    await writeFile(path.join(directory, '-.log'), '');
    expect(line("show [x'-'z].log", ['show', '[x-z].log'])).toEqual(['-.log']);
    expect(quoteCommand(['ls', '[\u00e0-\u00ff]*'], 'ls [\u00e0-\u00ff]*')).toBe("ls ['\u00e0'-'\u00ff']*");
    expect(line('show d/*', ['show', 'd/*'])).toEqual(['d/e.log']);
    expect(line('show "x\\"y" $HOME ~', ['show', 'x"y', '$HOME', '~'])).toEqual(['x"y', '$HOME', '~']);
  });

  it('attack: an argv that does not fit the typed text is quoted whole', () => {
    expect(quoteCommand(['ls', '*'], 'ls /sim')).toBe("ls '*'");
    expect(quoteCommand(['ls', '$(id)'], 'ls')).toBe("ls '$(id)'");
  });
});
