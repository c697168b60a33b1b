// The embedded `grep` against the real GNU grep 3.8 in the C locale, over the practice logs and over nasty files: stdout,
// stderr and exit status to the byte, but for the order in which a directory is read.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { evaluateCommand } from '../../src/policy/evaluate.js';
import { expandCommand } from '../../src/policy/expand.js';
import { encode } from '../../src/sandbox/embedded/bytes.js';
import { grep } from '../../src/sandbox/embedded/commands/grep.js';
import { CappedOutput } from '../../src/sandbox/embedded/output.js';
import { ProgramExit } from '../../src/sandbox/embedded/program.js';
import { Unsupported } from '../../src/sandbox/embedded/unsupported.js';
import { SimView } from '../../src/sandbox/embedded/view.js';

const ENV = { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' };
const { stdout: version } = spawnSync('grep', ['--version'], { env: ENV, encoding: 'utf8' }) as { stdout: string | null };
const hasReal = version?.startsWith('grep (GNU grep) 3.8\n') === true;
if (!hasReal && process.env['ZOPS_REQUIRE_DOCKER'] === '1') throw new Error('GNU grep 3.8 is needed here.');
if (!hasReal) console.warn('Skipped: this machine has no GNU grep 3.8 to compare with.');

const FIXTURES = fileURLToPath(new URL('../../fixtures/baseline', import.meta.url));
const CORPUS = fileURLToPath(new URL('../policy/corpus/legitimate.json', import.meta.url));

const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'zops-grep-')));
afterAll(() => {
  fs.rmSync(root, { recursive: true, force: true });
});
fillTree();
/** What the emulation does not read. */
const rare = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'zops-grep-')));
afterAll(() => {
  fs.rmSync(rare, { recursive: true, force: true });
});
fs.writeFileSync(path.join(rare, 'latebinary'), `a first\n${'x'.repeat(79)}\n`.repeat(2000) + 'a\0a\n');
fs.mkdirSync(path.join(rare, 'pipes'));
spawnSync('mkfifo', [path.join(rare, 'pipes/fifo')]);
const view = new SimView(root);

function fillTree(): void {
  fs.cpSync(FIXTURES, root, { recursive: true });
  const files: Readonly<Record<string, string | Buffer>> = {
    noeol: 'one a\ntwo b a\n\nthree\nfour a a\na last',
    crlf: 'one a\r\ntwo\r\n\r\na b\r\n',
    empty: '',
    blank: '\n\n\n',
    binary: 'x\0y a\nb a\n\0\0a\nnone\n',
    latin: Buffer.from([0x61, 0x20, 0xff, 0xfe, 0x80, 0x0a, 0xc3, 0x28, 0x20, 0x61, 0x0a, 0xc3, 0xa9, 0x0a]),
    records: 'one a\ntwo\0three a\0four',
    long: `${'y'.repeat(70_000)}a${'z'.repeat(70_000)}\nshort a\n`,
    context: Array.from({ length: 40 }, (_none, index) => (index % 9 === 3 || index === 13 ? `a hit ${index}` : `line ${index}`)).join('\n') + '\n',
    'with space': 'a in a name with a space\n',
    '-dash': 'a behind a dash\n',
    '[set].c': 'a set\n',
    '.hidden': 'a hidden\n',
    'tree/a.log': 'a in a.log\nno\n',
    'tree/b.txt': 'a in b.txt\n',
    'tree/archive/a.log': 'a archived\n',
    'tree/archive/deep/c.log': 'a deep\n',
    'tree/binary.log': 'a\0a\n',
  };
  for (const [name, data] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    fs.writeFileSync(path.join(root, name), data);
  }
  fs.symlinkSync('noeol', path.join(root, 'link'));
  fs.symlinkSync('tree', path.join(root, 'treelink'));
  fs.symlinkSync('nowhere', path.join(root, 'dangling'));
  fs.symlinkSync('self', path.join(root, 'self'));
  fs.symlinkSync('../archive', path.join(root, 'tree/archive/loop'));
  fs.symlinkSync('nowhere', path.join(root, 'tree/dangling'));
}

interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
}

/** One word as each of the two gets it: only the real one needs the place of /sim on this machine. */
type Word = string | { readonly file: string };

function real(words: readonly Word[]): Outcome {
  const args = words.map((word) => (typeof word === 'string' ? word : word.file.replace(/^\/sim(?=\/|$)/, root)));
  const { stdout, stderr, status } = spawnSync('grep', args, { cwd: root, env: ENV, stdio: ['ignore', 'pipe', 'pipe'], timeout: 10_000 });
  const shown = (output: Buffer): string => output.toString('latin1').replaceAll(root, '/sim');
  return { stdout: shown(stdout), stderr: shown(stderr), status };
}

function embedded(words: readonly Word[], shown = view): Outcome | 'unsupported' {
  const stdout = new CappedOutput(16 * 1024 * 1024);
  const stderr = new CappedOutput(1024 * 1024);
  let status: number;
  try {
    status = grep({ args: words.map((word) => encode(typeof word === 'string' ? word : word.file)), view: shown, stdout, stderr });
  } catch (error) {
    if (error instanceof Unsupported) return 'unsupported';
    if (!(error instanceof ProgramExit)) throw error;
    stderr.write(`${error.message}\n`);
    ({ status } = error);
  }
  return { stdout: stdout.bytes().toString('latin1'), stderr: stderr.bytes().toString('latin1'), status };
}

const sorted = (text: string): string => text.split(/(?<=[\n\0])/).sort().join('');

interface Comparison {
  readonly differing: readonly unknown[];
  readonly unsupported: readonly string[];
}

function compare(commands: readonly (readonly Word[])[]): Comparison {
  const differing: unknown[] = [];
  const unsupported: string[] = [];
  for (const words of commands) {
    const command = words.map((word) => (typeof word === 'string' ? word : word.file)).join(' ');
    const mine = embedded(words);
    if (mine === 'unsupported') {
      unsupported.push(command);
      continue;
    }
    const theirs = real(words);
    const unordered = /(^| )(-\w*[rR]|--recursive|--dereference-recursive|-d *rec|--directories=rec)/.test(command);
    const comparable = ({ stdout, stderr, status }: Outcome): Outcome => (unordered ? { stdout: sorted(stdout), stderr: sorted(stderr), status } : { stdout, stderr, status });
    const [left, right] = [comparable(mine), comparable(theirs)];
    if (JSON.stringify(left) !== JSON.stringify(right)) differing.push({ command, embedded: left, real: right });
  }
  return { differing, unsupported };
}

const lines = (text: string): string[][] =>
  text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(' '));

const FILES = ['noeol', 'crlf', 'empty', 'blank', 'binary', 'latin', 'context', 'records'];

