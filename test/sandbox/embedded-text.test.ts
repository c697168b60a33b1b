// The embedded `cat`, `echo`, `head`, `tail` and `wc` against the real ones of GNU coreutils 9.1, over nasty files: stdout,
// stderr and exit status to the byte.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Program } from '../../src/policy/verdict.js';
import { encode } from '../../src/sandbox/embedded/bytes.js';
import { runProgram } from '../../src/sandbox/embedded/run-program.js';
import { SimView } from '../../src/sandbox/embedded/view.js';

const ENV = { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' };
const { stdout: version } = spawnSync('cat', ['--version'], { env: ENV, encoding: 'utf8' }) as { stdout: string | null };
const hasReal = version?.startsWith('cat (GNU coreutils) 9.1\n') === true;
if (!hasReal && process.env['ZOPS_REQUIRE_DOCKER'] === '1') throw new Error('GNU coreutils 9.1 are needed here.');
if (!hasReal) console.warn('Skipped: this machine has no GNU coreutils 9.1 to compare with.');

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'zops-text-'));
afterAll(() => {
  fs.rmSync(root, { recursive: true, force: true });
});

const FILES: Readonly<Record<string, string | Buffer>> = {
  a: Buffer.from('one\n\n\n\ntwo\tx\r\nthree\xff\xe9\x01\x7f\nlast', 'latin1'),
  empty: '',
  bin: Buffer.from('x\0y\n\x80\x81\nzz\n', 'latin1'),
  u: 'café\n',
  crlf: 'a\r\n\r\nb\r',
  nlfirst: '\nx',
  long: `${'long '.repeat(20_000)}\n`,
  // Every byte, in every neighbourhood that a short walk over them makes.
  rnd: Buffer.from(Array.from({ length: 20_000 }, (_none, index) => (index * index * 31 + index * 7 + (index >> 5)) & 0xff)),
  '-dash': 'dash\n',
  'sp ace': 'sp\n',
  "it's": "it's\n",
  'a"b': 'q',
  'co:lon': 'm',
  'umlä': 'u',
  'sub/seq': Array.from({ length: 30 }, (_none, index) => `${index + 1}\n`).join(''),
};
for (const [name, data] of Object.entries(FILES)) {
  fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  fs.writeFileSync(path.join(root, name), data);
}
fs.mkdirSync(path.join(root, 'd 2'));
for (const [name, target] of [['link', 'a'], ['broken', 'nowhere'], ['loop', 'loop'], ['dirlink', 'sub']] as const) fs.symlinkSync(target, path.join(root, name));

