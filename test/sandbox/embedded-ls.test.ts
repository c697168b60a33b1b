// The emulated `ls` against the real one of GNU coreutils 9.1: the same directory, the same arguments, the same bytes out.
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluateCommand } from '../../src/policy/evaluate.js';
import { expandCommand } from '../../src/policy/expand.js';
import { decode, encode, toBuffer } from '../../src/sandbox/embedded/bytes.js';
import { ls } from '../../src/sandbox/embedded/commands/ls.js';
import { parseLs } from '../../src/sandbox/embedded/commands/ls-options.js';
import { CappedOutput } from '../../src/sandbox/embedded/output.js';
import { ProgramExit } from '../../src/sandbox/embedded/program.js';
import { Unsupported } from '../../src/sandbox/embedded/unsupported.js';
import { SimView } from '../../src/sandbox/embedded/view.js';
import legitimate from '../policy/corpus/legitimate.json' with { type: 'json' };

const ENVIRONMENT = { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' };
const DAY = 86_400;
const BIG = 16 * 1024 * 1024;

/** Each with every operand and every listing below. */
const STYLES = [
  '', '-l', '-la', '-lA', '-lh', '-l --si', '-ls', '-lsh', '-s', '-sh', '-lt', '-lS', '-lX', '-lv', '-lr', '-rt', '-rS', '-tc -l --time-style=+%Y', '-tu', '-X', '-v', '-rv',
  '-i', '-li', '-p', '-F', '-lF', '-lp', '--file-type', '-l --file-type', '-m', '-C', '-x', '-C -w 40', '-x -w 30', '-m -w 30', '-C -w0', '-x -w 0', '-m -w0', '-C -T4', '-C -T0',
  '-C -T1 -w 60', '-C -w 1', '-C -w 9', '-x -w 200', '-C -w 1000', '-Ci', '-xs', '-mis', '-CF', '-xp', '-Q', '-b', '-N', '-q', '-Cq', '-CQ', '-Cb', '-FQ', '-Fb', '-lFb',
  '--quoting-style=shell', '--quoting-style=shell-always', '--quoting-style=shell-escape', '--quoting-style=shell-escape-always', '--quoting-style=c-maybe', '--quoting-style=locale',
  '--quoting-style=clocale', '-C --quoting-style=shell', '-x --quoting-style=shell-escape', '-l --quoting-style=shell-escape', '-l --quoting-style=c-maybe', '-C --quoting-style=c-maybe -w 50',
  '-qC --quoting-style=shell', '-F --quoting-style=shell-escape', '-F --quoting-style=shell', '-F --quoting-style=c-maybe', '-F --quoting-style=locale', '-C -w0 --quoting-style=shell',
  '--sort=width', '-r --sort=width', '-lL', '-L', '-LF', '-Li', '-LR', '-LRl', '-H', '-lH', '-lZ --author', '-Z', '-mZ', '-CZ', '--author -l', '-lg', '-lo', '-lG', '-lgo', '-R', '-lR', '-laR', '-RF', '-RC', '-Rm',
  '-lRD', '-lD', '-laD --quoting-style=shell', '-RlD --quoting-style=c', '--zero', '--zero -l', '--zero -R', '--zero -C', '-m --zero', '--full-time', '-l --time-style=long-iso', '-l --time-style=iso', '-l --time-style=posix-iso',
  '-l --time-style=+', '-l --time-style=+%s.%N', '-l --time-style=fu', '--time-style=nonsense', '-l --time-style=nonsense', '-l --time-style=l', '-lc --time-style=+%s', '-lu --time-style=+%s', '-l --time=birth --time-style=+%s', '-t --time=birth',
  '--group-directories-first', '-l --group-directories-first', '-lp --group-directories-first', '-r --group-directories-first', '-S --group-directories-first', '-B', '-I "*.log"', '-I "*" -a', '-aI ".*"', '--hide="*.log"', '--hide="*" -A', '-I "[a-f]*"', '-I "?"', '-I "\\*"', '-I "[!a-z]*"',
  '-l --block-size=K', '-l --block-size=KB', '-l --block-size=KiB', '-l --block-size=1', '-l --block-size=1000', '-ls --block-size=M', '-s --block-size=MB', '-lsk', '-sk --block-size=1', '-d', '-ld', '-dF', '-lf', '-fl', '-f', '-U', '-lU', '-fs',
  '--color -C', '--color=auto', '--indicator-style=classify', '--classify=auto', '--dereference-command-line-symlink-to-dir', '-l --dereference-command-line-symlink-to-dir', '-lhS', '-c', '-u', '-1l', '-l1', '-lC', '-Cl',
];

const OPERANDS = [
  '', 'sub', '/sim/sub', 'sub/', 'sub a.log', 'a.log sub missing zz', 'missing', 'sub missing', 'to-sub', 'to-sub/', 'to-a.log broken', 'a.log e=b.txt', '"with space" "it\'s"', './sub/./deep sub', 'sub/deep hard:colon', 'a.log/x', './-dash', 'loop',
];

const LINES = [
  ...legitimate.map(({ command }) => command).filter((command) => /^ls\b/.test(command)),
  ...STYLES.map((style) => `ls ${style}`),
  ...STYLES.map((style) => `ls ${style} sub to-sub a.log`),
  ...OPERANDS.flatMap((operands) => ['', '-l', '-lF', '-F', '-R', '-d', '-L', '-H', '-Q', '-m', '-C', '--quoting-style=shell-escape', '-lL', '-lD', '-U', '-t', '-lsi'].map((style) => `ls ${style} ${operands}`)),
];

const version = spawnSync('ls', ['--version'], { env: ENVIRONMENT, encoding: 'utf8' }).stdout;
const comparable = version.startsWith('ls (GNU coreutils) 9.1\n');
if (!comparable) process.stderr.write(`The comparison with the real ls needs GNU coreutils 9.1; here is: ${version.split('\n')[0] ?? 'none'}\n`);

describe.runIf(comparable || process.env['ZOPS_REQUIRE_DOCKER'] === '1')('the emulated ls and the real one', () => {
  let outer: string;
  let directory: string;
  let view: SimView;

  beforeAll(() => {
    outer = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'zops-ls-')));
    directory = path.join(outer, 'sim');
    fill(directory);
    makeAlike(outer, directory);
    // What reads a directory or a link for the first time sets its access time.
    spawnSync('ls', ['-lR', directory], { env: ENVIRONMENT });
    view = new SimView(directory);
  });

  afterAll(() => fs.rmSync(outer, { recursive: true, force: true }));

  it('are of the same version', () => expect(version).toMatch(/^ls \(GNU coreutils\) 9\.1\n/));

  it.each([...new Set(LINES)])('%s', async (line) => {
    const args = await argumentsOf(line, view);
    const emulated = emulate(args, view);
    if (emulated === 'unsupported') {
      expect(UNSUPPORTED).toContain(line);
      return;
    }
    expect(comparableText(emulated, args)).toEqual(comparableText(real(args, directory), args));
  });
});