const STYLES = [
  '', '-n', '-b', '-H', '-c', '-l', '-L', '-q', '-o', '-v', '-i', '-w', '-x', '-m1', '-A1', '-B1', '-C1', '-2', '-a', '-I', '-U', '-z', '-s', '-h', '-T',
  '-nb', '-nH', '-on', '-ob', '-onbH', '-vn', '-vc', '-vl', '-vL', '-vo', '-vq', '-cH', '-cZ', '-lZ', '-HZ', '-HZn', '-TnbH', '-TH', '-Tob', '-zn', '-zb', '-zc', '-zo', '-zv',
  '-anb', '-ao', '-avn', '-ac', '-Ic', '-IL', '-Il', '-m2 -n', '-m2 -c', '-m1 -v', '-m1 -A3 -n', '-m2 -A1 -n', '-m1 -vA2 -n', '-m1 -o', '-m0', '-m0 -L', '-m0 -c', '-m-1', '-m +1',
  '-nA2', '-nB2', '-nC2', '-nA0', '-nC0', '-nA1 -B3', '-nC1 -A0', '-vnC1', '-onC1', '-voC1', '-cC1', '-lA1', '-zA1 -n', '-aC1 -b', '-bC2', '-TnC1', '-HZC1', '-n --group-separator=XX -C1',
  '-n --no-group-separator -C1', '-n --group-separator= -A0', '-n --group-separator=XX', '--color=always', '--color=always -n', '--color=always -nbH', '--color=always -o',
  '--color=always -onbH', '--color=always -v', '--color=always -vnC1', '--color=always -voC1', '--color=always -nC1', '--colour=always -c', '--color=always -cH', '--color=always -l',
  '--color=always -LZ', '--color=always -HZn', '--color=always -TnbH', '--color=always -i', '--color=always -w', '--color=always --group-separator=# -C0', '--color=auto -n', '--color=never -n',
  '--color -n', '--binary-files=text -n', '--binary-files=without-match -c', '--binary-files=binary -v', '--line-buffered -n', '-u', '-ub', '-y', '-i --no-ignore-case', '--no-ignore-case -i',
  '-E', '-F', '-G', '-P', '-Fx', '-Fw', '-Fo', '-Po', '-Eo', '-Pv', '-Pz', '-ql', '-qL', '-qc', '-lc', '-lL', '-Ll', '-12', '-1n2', '-C1 -3', '-3 -C1',
]; // prettier-ignore

