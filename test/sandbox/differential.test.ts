// Every legitimate command of the policy's corpus, in the embedded sandbox and with the real GNU programs: same exit code,
// same stdout, same complaints, or an honest refusal. Silent differences are what this is for.
import { spawnSync } from 'node:child_process';
import { chmod, cp, lchown, mkdir, mkdtemp, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { readdirSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ZopsError } from '../../src/errors.js';
import { evaluateCommand } from '../../src/policy/evaluate.js';
import { expandCommand } from '../../src/policy/expand.js';
import { createEmbeddedSandbox } from '../../src/sandbox/embedded.js';
import { SIM_ENVIRONMENT } from '../../src/sandbox/environment.js';
import type { Sandbox } from '../../src/sandbox/sandbox.js';

const VERSIONS = { grep: 'grep (GNU grep) 3.8', cat: 'cat (GNU coreutils) 9.1' };
const hasReal = Object.entries(VERSIONS).every(([program, version]) => {
  const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' }) as { stdout: string | null };
  return stdout?.startsWith(`${version}\n`) === true;
});
if (!hasReal && process.env['ZOPS_REQUIRE_DOCKER'] === '1') throw new Error(`${Object.values(VERSIONS).join(' and ')} are needed here.`);
if (!hasReal) console.warn(`Skipped: this machine lacks ${Object.values(VERSIONS).join(' and ')} to compare with.`);

const CORPUS = JSON.parse(await readFile(new URL('../policy/corpus/legitimate.json', import.meta.url), 'utf8')) as { command: string }[];
/** What the clock or the machine's name decides cannot be compared; `date -d` has a test of its own. */
const COMPARABLE = /^(?![ "']*hostname|date(?! .*(?:@|\d{4}-\d\d-\d\d)))/;

let parent: string;
let directory: string;
let sandbox: Sandbox;

beforeAll(async () => {
  parent = await mkdtemp(path.join(os.tmpdir(), 'zops-differential-'));
  directory = path.join(parent, 'sim');
  await cp(new URL('../../fixtures/baseline', import.meta.url), directory, { recursive: true });
  await mkdir(path.join(directory, 'archive'));
  const files: Record<string, string | Buffer> = {
    'archive/old.log': 'JOB001 ENDED - RC=0000\nJOB002 ABEND=S0C7\n',
    'no-newline.log': 'first\nlast without end',
    'crlf.log': 'one\r\ntwo\r\n',
    'empty.log': '',
    'binary.log': Buffer.from([0x41, 0x42, 0x0a, 0x00, 0x41, 0x0a, 0xff, 0xfe, 0x0a]),
    'latin1.log': Buffer.from('Müller\nABEND\n', 'latin1'),
    'with blank.log': 'ABEND with a blank\n',
    '-dash.log': 'ABEND behind a dash\n',
    '.hidden.log': 'ABEND hidden\n',
    'long.log': `${'x'.repeat(100_000)} ABEND\n`,
  };
  for (const [name, content] of Object.entries(files)) await writeFile(path.join(directory, name), content);
  await symlink('syslog.log', path.join(directory, 'link.log'));
  for (const name of ['..', ...readdirSync(directory, { recursive: true, encoding: 'utf8' }), '.']) {
    const file = path.join(directory, name);
    if (name !== 'link.log') await utimes(file, 1_795_000_000, 1_795_000_000);
    // Ids without names, as in the sandbox; only root may.
    if (process.getuid?.() === 0) await lchown(file, 4242, 4343);
  }
  // The embedded /sim has no parent of its own: `..` shows as /sim itself.
  await chmod(parent, 0o755);
  sandbox = createEmbeddedSandbox({ directory });
});

afterAll(async () => {
  await sandbox.close();
  await rm(parent, { recursive: true, force: true });
});

const list = (inSim: string) => {
  const host = directory + inSim.slice('/sim'.length);
  try {
    return Promise.resolve(readdirSync(host).map((name) => ({ name, isDirectory: statSync(path.join(host, name)).isDirectory() })));
  } catch {
    return Promise.resolve([]);
  }
};

interface Outcome {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Directory order is not fixed: what prints in it has its lines sorted before they are compared. */
const inOrder = (command: string, text: string): string => (/^grep .*(?:-\w*[rR]|recurs)|^ls .*(?:-\w*[Uf]|none)/.test(command) ? text.split('\n').sort().join('\n') : text);

const brief = (value: number | string | null): string => JSON.stringify(value).slice(0, 300);

async function compare(command: string): Promise<{ supported: boolean; difference?: string }> {
  const typed = evaluateCommand(command);
  if (!typed.allowed) return { supported: true, difference: `${command}: refused by ${typed.rule}` };
  const verdict = await expandCommand(typed.command, list);
  if (!verdict.allowed) return { supported: true };
  let mine: Outcome;
  try {
    mine = await sandbox.run(typed.command);
  } catch (error) {
    if (error instanceof ZopsError && error.code === 'unsupported_in_sandbox') return { supported: false };
    throw error;
  }
  const args = verdict.command.args.map(({ value, role }) => (role === 'file' ? value.replace(/^\/+sim(?=\/|$)/, directory) : value));
  const { status, stdout, stderr } = spawnSync(verdict.command.program, args, { cwd: directory, env: SIM_ENVIRONMENT, encoding: 'utf8', input: '', maxBuffer: 64 * 1024 * 1024 });
  const shown = (text: string): string => inOrder(command, text.replaceAll(directory, '/sim').replace(/^\/\/?sim\/\.\//gm, '/sim/./')).slice(0, 200_000);
  const theirs: Outcome = { exitCode: status, stdout: shown(stdout), stderr: shown(stderr) };
  const own: Outcome = { exitCode: mine.exitCode, stdout: shown(mine.stdout), stderr: shown(mine.stderr) };
  const differing = (['exitCode', 'stdout', 'stderr'] as const).filter((key) => (key === 'stdout' && own.stdout.length >= 200_000 ? false : own[key] !== theirs[key]));
  if (differing.length === 0) return { supported: true };
  const [key = 'stdout'] = differing;
  return { supported: true, difference: `${command}: ${key} is ${brief(own[key])}, really ${brief(theirs[key])}` };
}

describe.runIf(hasReal)('the embedded sandbox', () => {
  it('answers as the real programs do, or says that it cannot', async () => {
    const commands = CORPUS.map(({ command }) => command).filter((command) => COMPARABLE.test(command));
    const differences: string[] = [];
    let unsupported = 0;
    for (const command of commands) {
      const { supported, difference } = await compare(command);
      if (!supported) unsupported += 1;
      if (difference !== undefined) differences.push(difference);
    }
    expect(differences).toEqual([]);
    expect(commands.length).toBeGreaterThan(1_000);
    // A refusal is honest, but a sandbox that mostly refuses is none.
    expect(unsupported / commands.length).toBeLessThan(0.05);
  }, 300_000);
});
