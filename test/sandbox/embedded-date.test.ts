// The embedded `date` against the real one of GNU coreutils 9.1, both in UTC: free-form dates and formats, fixed and random.
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { date } from '../../src/sandbox/embedded/commands/date.js';
import { parseDate } from '../../src/sandbox/embedded/date/parse-date.js';
import { CappedOutput } from '../../src/sandbox/embedded/output.js';
import { ProgramExit } from '../../src/sandbox/embedded/program.js';
import { Unsupported } from '../../src/sandbox/embedded/unsupported.js';
import { strftime } from '../../src/sandbox/embedded/strftime.js';

const ENV = { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' };
const { stdout: version } = spawnSync('date', ['--version'], { env: ENV, encoding: 'utf8' }) as { stdout: string | null };
const hasReal = version?.startsWith('date (GNU coreutils) 9.1\n') === true;
if (!hasReal && process.env['ZOPS_REQUIRE_DOCKER'] === '1') throw new Error('date of GNU coreutils 9.1 is needed here.');
if (!hasReal) console.warn('Skipped: this machine has no date of GNU coreutils 9.1 to compare with.');

const real = (...args: string[]) => spawnSync('date', args, { env: ENV, encoding: 'utf8' });

/** Whole seconds, or null for an invalid date; undefined when it is refused as too far away. */
function ours(text: string, ms: number): number | null | undefined {
  try {
    return parseDate(text, { seconds: Math.floor(ms / 1000), nanoseconds: (ms % 1000) * 1e6 })?.seconds ?? null;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** What the real one says to each, in one run of it: whole seconds, or null for an invalid date. */
function theirs(texts: readonly string[]): readonly (number | null)[] {
  // An invalid line leaves none in the output; far away points in time between them tell which.
  const mark = (index: number): number => -9_000_000_000_000 - index;
  const input = texts.map((text, index) => `${text}\n@${mark(index)}\n`).join('');
  const { stdout } = spawnSync('date', ['-f', '-', '+%s'], { env: ENV, encoding: 'utf8', input, maxBuffer: 64 * 1024 * 1024 });
  const lines = stdout.split('\n').values();
  return texts.map((_, index) => {
    const said = Number(lines.next().value);
    if (said === mark(index)) return null;
    expect(Number(lines.next().value)).toBe(mark(index));
    return said;
  });
}

/** Where the two differ. The clock goes on while the real one works: its answer lies between ours before and ours behind it. */
function disputed(texts: readonly string[]): readonly string[] {
  const before = Date.now();
  const real = theirs(texts);
  const after = Date.now();
  return texts.filter((text, index) => {
    const [first, said, last] = [ours(text, before), real[index], ours(text, after)];
    if (first === undefined || last === undefined) return false;
    if (first === null || said === null || said === undefined || last === null) return !(first === null && said === null && last === null);
    return said < first || said > last;
  });
}

const TEXTS = [
  'now', 'today', 'yesterday', 'tomorrow', '', 'noon', 'midnight', 'settle', 'tz', '@0', '@1795400042', '@-7.25', '@5 now', '2026-11-22', '20261122', '2026-02-29',
  '22 nov 2026', 'nov 22', 'nov 22, 2026', '22-nov-2026', 'nov-22-2026', '2026/11/22', '11/22/2026', '11/22', '11/22/26', '22 nov 12:30', '22 nov -1 day', '02:14', '02:14:02',
  '2:14 pm', '12 am', '12:30 a.m.', '7pm', '13pm', '24:00', '23:59:60', '2026-11-22T02:14:02Z', '2026-11-22T02:14', '2026-11-22T07+0100', '2026-11-22 02:14:02 UTC',
  '2026-11-22 02:14 EST', '12:00 PST', 'EST dst', 'EDT', 'utc+3', '12:00 +1 day', '+1 day', '-1 day', '1 day', '2 hours ago', '3 weeks ago', '90 minutes', '1.5 seconds', '1.5 days',
  'next month', 'last year', 'monday', 'mon,', 'next friday', 'last sun', 'this tue', 'third monday', '2 monday', 'first day', 'year ago', 'ago', 'sept 5', 'tues', '31 jan 2026 1 month',
  'next month third monday', '2026-11-22 +325 days', '(a comment) now', '(open', '2026-11', 'Sun, 22 Nov 2026 02:14:02 +0000', 'now + 90 minutes', 'a', 't', 'j', 'dst', '1/2/3/4',
  '123456789012345678901', 'thisisaverylongwordindeed', '99-12-31', '26-1-5', 'nov 22 07:30 2026', '0730', '1 2', '2026-11-22 2', '+01:00', '12:00 +25:00', 'x.y', 'e.s.t.', 'nov -5', 'nov', 'next', '1:2:3:4', '5.5:30', '1.5',
  '22 nov +1 day', '22 nov +2026', '22-nov+02', 'nov -5 +02', 'nov -5-5.5', 'nov 22, 2026.5', '1.5/2', '11/22.5', '11/22/2026.5', '2026-11 year', '2026-11 year ago', '11-11+1 day', '11+11-1', '02:14 -5.5 seconds',
  '2026112220261122', '0000000000000000000000005', '+02', '-11', '+1', '-5.5', 'T', 'T -3 weeks', 'T -3 weeks ago', 'EST -1 day ago', 'EST +1.5 days', 'EST +1.5 seconds', '07+01:00.5', ':', '/', ',', 'year', 'seconds', 'am',
]; // prettier-ignore

const SENTENCES = 5_000;

describe.runIf(hasReal)('date -d as the real one', () => {
  it('for what people write, and for what they should not', () => {
    expect(disputed(TEXTS)).toEqual([]);
  });

  it('for random sentences of these', () => {
    const pieces = TEXTS.filter((text) => !text.startsWith('@') && text !== '(open');
    const sentences = fc.tuple(fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 4 }), fc.constantFrom(' ', ' ', '')).map(([words, between]) => words.join(between));
    expect(disputed(fc.sample(sentences, SENTENCES))).toEqual([]);
  });
});

describe.runIf(hasReal)('date formats as the real one', () => {
  const DIRECTIVES = Array.from('aAbBcCdDeFgGhHIjklmMnNpPqrRsStTuUvVwWxXyYzZ%ifJKLoQ');
  const SECONDS = [0, 1, 951_782_400, 1_735_689_599, 1_763_769_242, 1_767_225_600, 1_795_400_042, 4_102_444_799];

  it('for every directive, at the edges of years and weeks', () => {
    const format = DIRECTIVES.map((letter) => `[%${letter}]`).join('') + '[%:z][%::z][%:::z][%3N][%][%Ey][%Od][%:d]';
    for (const seconds of SECONDS) expect(strftime(format, seconds, 123_456_789)).toBe(real('-d', `@${seconds}.123456789`, `+${format}`).stdout.slice(0, -1));
  });

  it('for flags and widths', () => {
    const wrong: string[] = [];
    for (const letter of DIRECTIVES) {
      for (const flags of ['-', '_', '0', '^', '#', '^_', '12', '_12', '012', '-12', '1', '3']) {
        const format = `[%${flags}${letter}]`;
        try {
          const mine = strftime(format, 1_795_400_042, 123_400_000);
          const theirs = real('-d', '@1795400042.1234', `+${format}`).stdout.slice(0, -1);
          if (mine !== theirs) wrong.push(`${format}: ${mine}, not ${theirs}`);
        } catch (error) {
          if (!(error instanceof Unsupported)) throw error;
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe('date as a command', () => {
  function run(...args: string[]) {
    const stdout = new CappedOutput(10_000);
    const stderr = new CappedOutput(10_000);
    const status = date({ args, stdout, stderr, view: undefined as never });
    return { status, stdout: stdout.text() };
  }

  it.each([
    [['-d', '@0'], 'Thu Jan  1 00:00:00 UTC 1970\n'],
    [['-ud@0', '-R'], 'Thu, 01 Jan 1970 00:00:00 +0000\n'],
    [['-d', '@0', '-I'], '1970-01-01\n'],
    [['-d', '@0', '-Ih'], '1970-01-01T00+00:00\n'],
    [['-d', '@0.5', '--iso-8601=ns'], '1970-01-01T00:00:00,500000000+00:00\n'],
    [['-d', '@0', '--rfc-3339=seconds'], '1970-01-01 00:00:00+00:00\n'],
    [['--resolution'], '0.000000001\n'],
    [['-d', '@0', '+'], '\n'],
  ])('%j', (args, stdout) => {
    expect(run(...args)).toEqual({ status: 0, stdout });
  });

  it('shows the clock', () => {
    expect(Math.abs(Number(run('+%s').stdout) - Date.now() / 1000)).toBeLessThan(60);
  });

  it('gives up as the real one, or refuses', () => {
    expect(() => run('-d', 'settle')).toThrow(new ProgramExit(1, "date: invalid date 'settle'"));
    expect(() => run('-I', '-R')).toThrow(new ProgramExit(1, 'date: multiple output formats specified'));
    expect(() => run('-I', '+%F')).toThrow(/multiple output formats/);
    expect(() => run('-d', '@99999999999999')).toThrow(Unsupported);
    expect(() => run('+%+4Y')).toThrow(Unsupported);
    expect(() => run('+%_z')).toThrow(Unsupported);
    expect(() => run('--debug')).toThrow(Unsupported);
  });
});