/** What the emulation refuses to do, of all the lines above. */
const UNSUPPORTED: readonly string[] = ['ls --help', 'ls --version'];

interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function argumentsOf(line: string, view: SimView): Promise<string[]> {
  const verdict = evaluateCommand(line);
  if (!verdict.allowed) throw new Error(`${line}: ${verdict.reason}`);
  const list = (at: string): { name: string; isDirectory: boolean }[] =>
    view
      .list(encode(at))
      .filter((name) => encode(decode(name)) === name)
      .map((name) => ({ name: decode(name), isDirectory: view.lstat(`${encode(at)}/${name}`).kind === 'directory' }));
  const expanded = await expandCommand(verdict.command, (at) => Promise.resolve(list(at)));
  if (!expanded.allowed) throw new Error(`${line}: ${expanded.reason}`);
  return expanded.command.args.map(({ value }) => encode(value));
}

function emulate(args: readonly string[], view: SimView): Outcome | 'unsupported' {
  const stdout = new CappedOutput(BIG);
  const stderr = new CappedOutput(BIG);
  let status: number;
  try {
    status = ls({ args, view, stdout, stderr });
  } catch (error) {
    if (error instanceof Unsupported) return 'unsupported';
    if (!(error instanceof ProgramExit)) throw error;
    stderr.write(`${error.message}\n`);
    status = error.status;
  }
  return { status, stdout: stdout.bytes().toString('latin1'), stderr: stderr.bytes().toString('latin1') };
}

/** Ids get no names (`-n`), as on a machine without a list of users. */
function real(args: readonly string[], directory: string): Outcome {
  const words = args.map((word) => decode(word).replace(/^\/sim(?=\/|$)/, directory));
  const { status, stdout, stderr } = spawnSync('ls', [...(isLong(args) ? ['-n'] : []), ...words], { cwd: directory, env: ENVIRONMENT, encoding: 'latin1', maxBuffer: BIG });
  const inside = (text: string): string => text.replaceAll(directory, '/sim');
  const stats = [path.dirname(directory), directory].map((at) => String(fs.statSync(at).ino));
  return { status: status ?? -1, stdout: inside(stdout).replaceAll(stats[0] ?? '', stats[1] ?? ''), stderr: inside(stderr) };
}

