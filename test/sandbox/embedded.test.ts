// The embedded sandbox through its worker threads: the contract first.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { evaluateCommand } from '../../src/policy/evaluate.js';
import type { ApprovedCommand } from '../../src/policy/verdict.js';
import { createEmbeddedSandbox } from '../../src/sandbox/embedded.js';
import { tempDir } from '../support/temp.js';
import { describeSandbox } from './contract.js';

describeSandbox('the embedded sandbox', (directory) => createEmbeddedSandbox({ directory }));

describe('a command that waits for its turn until its time is over', () => {
  it('says that it did not run, instead of a time-out', async () => {
    const directory = await tempDir();
    await writeFile(path.join(directory, 'slow.log'), `${'a'.repeat(60)}!\n`);
    const sandbox = createEmbeddedSandbox({ directory });
    onTestFinished(() => sandbox.close());
    const slow = approved("grep -P '^(a+)+$' slow.log");
    const hogs = [sandbox.run(slow, { timeoutMs: 4_000 }), sandbox.run(slow, { timeoutMs: 4_000 })];
    await expect(sandbox.run(approved('echo hello'), { timeoutMs: 300 })).rejects.toThrow('The sandbox was busy for 0.3 s and the command did not run');
    for (const { timedOut } of await Promise.all(hogs)) expect(timedOut).toBe(true);
    expect((await sandbox.run(approved('echo hello'))).stdout).toBe('hello\n');
  });
});

function approved(command: string): ApprovedCommand {
  const verdict = evaluateCommand(command);
  if (!verdict.allowed) throw new Error(verdict.reason);
  return verdict.command;
}