const COMMANDS: Readonly<Partial<Record<Program, readonly (readonly string[])[]>>> = {
  cat: [
    ['a'],
    ['-A', 'a', 'bin', 'crlf', 'rnd'],
    ['-n', 'a', 'nlfirst', 'a'],
    ['-b', 'a', 'nlfirst'],
    ['-s', 'a'],
    ['-sn', 'a', 'nlfirst', 'a'],
    ['-sb', 'a', 'a'],
    ['-E', 'crlf', 'nlfirst'],
    ['-E', 'crlf'],
    ['-e', 'crlf'],
    ['-vt', 'crlf', 'a'],
    ['-E', 'a', 'u', 'crlf', 'nlfirst'],
    ['-ET', 'crlf'],
    ['-A', 'rnd'],
    ['-n', 'rnd'],
    ['-bsET', 'rnd'],
    ['rnd'],
    ['nope', 'a'],
    ['sub'],
    ['a/b'],
    ['broken', 'loop', 'link'],
    ["it's", 'a"b', 'co:lon', 'd 2', 'nope x'],
    ["nope'it", 'no"x', 'no:x', 'no x', '#no', 'n#o', '~x', 'x~', 'no\\x', 'uä', 'a\tb', "a'\"b", "a'b c", "a'b$", 'a!b', '{', 'a{', 'x[1]', 'x^', 'x=', 'x%', 'x;y', "'", "''", 'é', '', 'a*b', 'a?b', "a'b=c"],
    ['-'],
    [],
    ['-', 'a', '-'],
    ['--show-ends', '--number', 'a'],
    ['-u', 'a'],
    ['a', '-n'],
    ['--', '-dash'],
    ['a'.repeat(300)],
    ['a/', 'sub/', 'link/', 'dirlink', 'dirlink/seq', 'sub/.', 'sub//seq', './a'],
  ],
  echo: [
    [],
    ['hi', 'there'],
    ['-n', 'hi'],
    ['-e', 'a\\tb\\n\\\\x\\a\\b\\e\\f\\r\\v'],
    ['-E', 'a\\tb'],
    ['-e', 'a\\cb', 'c'],
    ['-e', 'a\\\\cb', 'c'],
    ['-e', 'a\\\\\\cb', 'c'],
    ['-e', '\\x41\\x4\\x414\\xg\\x\\0101\\101\\0\\08\\400\\0777\\e\\u0041\\z\\'],
    ['-ne', 'a'],
    ['-nq', 'a'],
    ['-neE', 'a\\n'],
    ['-Ee', 'a\\n', '-n'],
    ['--', 'a'],
    ['--help', 'a'],
    ['-'],
    ['-e', '\\x80\\xff\\0377\\0400'],
    ['é'],
    ['-e', 'a\\'],
    ['-n'],
    ['-e'],
  ],
  head: [
    ['a'],
    ['-n', '2', 'a'],
    ['-n', '-2', 'a'],
    ['-n', '-2', 'rnd'],
    ['-n', '-0', 'a'],
    ['-n', '-100', 'a'],
    ['-c', '-2', 'a'],
    ['-c', '3', 'a'],
    ['-2', 'a'],
    ['-n', '2', 'a', 'u'],
    ['-qn1', 'a', 'u'],
    ['-v', 'u'],
    ['-n1', 'nope', 'a'],
    ['-n', '1', 'sub'],
    ['-n', '0', 'sub'],
    ['-n', '0', 'nope'],
    ['-c', '-0', 'sub'],
    ['-n', '-1', 'sub'],
    ['-z', '-n', '1', 'bin'],
    ['-zn', '-1', 'bin'],
    ['-n', '1K', 'a'],
    ['-c', '1b', 'long'],
    ['-c', '2kB', 'long'],
    ['-c', '1K', 'long'],
    ['-c', '1KiB', 'long'],
    ['-c', '1M', 'long'],
    ['-c', '1kiB', 'long'],
    ['-n', 'x', 'a'],
    ['-n', '', 'a'],
    ['-n', '-x', 'a'],
    ['-n', '1x', 'a'],
    ['-n', '+3', 'a'],
    ['-c', '+3', 'a'],
    ['-n', '99999999999999999999', 'a'],
    ['--lines=2', 'a'],
    ['a', '-n', '1'],
    ['-5c', 'a'],
    ['-1k', 'long'],
    ['-3cqv', 'a', 'u'],
    ['-2l', 'a'],
    ['-n', '1', '-2', 'a'],
    ['a', '-2'],
    ['-', 'a'],
    [],
    ['-n1', 'no x', "no'x"],
    ['-n', '2', '--bytes=3', 'a'],
    ['-c', '3', '-n', '2', 'a'],
    ['-n'],
    ['--lines'],
    ['--quiet=3', 'a'],
    ['-n1', 'a', 'sub', 'u'],
    ['-1', '-n2', 'a'],
    ['-2', '-q', 'a', 'u'],
    ['-n', '0x10', 'a'],
  ],
  tail: [
    ['a'],
    ['-n', '2', 'a'],
    ['-2', 'a'],
    ['-n', '+2', 'a'],
    ['-c', '+3', 'a'],
    ['-c', '4', 'a'],
    ['-n', '+0', 'a'],
    ['-n', '+1', 'a'],
    ['-n', '+100', 'a'],
    ['-c', '+100', 'a'],
    ['-c', '+0', 'a'],
    ['-n', '0', 'nope'],
    ['-n', '0', 'sub'],
    ['-n', '+0', 'nope'],
    ['-qn', '1', 'a', 'u'],
    ['-n1', 'a', 'u', 'nope'],
    ['-v', 'u'],
    ['bin'],
    ['-z', '-n1', 'bin'],
    ['-zn+2', 'bin'],
    ['sub'],
    ['-n1', 'a', 'sub', 'u'],
    ['--lines=2', 'a'],
    ['-n', '1k', 'sub/seq'],
    ['+3', 'sub/seq'],
    ['+3', 'a', 'u'],
    ['-3', 'a', 'u'],
    ['-3', 'a'],
    ['-3c', 'a'],
    ['-3l', 'a'],
    ['-3b', 'long'],
    ['-c', 'long'],
    ['+c', 'a'],
    ['+', 'a'],
    ['-3', '--', 'a'],
    ['-n', 'x', 'a'],
    ['-n', '-x', 'a'],
    ['-n', '+x', 'a'],
    ['-n', '-3', 'sub/seq'],
    ['-n', '1', '-3', 'a'],
    ['a', '-3'],
    ['-'],
    [],
    ['-n'],
    ['rnd'],
    ['-n', '+5', 'rnd'],
    ['-n', '3', 'rnd'],
    ['-n', '5', 'empty'],
    ['-c', '5', 'empty', 'a'],
    ['-n', '99999999999999999999', 'a'],
    ['-n', '+99999999999999999999', 'a'],
  ],
  wc: [
    ['a'],
    [],
    ['-l'],
    ['-'],
    ['-', 'a'],
    ['a', 'bin', 'u'],
    ['-L', 'a'],
    ['-L', 'long', 'rnd', 'crlf'],
    ['rnd', 'crlf', 'long'],
    ['-l', 'a'],
    ['-lw', 'a', 'u'],
    ['-m', 'u', 'rnd'],
    ['-c', 'u'],
    ['-cm', 'u'],
    ['nope', 'a'],
    ['a', 'nope'],
    ['sub'],
    ['sub', 'a'],
    ['-l', 'sub'],
    ['-lc', 'empty'],
    ['empty'],
    ['-w', 'rnd'],
    ['-clmwL', 'a', 'u'],
    ['broken', 'link'],
    ['no x', 'sp ace'],
    ['--', '-dash'],
    ['--lines', '--words', 'a'],
  ],
};