function isLong(args: readonly string[]): boolean {
  try {
    return parseLs(args).settings.format === 'long';
  } catch {
    return false;
  }
}

/** The order of a directory on the disk is anybody's. */
function comparableText(outcome: Outcome, args: readonly string[]): Outcome {
  if (outcome.status === 2 && outcome.stdout === '') return outcome;
  return parseLs(args).settings.sort === 'none' ? { ...outcome, stdout: outcome.stdout.split('\n').sort().join('\n') } : outcome;
}

function fill(directory: string): void {
  const now = Math.floor(Date.now() / 1000);
  const at = (name: string): Buffer => toBuffer(`${directory}/${name}`);
  const file = (name: string, size: number, age: number, mode = 0o644): void => {
    fs.writeFileSync(at(name), 'x'.repeat(size));
    fs.chmodSync(at(name), mode);
    fs.utimesSync(at(name), now - age - 5, now - age + 0.123456);
  };
  fs.cpSync(path.join(import.meta.dirname, '../../fixtures/baseline'), directory, { recursive: true });
  for (const name of ['sub', 'sub/deep', 'sub/.hidden-dir', 'sticky', 'set:gid', '-dir']) fs.mkdirSync(at(name));
  fs.chmodSync(at('sticky'), 0o1777);
  fs.chmodSync(at('set:gid'), 0o2755);
  for (const [index, name] of ['a.log', 'b.log', 'zz', 'with space', "it's", 'say "hi"', '-dash', 'caf\xc3\xa9', 'bad\xff\xfebyte', 'sub/tab\there', 'sub/bell\x07', 'sub/line\nbreak', 'sub/bad\xff', 'sub/q u\'o', 'back\\slash', 'e=b.txt', 'star*', 'pipe|at@', 'hard:colon', '.hidden', '.backup~', 'backup~', '#number', '~tilde', '$dollar', 'x', 'file1', 'file2', 'file10', 'file010', 'file1.10.gz', 'file1.9.gz', 'file~1', 'no.ext.', '..dots', 'UPPER.LOG'].entries())
    file(name, index * 37, index * 3 * DAY);
  file('old', 1023, 183 * DAY);
  file('older', 1024, 3000 * DAY);
  file('future', 10239, -2 * DAY);
  file('future-far', 10_241, -900 * DAY);
  file('million', 1_048_575, 60);
  file('kilo', 999_999, 60);
  file('prog', 10, 60, 0o755);
  file('setuid', 10, 60, 0o4755);
  file('setuid-only', 10, 60, 0o4644);
  file('sticky-file', 10, 60, 0o1644);
  file('sub/inner.txt', 1, 60);
  file('sub/deep/deepest', 100, 60);
  file('sub/.dot', 100, 60);
  for (const [name, target] of [['to-sub', 'sub'], ['to-a.log', 'a.log'], ['to-prog', 'prog'], ['broken', 'no where'], ['loop', 'loop'], ['sub/up', '..'], ['sub/to-deep', 'deep'], ['sub/broken', 'nothing']] as const)
    fs.symlinkSync(target, at(name));
  fs.linkSync(at('a.log'), at('hard-link'));
  execFileSync('mkfifo', [`${directory}/fifo`]);
  if (process.getuid?.() === 0) {
    fs.chownSync(at('b.log'), 4242, 43_434);
    fs.lchownSync(at('broken'), 7, 123_456);
  }
  for (const name of ['sub/deep', 'sub/.hidden-dir', 'sub', 'sticky', 'set:gid', '-dir']) fs.utimesSync(at(name), now - 900, now - 900);
  for (const name of ['to-sub', 'to-a.log', 'to-prog', 'broken', 'loop', 'sub/up', 'sub/to-deep', 'sub/broken']) fs.lutimesSync(at(name), now - 800, now - 800);
}

/** The emulation shows /sim as its own parent, so here the parent has to look like it. */
function makeAlike(outer: string, directory: string): void {
  const [, ...others] = fs.readdirSync(directory, { withFileTypes: true }).sort((a, b) => Number(b.isDirectory()) - Number(a.isDirectory()));
  for (const [index, entry] of others.entries()) {
    if (entry.isDirectory()) fs.mkdirSync(path.join(outer, String(index)));
    else fs.writeFileSync(path.join(outer, String(index)), '');
  }
  const then = Date.now() / 1000 - 1000;
  for (const at of [outer, directory]) {
    fs.chmodSync(at, 0o755);
    fs.utimesSync(at, then, then);
  }
}