describe.runIf(hasReal)('grep as the real one', () => {
  it('for every style of output over every kind of file', () => {
    const commands = STYLES.flatMap((style) => {
      const words = style === '' ? [] : style.split(' ');
      return [...FILES.map((file) => [...words, 'a', file]), [...words, 'a', 'noeol', 'missing', 'binary', 'tree', 'context']];
    });
    const { differing, unsupported } = compare(commands);
    expect(differing).toEqual([]);
    expect(unsupported.filter((command) => !command.startsWith('-Pz '))).toEqual([]);
  });

  it('for every pattern over every kind of file', () => {
    const patterns = ['', '^', '$', '^$', 'a*', 'x*', '.', '[^a]', 'a\\|b', '\\<a', 'a\\>', '\\ba\\b', '\\(a\\)', ' a$', '\\w', '^a', 'o', '\\(o\\).*\\1', 'zz', 'A'];
    const commands = patterns.flatMap((pattern) => ['-n', '-on', '-vc', '-x', '-wo', '--color=always', '-z', '-F', '-iob'].flatMap((style) => FILES.map((file) => [style, '-e', pattern, file])));
    const { differing, unsupported } = compare(commands);
    expect(differing).toEqual([]);
    expect(unsupported.length).toBeLessThan(commands.length / 20);
  });

  it('for directories, links and globs', () => {
    const { differing, unsupported } = compare([
      ...lines(`
        -r a
        -R a
        -r a .
        -r a ./
        -R a tree
        -r a tree
        -r a tree/
        -r a tree//
        -r a ./tree
        -rn a tree
        -rc a tree
        -rl a tree
        -rL a tree
        -rh a tree
        -rH a noeol
        -r a noeol
        -r a noeol tree
        -rq a tree
        -rs zz tree missing
        -Rs a tree
        -R a treelink
        -r a treelink
        -r a link
        -r a -
        -rc a -
        -r a dangling
        -r a self
        -R a self
        -rZ a tree
        -rlZ a tree
        -rT a tree
        -ro a tree
        -rI a tree
        -ra a tree
        -rm1 a tree
        -rb a tree
        -rnC1 a tree
        -r --color=always a tree
        -R -r a tree
        -r -R a tree
        -d recurse a tree
        -d rec a tree
        -d skip a tree noeol
        -d read a tree noeol
        -d skip a tree
        -d read a tree
        -c a tree
        -L a tree
        -l a tree
        -s a tree
        -q a tree
        -r -d skip a tree
        -d skip -r a tree
        -D skip a noeol
        -D skip -r a tree
        -D bad a noeol
        -D rea a noeol
        --binary-files=te a noeol
        -r --include=*.log a
        -r --include=*.log a tree
        -r --include=*.log a tree noeol
        -r --include=*.log --include=*.txt a tree
        -r --exclude=*.log a tree
        -r --exclude=*.log --include=a* a tree
        -r --include=a* --exclude=*.log a tree
        -r --include=*.log --exclude=a* a tree
        -r --exclude=a* --include=*.log a tree
        -r --exclude=a.log a tree
        -r --include=a.log a tree
        -r --include=[ab].* a tree
        -r --include=[!a].* a tree
        -r --include=?.log a tree
        -r --include=\\a.log a tree
        -r --include=tree/a.log a tree
        -r --exclude=tree/* a tree
        -r --exclude-dir=archive a tree
        -r --exclude-dir=arch* a tree
        -r --exclude-dir=archive/ a tree
        -r --exclude-dir=deep a tree
        -r --exclude-dir=tree a tree
        -r --exclude-dir=tree a tree/
        -r --exclude-dir=tree a ./tree
        -r --exclude-dir=tree
        -r --exclude-dir=tree a
        -r --exclude-dir=. a
        -r --exclude-dir=. a .
        -r --exclude-dir=tree/archive a tree
        -R --exclude-dir=loop a tree
        -R --exclude=dangling a tree
        -r --exclude=.* a
        -r --include=.* a
        -r --exclude-dir=* a
        -r --exclude-dir=* a tree
        -r --include=[set].c a
        -r --include=\\[set\\].c a
        --include=*.log a tree/a.log tree/b.txt
        --exclude=*.log a tree/a.log tree/b.txt
        --exclude=a.log a tree/a.log
        --exclude=tree/a.log a tree/a.log
        --exclude=tree a tree/a.log
        --exclude=*a.log a tree/a.log
        --include=a.log a tree/a.log
        --include=tree a tree/a.log
        --exclude-dir=tree a tree
        --exclude=tree a tree
        --include=*.log a -
        --exclude=* a noeol
        a tree/
        a noeol/
        a noeol/x
        a dangling
        a self
        a link
        a missing noeol
        -s a missing
        -s a missing noeol
        -q a missing noeol
        -q a noeol missing
        -qs a missing
        -qv a missing empty
        -c a missing noeol
        -l a missing noeol tree
        -L a missing noeol tree empty
        -- a -dash
        a -- -dash
        a ./-dash
        -n -- -a noeol
        a -
        -c a -
        -L a -
        -H a -
        -cH a -
        -c --label=NAME a -
        -cH --label=NAME a -
        -L --label=NAME a - noeol
        -lZ a noeol missing
        a
        -c a
        -n a long
        -c a long
        -b short long
        -o .a. long
      `),
      ['a', 'with space'],
      ['-c', 'a', 'with space', 'noeol'],
      ['-n', 'a', { file: '/sim/noeol' }],
      ['-rn', 'a', { file: '/sim' }],
      ['-rn', 'a', { file: '/sim/' }],
      ['-r', '--exclude-dir=tree', 'a', { file: '/sim' }],
      ['-r', '--exclude-dir=sim', 'a', 'tree'],
      ['a', { file: '/sim/missing' }],
    ]);
    expect(differing).toEqual([]);
    expect(unsupported).toEqual([]);
  });

  it('for what grep itself rejects, and for what it never looks at', () => {
    const { differing, unsupported } = compare([
      [],
      ['-E'],
      ['-n', '-i'],
      ['-e'],
      ['-A'],
      ['--regexp'],
      ['--count=3', 'a', 'noeol'],
      ['-m0', '\\(', 'noeol'],
      ['-m0', 'a', 'missing'],
      ['-v', '', 'missing'],
      ['-vx', '', 'missing'],
      ['-vw', '', 'missing'],
      ['-vL', '', 'missing', 'noeol'],
      ['-vc', '', 'noeol'],
      ['-vq', '', 'noeol'],
      ['-v', '-e', '', '-e', '', 'missing'],
      ['-v', '-e', '', '-e', 'x', 'missing'],
      ['-m0', '-q', 'a', 'noeol'],
      ['-m0', '-l', 'a', 'noeol'],
      ['-m', '99999999999999999999', '-c', 'a', 'noeol'],
      ['-A', '99999999999999999999', '-n', 'a', 'noeol'],
      ['\\(', 'noeol'],
      ['[', 'noeol'],
      ['[a-', 'noeol'],
      ['-E', '(', 'noeol'],
      ['-E', 'a{1', 'noeol'],
      ['-E', '*a', 'noeol'],
      ['a\\', 'noeol'],
      ['-e', 'a', '-e', 'one', '-n', 'noeol'],
      ['-e', 'a', '-e', 'a', '-P', 'noeol'],
      ['-e', 'a', '-e', 'b', '-P', 'noeol'],
      ['-e', 'a\nb', 'noeol'],
      ['noeol', '-e', 'a', '-n', 'crlf'],
      ...['-EF', '-EG', '-PE', '-GP', '-EE', '-GE', '-FP'].map((kinds) => [kinds, 'a', 'noeol']),
    ]);
    expect(differing).toEqual([]);
    expect(unsupported).toEqual([]);
  });

  it('for every grep that the policy lets pass', async () => {
    const corpus = JSON.parse(fs.readFileSync(CORPUS, 'utf8')) as readonly { readonly command: string }[];
    const commands: Word[][] = [];
    for (const { command } of corpus) {
      const verdict = evaluateCommand(command);
      if (!verdict.allowed || verdict.command.program !== 'grep') continue;
      const names = fs.readdirSync(FIXTURES).map((name) => ({ name, isDirectory: false }));
      const expanded = await expandCommand(verdict.command, (directory) => Promise.resolve(directory === '/sim' ? names : []));
      if (!expanded.allowed) continue;
      commands.push(expanded.command.args.map(({ value, role }) => (role === 'file' ? { file: value } : value)));
    }
    expect(commands.length).toBeGreaterThan(200);
    const { differing, unsupported } = compare(commands);
    expect(differing).toEqual([]);
    expect(unsupported).toEqual([
      '--version',
      '-V',
      '--help',
      '-oP ABEND=\\K\\S+ syslog.log',
      '-oP "cpu":\\s*\\K[\\d.]+ status.json',
      '-P \\p{Lu}{3}\\d{3}I syslog.log',
    ]);
  });
});