function embedded(program: Program, args: readonly string[]) {
  const { exitCode, stdout, stderr } = runProgram(program, args.map(encode), new SimView(root), 1 << 24);
  return { status: exitCode, stdout: stdout.bytes().toString('latin1'), stderr: stderr.bytes().toString('latin1') };
}

function real(program: Program, args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: root, env: ENV, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'latin1' });
  return { status, stdout, stderr };
}

describe.skipIf(!hasReal).each(Object.entries(COMMANDS) as [Program, readonly (readonly string[])[]][])('%s as the real one', (program, commands) => {
  it(`in ${commands.length} ways`, () => {
    const differing = commands
      .map((args) => ({ args, embedded: embedded(program, args), real: real(program, args) }))
      .filter((pair) => JSON.stringify(pair.embedded) !== JSON.stringify(pair.real));
    expect(differing).toEqual([]);
  });
});

describe('programs that show the world', () => {
  it.each([[[]], [['-s']], [['--short']]])('hostname %j names the sandbox, not the machine', (args) => {
    expect(embedded('hostname', args)).toEqual({ status: 0, stdout: 'zops\n', stderr: '' });
  });

  it.each([
    ['hostname', ['-f']],
    ['hostname', ['-I']],
    ['echo', ['--help']],
    ['cat', ['--version']],
    ['wc', ['--debug']],
  ] as [Program, string[]][])('%s %j is given up', (program, args) => {
    expect(() => embedded(program, args)).toThrow(`${program} ${args.join(' ')} is not available in the embedded sandbox`);
  });
});
