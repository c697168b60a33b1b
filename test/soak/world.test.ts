// What a soak holds for a right answer: lines of a growing and rotated log, without holes.
import { describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createWorld, MARK, wrongLines, type View } from '../../scripts/soak/world.js';
import { tempDir } from '../support/temp.js';

const lines = (from: number, to: number): string[] => Array.from({ length: to - from + 1 }, (_, index) => `x ${MARK}${String(from + index).padStart(8, '0')}`);
const view = (file: number, oldest: number, newest: number): View => ({ file, oldest, newest });
const never = (): number | undefined => undefined;

describe('lines at the end of a log that grows', () => {
  it.each([
    ['all that were asked for, up to the newest', lines(11, 20), view(0, 1, 20)],
    ['up to one that came meanwhile', lines(13, 22), view(0, 1, 25)],
  ])('right: %s', (_, read, after) => {
    expect(wrongLines(read, 10, view(0, 1, 20), after, never)).toBeNull();
  });

  it.each([
    ['a hole', [...lines(11, 14), ...lines(16, 21)]],
    ['a line twice', [...lines(12, 15), ...lines(15, 20)]],
    ['not the newest', lines(10, 19)],
    ['from the future', lines(17, 26)],
    ['too few', lines(12, 20)],
    ['none', []],
  ])('wrong: %s', (_, read) => {
    expect(wrongLines(read, 10, view(0, 1, 20), view(0, 1, 25), never)).not.toBeNull();
  });

  it('rotated meanwhile: the old file or the new one, never both', () => {
    const check = (read: string[]): string | null => wrongLines(read, 10, view(0, 1, 20), view(1, 23, 24), () => 22);
    expect(check(lines(13, 22))).toBeNull();
    expect(check(lines(23, 24))).toBeNull();
    expect(check([])).toBeNull();
    expect(check(lines(15, 24))).not.toBeNull();
  });
});

it('grows and rotates as it says', async () => {
  const directory = path.join(await tempDir(), 'sim');
  const world = createWorld(directory);
  const read = (name: string): string[] => readFileSync(path.join(directory, name), 'utf8').split('\n').filter((line) => line.includes(MARK));
  for (let turn = 0; turn < 3; turn += 1) world.grow();
  expect(world.view('syslog')).toEqual({ file: 0, oldest: 1, newest: 6 });
  expect(wrongLines(read('syslog.log'), 6, world.view('syslog'), world.view('syslog'), never)).toBeNull();
  world.rotate('syslog', 'renamed');
  world.rotate('audit', 'truncated');
  expect([world.view('syslog'), world.lastOf('syslog', 0)]).toEqual([{ file: 1, oldest: 7, newest: 6 }, 6]);
  world.grow();
  expect([read('syslog.log').length, read('syslog.log.1').length, read('audit.log').length, read('error.log').length]).toEqual([2, 6, 2, 8]);
  const mend = world.tearStatus();
  expect(() => void JSON.parse(readFileSync(path.join(directory, 'status.json'), 'utf8'))).toThrow();
  mend();
  expect(JSON.parse(readFileSync(path.join(directory, 'status.json'), 'utf8'))).toMatchObject({ jobs: { completed_today: world.statusVersion() } });
});
