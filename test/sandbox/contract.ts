// The contract of every sandbox, as tests over any implementation: same commands, same results, same errors.
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ZopsError } from '../../src/errors.js';
import { evaluateCommand } from '../../src/policy/evaluate.js';
import type { ApprovedCommand } from '../../src/policy/verdict.js';
import type { RunOptions, RunResult, Sandbox } from '../../src/sandbox/sandbox.js';

/** @param create a sandbox that shows `directory` as /sim. */
export function describeSandbox(name: string, create: (directory: string) => Sandbox | Promise<Sandbox>): void {
  describe(`${name} keeps the contract of a sandbox:`, () => {
    let parent: string;
    let directory: string;
    let sandbox: Sandbox;

    beforeAll(async () => {
      parent = await mkdtemp(path.join(os.tmpdir(), 'zops-contract-'));
      directory = path.join(parent, 'sim');
      await fill(directory);
      sandbox = await create(directory);
    });

    afterAll(async () => {
      await sandbox.close();
      await rm(parent, { recursive: true, force: true });
    });

    const run = (command: string, options?: RunOptions): Promise<RunResult> => sandbox.run(approved(command), options);

    it.each([
      ['cat joblog.log', { exitCode: 0, stdout: JOBLOG, stderr: '' }],
      ['cat /sim/joblog.log', { exitCode: 0, stdout: JOBLOG, stderr: '' }],
      ['head -n 1 joblog.log', { exitCode: 0, stdout: 'JOB001 started\n', stderr: '' }],
      ['tail -1 joblog.log', { exitCode: 0, stdout: 'JOB002 ABEND=S0C7\n', stderr: '' }],
      ['grep -n ABEND joblog.log', { exitCode: 0, stdout: '3:JOB002 ABEND=S0C7\n', stderr: '' }],
      ['grep -c "[ab" joblog.log', { exitCode: 2, stdout: '', stderr: 'grep: Unmatched [, [^, [:, [., or [=\n' }],
      ['grep nothing joblog.log', { exitCode: 1, stdout: '', stderr: '' }],
      ['grep x missing.log', { exitCode: 2, stdout: '', stderr: 'grep: missing.log: No such file or directory\n' }],
      ['cat missing.log joblog.log', { exitCode: 1, stdout: JOBLOG, stderr: 'cat: missing.log: No such file or directory\n' }],
      ['ls missing.log', { exitCode: 2, stdout: '', stderr: "ls: cannot access 'missing.log': No such file or directory\n" }],
      ['ls /sim/sub', { exitCode: 0, stdout: 'inner.txt\n', stderr: '' }],
      ['wc -l joblog.log', { exitCode: 0, stdout: '3 joblog.log\n', stderr: '' }],
      ["echo 'a  b' c", { exitCode: 0, stdout: 'a  b c\n', stderr: '' }],
      ['date -u -d @0 +%Y-%m-%dT%H:%M:%SZ', { exitCode: 0, stdout: '1970-01-01T00:00:00Z\n', stderr: '' }],
      ['date +%Z', { exitCode: 0, stdout: 'UTC\n', stderr: '' }],
      ['hostname', { exitCode: 0, stdout: 'zops\n', stderr: '' }],
    ])('%s', async (command, expected) => {
      expect(await run(command)).toMatchObject({ ...expected, timedOut: false, truncated: false });
    });

    it('says what it is, the same in itself and in every result', async () => {
      const result = await run('echo hello');
      expect(result.sandbox.backend).toBe(sandbox.backend);
      expect(result.sandbox.image === null).toBe(sandbox.backend === 'embedded');
      expect(Object.keys(result).sort()).toEqual(['durationMs', 'exitCode', 'sandbox', 'stderr', 'stdout', 'timedOut', 'truncated']);
      expect(result.durationMs).toBeGreaterThanOrEqual(0);
    });

    it('passes arguments as they are: no shell reads them again', async () => {
      expect((await run("echo '$HOME' ~ '*' \"it's\" é")).stdout).toBe("$HOME ~ * it's é\n");
    });

    it('gives an empty standard input', async () => {
      expect(await run('cat')).toMatchObject({ exitCode: 0, stdout: '' });
      expect(await run('grep -c x -')).toMatchObject({ exitCode: 1, stdout: '0\n' });
    });

    it('expands globs inside /sim, and a name with a leading dash stays a name', async () => {
      expect((await run('wc -l *.log')).stdout).toBe(' 3 joblog.log\n 1 second.log\n 4 total\n');
      expect((await run('echo sub/* none*')).stdout).toBe('sub/inner.txt none*\n');
      expect((await run('head -n1 *dash')).stdout).toBe('a name with a dash\n');
    });

    it('follows links that stay inside', async () => {
      expect(await run('cat inside.lnk')).toMatchObject({ exitCode: 0, stdout: JOBLOG });
      expect(await run('cat folder.lnk/inner.txt')).toMatchObject({ exitCode: 0, stdout: 'inner\n' });
    });

    it.each(['cat outside.lnk', 'head -c 100 parent.lnk/secret.txt', 'ls parent.lnk/', 'grep -r SECRET outside.lnk', 'cat *outside.lnk'])(
      'attack: %s through a link that leads outside shows nothing of it',
      async (command) => {
        const outcome = await run(command).catch((error: unknown) => error);
        if (outcome instanceof ZopsError) expect(outcome.code).toBe('refused');
        else expect((outcome as RunResult).exitCode).not.toBe(0);
        expect(JSON.stringify(outcome)).not.toMatch(/SECRET-CONTENT|secret\.txt/);
      },
    );

    it.each(['grep -r SECRET .', 'grep -R SECRET .', 'ls -RL .'])('attack: %s walks into no link that leads outside', async (command) => {
      const { stdout } = await run(command);
      expect(stdout).not.toMatch(/SECRET-CONTENT|secret\.txt/);
    });

    it('refuses a command that no verdict approved, even one of the right shape', async () => {
      const forged = { ...approved('cat joblog.log') } as ApprovedCommand;
      await expect(sandbox.run(forged)).rejects.toMatchObject({ code: 'refused' });
      const invented = { command: 'rm -rf /', program: 'rm', args: [] } as unknown as ApprovedCommand;
      await expect(sandbox.run(invented)).rejects.toMatchObject({ code: 'refused' });
    });

    it('keeps at most the asked number of bytes of a stream, and says so', async () => {
      const result = await run('cat long.txt', { outputBytes: 1000 });
      expect(result).toMatchObject({ exitCode: 0, truncated: true, timedOut: false });
      expect(result.stdout).toBe('0123456789'.repeat(100));
      expect(await run('head -c 1000 long.txt', { outputBytes: 1000 })).toMatchObject({ truncated: false });
    });

    it('never cuts a character in two', async () => {
      const result = await run('cat accents.txt', { outputBytes: 101 });
      expect(result).toMatchObject({ truncated: true, stdout: 'é'.repeat(50) });
    });

    it('shows bytes that are no UTF-8 as replacement characters, and the rest unharmed', async () => {
      expect((await run('cat latin1.txt')).stdout).toBe('caf\ufffd\nété\0end\n');
    });

    it('ends a command at its time-out, and that command alone', async () => {
      const [slow, quick] = await Promise.all([run(ENDLESS, { timeoutMs: 1500 }), run('cat joblog.log')]);
      expect(slow).toMatchObject({ exitCode: null, timedOut: true });
      expect(quick).toMatchObject({ exitCode: 0, stdout: JOBLOG, timedOut: false });
      expect(await run('cat joblog.log')).toMatchObject({ exitCode: 0, stdout: JOBLOG });
    });

    it('ends a command that is cancelled, and that command alone', async () => {
      const cancel = new AbortController();
      const slow = run(ENDLESS, { signal: cancel.signal });
      const quick = run('cat joblog.log', { signal: new AbortController().signal });
      setTimeout(() => cancel.abort(), 200);
      await expect(slow).rejects.toMatchObject({ code: 'cancelled' });
      expect(await quick).toMatchObject({ exitCode: 0, stdout: JOBLOG });
    });

    it('starts nothing that was cancelled before', async () => {
      await expect(run('cat joblog.log', { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' });
    });

    it('cancels what still waits for its turn', async () => {
      const cancel = new AbortController();
      const all = Array.from({ length: 6 }, () => run(ENDLESS, { signal: cancel.signal }));
      setTimeout(() => cancel.abort(), 200);
      const outcomes = await Promise.allSettled(all);
      expect(outcomes.map((outcome) => (outcome.status === 'rejected' ? (outcome.reason as ZopsError).code : 'ran'))).toEqual(Array(6).fill('cancelled'));
      expect(await run('echo on')).toMatchObject({ stdout: 'on\n' });
    });

    it('keeps parallel commands apart', async () => {
      const numbers = Array.from({ length: 20 }, (_none, index) => index);
      const results = await Promise.all(numbers.map((number) => run(`echo number ${number}`)));
      expect(results.map(({ stdout }) => stdout)).toEqual(numbers.map((number) => `number ${number}\n`));
    });

    it('changes nothing', async () => {
      expect((await readdir(directory)).sort()).toEqual(NAMES);
      expect(await readFile(path.join(directory, 'joblog.log'), 'utf8')).toBe(JOBLOG);
    });

    it('closes once and for all: what runs ends, what comes later is refused', async () => {
      const other = await create(directory);
      await other.run(approved('echo on'));
      const running = other.run(approved(ENDLESS)).catch((error: unknown) => error);
      await Promise.all([other.close(), other.close()]);
      await other.close();
      expect(await running).toBeInstanceOf(ZopsError);
      await expect(other.run(approved('echo on'))).rejects.toBeInstanceOf(ZopsError);
    });
  });
}

export function approved(command: string): ApprovedCommand {
  const verdict = evaluateCommand(command);
  if (!verdict.allowed) throw new Error(`${command}: ${verdict.reason}`);
  return verdict.command;
}

const JOBLOG = 'JOB001 started\nJOB001 ended RC=0000\nJOB002 ABEND=S0C7\n';

/** Back-references make every matcher try all ways to part the line: minutes, with GNU grep and with any other. */
const ENDLESS = String.raw`grep -c '\(a*\)\(a*\)\(a*\)\1\2\3x' backtrack.txt`;

const FILES: Readonly<Record<string, string | Buffer>> = {
  '-dash': 'a name with a dash\n',
  'accents.txt': 'é'.repeat(1000),
  'backtrack.txt': `${'a'.repeat(100)}bx\n`.repeat(2000),
  'joblog.log': JOBLOG,
  'latin1.txt': Buffer.from('caf\xe9\n\xc3\xa9t\xc3\xa9\0end\n', 'latin1'),
  'long.txt': '0123456789'.repeat(10_000),
  'second.log': 'one line\n',
  'sub/inner.txt': 'inner\n',
};

const LINKS = { 'folder.lnk': 'sub', 'inside.lnk': 'joblog.log', 'outside.lnk': '../outside/secret.txt', 'parent.lnk': '../outside' };

const NAMES = [...new Set([...Object.keys(FILES), ...Object.keys(LINKS)].map((name) => name.replace(/\/.*/, '')))].sort();

async function fill(directory: string): Promise<void> {
  const outside = path.join(path.dirname(directory), 'outside');
  await mkdir(path.join(directory, 'sub'), { recursive: true });
  await mkdir(outside);
  await writeFile(path.join(outside, 'secret.txt'), 'SECRET-CONTENT\n');
  for (const [name, content] of Object.entries(FILES)) await writeFile(path.join(directory, name), content);
  for (const [name, target] of Object.entries(LINKS)) await symlink(target, path.join(directory, name));
}
