// The embedded grep's regular expressions against GNU grep 3.8 in the C locale: patterns made at random (from fixed seeds)
// and the ways in which the two once differed.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { encode } from '../../src/sandbox/embedded/bytes.js';
import { Unsupported } from '../../src/sandbox/embedded/unsupported.js';
import { runProgram } from '../../src/sandbox/embedded/run-program.js';
import { SimView } from '../../src/sandbox/embedded/view.js';

const ENV = { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' };
const { stdout: version } = spawnSync('grep', ['--version'], { env: ENV, encoding: 'utf8' }) as { stdout: string | null };
const hasReal = version?.startsWith('grep (GNU grep) 3.8\n') === true;
if (!hasReal && process.env['ZOPS_REQUIRE_DOCKER'] === '1') throw new Error('GNU grep 3.8 is needed here.');
if (!hasReal) console.warn('Skipped: this machine has no GNU grep 3.8 to compare with.');

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'zops-regex-'));
afterAll(() => {
  fs.rmSync(root, { recursive: true, force: true });
});

/** Repeatable: mulberry32. @returns a number from 0 to `below` - 1. */
function dice(start: number): (below: number) => number {
  let seed = start;
  return (below) => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const roll = dice(2026);
const ALPHABET = 'abcx1_ -.A B\t\xe9';
const lines = Array.from({ length: 60 }, () => Array.from({ length: roll(13) }, () => ALPHABET.charAt(roll(ALPHABET.length))).join(''));
fs.writeFileSync(path.join(root, 'text'), `${lines.join('\n')}\nabc ab`, 'latin1');
fs.writeFileSync(path.join(root, 'binary'), 'ab\0c1\nx_ a\n');
fs.writeFileSync(path.join(root, 'words'), 'a b a b a c\n');
fs.writeFileSync(path.join(root, 'crlf'), 'a b\r\n\r\nabc\r\n');

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function embedded(args: readonly string[]): Outcome | 'unsupported' {
  try {
    const { exitCode, stdout, stderr } = runProgram('grep', args.map(encode), new SimView(root), 1 << 20);
    return { status: exitCode, stdout: stdout.bytes().toString('latin1'), stderr: stderr.bytes().toString('latin1') };
  } catch (error) {
    if (error instanceof Unsupported) return 'unsupported';
    throw error;
  }
}

function real(args: readonly string[]): Outcome {
  const { status, stdout, stderr } = spawnSync('grep', args, { cwd: root, env: ENV, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'latin1' });
  return { status, stdout, stderr };
}

const ATOMS = ['a', 'b', 'c', '.', '[ab]', '[^a]', '[^A-B]', '[^[:upper:]]', '[[:digit:]]', '[[:alpha:]_]', '\\w', '\\W', '1', '_', ' ', '-', '\\s', '\\.', 'x', '[a-c]', '[]a]', '\\S'];
const ANCHORS = ['\\b', '\\<', '\\>', '\\B', '^', '$'];
const COUNTS = { basic: ['*', '\\+', '\\?', '\\{1,2\\}', '\\{2\\}', '\\{,2\\}'], other: ['*', '+', '?', '{1,2}', '{2}', '{0,1}'] };
const STYLES = ['-n', '-c', '-o', '-v', '-i', '-w', '-x', '-ob', '-C1', '-A1', '--color=always', '-l', '-m2', '-H', '-ow', '-wi', '-xv', '-a', '-ao', '-z', '-iw --color=always'];

function randomPattern(pick: ReturnType<typeof dice>, basic: boolean, depth = 0): string {
  let pattern = '';
  for (let left = 1 + pick(4); left > 0; left -= 1) {
    const kind = pick(10);
    if (kind === 0 && depth < 2) {
      const group = randomPattern(pick, basic, depth + 1);
      pattern += basic ? `\\(${group}\\)` : `(${group})`;
    } else if (kind === 1 && depth < 2) pattern += basic ? '\\|' : '|';
    else if (kind === 2) {
      pattern += ANCHORS[pick(ANCHORS.length)] ?? '';
      continue;
    } else pattern += ATOMS[pick(ATOMS.length)] ?? '';
    const counts = basic ? COUNTS.basic : COUNTS.other;
    if (pick(2) === 0 && !pattern.endsWith('|')) pattern += counts[pick(counts.length)] ?? '';
  }
  return pattern;
}

describe.skipIf(!hasReal)('regular expressions as those of the real grep', () => {
  it.each(['-G', '-E', '-P'])('300 patterns made at random, %s', (kind) => {
    const pick = dice(kind.charCodeAt(1));
    const differing: unknown[] = [];
    let compared = 0;
    for (let count = 0; count < 300; count += 1) {
      const style = (STYLES[pick(STYLES.length)] ?? '').split(' ');
      const args = [kind, ...style, '-e', randomPattern(pick, kind === '-G'), ...(pick(3) === 0 ? ['binary', 'text'] : [['text', 'crlf'][pick(2)] ?? 'text'])];
      const mine = embedded(args);
      if (mine === 'unsupported') continue;
      compared += 1;
      const theirs = real(args);
      if (JSON.stringify(mine) !== JSON.stringify(theirs)) differing.push({ args, embedded: mine, real: theirs });
    }
    expect(differing).toEqual([]);
    expect(compared).toBeGreaterThan(200);
  });

  it.each([
    ['a separator behind a binary file that matched', ['-C1', 'a', 'binary', 'text']],
    ['a dot that takes a NUL', ['-ao', 'b.c', 'binary']],
    ['a repeated back-reference', ['-oP', '(.)\\1+', 'text']],
    ['brackets in every place', ['-on', '[]a-]\\|[^]b-]', 'text']],
    ['a literal star behind an anchor', ['^*a', 'text']],
    ['operators with nothing before them', ['-E', '*a|+b|?c', 'text']],
    ['the complement of a class of Perl without case', ['-oP', '(?i)[[:^upper:]][^b]', 'text']],
    ['a complement without case', ['-icx', '[^a][^B-C]*', 'text']],
    ['a literal brace', ['-E', 'a{|{b|c{,x', 'text']],
    ['an interval upside down', ['-E', 'a{2,1}', 'text']],
    ['a class outside of a bracket', ['[:alpha:]', 'text']],
    ['a reference to a group of another branch', ['-E', '(a)|\\1', 'text']],
  ] as [string, string[]][])('%s', (_name, args) => {
    expect(embedded(args)).toEqual(real(args));
  });
});

const PERL = String.raw`
  \d+|\D\d
  \h\w|\v|\H\V
  a\N
  ^\s*\S+\s*$
  \Ab|b\z|c\Z
  (?i)AB|x
  a(?i:b)c|(?i)(?-i:B)
  (?s).c
  (?:ab|c)+?
  b{2}|b{1,}?|a{0,1}b
  (?<=a)b|(?<!a)c
  a(?=b)|b(?!c)
  (?<first>[ab])\k<first>|([bc])\g{2}
  (?P<one>a)(?P=one)|(b)\g{-1}
  (.)\1
  \Qa.\E|\Q-\E
  \x41|\x{62}|\t|\011|\e
  [[:alpha:]][[:^digit:]]
  [\w-]+|[^\d\s]+|[\x41-\x42]|[]a-]
  (?#a comment)ab
  a{,2}|x{
  \bab\b|\Bb
`
  .trim()
  .split('\n')
  .map((line) => line.trim());

describe.skipIf(!hasReal)('Perl expressions as those of the real grep', () => {
  it.each(PERL)('%s', (pattern) => {
    for (const style of ['-n', '-o', '-ow', '-ix', '-c']) {
      const args = ['-P', style, '-e', pattern, 'text', 'crlf'];
      // A reference without regard to case is one thing on which the engines differ.
      const expected = style === '-ix' && /\\[1-9gk]|P=/.test(pattern) ? 'unsupported' : real(args);
      expect({ style, outcome: embedded(args) }).toEqual({ style, outcome: expected });
    }
  });
});

describe('regular expressions that the embedded sandbox gives up on', () => {
  it.each([
    ['-E', 'a\\b{2}', 'text'],
    ['-E', '(\\>+)1', 'text'],
    ['-o', '-w', '-x', 'abc ab', 'text'],
    ['-o', '-w', 'a*', 'text'],
    ['-oE', '(a\\b)+', 'text'],
    ['-o', '-i', '[^a]', 'text'],
    ['-ow', '[ab] *', 'words'],
    ['-z', '-o', '\\s$', 'text'],
    ['-P', '(|a)+', 'text'],
    ['-P', 'a++', 'text'],
    ['-P', '(?<=a+)b', 'text'],
    ['-P', '(a)?\\1', 'text'],
    ['-P', '(?R)', 'text'],
    ['-o', '\\(a\\)\\1', 'text'],
    ['-E', '(a|(b))*\\2', 'text'],
    ['-i', '\\(a\\)\\1', 'text'],
    ['-E', '(a{999}){999}', 'text'],
  ])('grep %s %s %s', (...args) => {
    expect(embedded(args)).toBe('unsupported');
  });

  it('attack: a pattern that makes a backtracking engine run for ages is linear here', () => {
    fs.writeFileSync(path.join(root, 'runaway'), `${'a'.repeat(50_000)}b\n`);
    expect(embedded(['-cE', '(a+)+$', 'runaway'])).toEqual({ status: 1, stdout: '0\n', stderr: '' });
  });
});