describe('grep in the embedded sandbox gives up', () => {
  it.each([
    ['-z', '-P', 'a', 'noeol'],
    ['-z', 'a.b', 'noeol'],
    ['-1', '-2', 'a', 'noeol'],
    ['-d', 'r', 'a', 'noeol'],
    ['-e', '\\(', '-e', '[', 'noeol'],
    ['--color=a', 'a', 'noeol'],
    ['-r', '--include=[[:alpha:]]*', 'a'],
    ['-V'],
    ['--help'],
  ])('on %s %s %s %s', (...args) => {
    expect(embedded(args)).toBe('unsupported');
  });

  it.each([['-l', 'a', 'latebinary'], ['a', 'pipes/fifo'], ['-R', 'a', 'pipes'], ['-D', 'read', '-r', 'a', 'pipes']])('on %s %s %s', (...args) => {
    expect(embedded(args, new SimView(rare))).toBe('unsupported');
  });

  it.each([['-D', 'skip', 'a', 'pipes/fifo'], ['-D', 'skip', '-R', 'a', 'pipes'], ['-r', 'a', 'pipes']])('but passes by pipes on %s %s %s %s', (...args) => {
    expect(embedded(args, new SimView(rare))).toEqual({ stdout: '', stderr: '', status: 1 });
  });
});
