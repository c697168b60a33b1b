import { appendFileSync, chmodSync, mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Jail } from '../../runner/jail.js';
import { RUNNER_LIMITS } from '../../runner/limits.js';
import { Route } from '../../runner/route.js';

let root: string;
let jail: Jail;

beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'zops-jail-')));
  jail = new Jail(root);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const file = (name: string) => writeFileSync(path.join(root, name), name);
const folder = (name: string) => mkdirSync(path.join(root, name), { recursive: true });
const link = (target: string, name: string) => symlinkSync(target, path.join(root, name));
const follow = (operand: string) => jail.follow(operand, new Route());
const inRoot = (name: string) => path.join(root, name);

describe('follow', () => {
  it('takes absolute and relative operands, with dots and double slashes', () => {
    folder('jobs');
    file('jobs/a.log');
    for (const operand of ['jobs/a.log', '/sim/jobs/a.log', './jobs//a.log', '//sim/./jobs/a.log']) expect(follow(operand)).toBe(inRoot('jobs/a.log'));
    for (const operand of ['/sim', '/sim/', '.', '']) expect(follow(operand)).toBe(root);
  });

  it('follows links that stay inside: relative, absolute, in a row, through folders, up and down again', () => {
    folder('a/b');
    file('a/b/deep.log');
    file('top.log');
    link('top.log', 'one');
    link('/sim/one', 'two');
    link('../../top.log', 'a/b/up');
    link('a/b', 'short');
    link('/sim/short/../b/deep.log', 'round');
    expect(['one', 'two', 'a/b/up', 'short/up', 'short/deep.log', 'round'].map(follow)).toEqual(
      ['top.log', 'top.log', 'top.log', 'top.log', 'a/b/deep.log', 'a/b/deep.log'].map(inRoot),
    );
  });

  it.each([
    ['an absolute link to /etc/passwd', '/etc/passwd'],
    ['a link that climbs out', '../etc/passwd'],
    ['a link that climbs out and comes back', '../sim/top.log'],
    ['a link to a neighbour with the same beginning', '/simulator/top.log'],
    ['a link to the root', '/'],
    ['a link to /proc', '/proc/self/environ'],
    ['a link out of the root by way of /sim', '/sim/../etc/passwd'],
  ])('refuses %s', (_, target) => {
    link(target, 'evil');
    expect(() => follow('evil')).toThrow(expect.objectContaining({ code: 'refused', message: '"evil" leads outside of /sim.', rule: 'path-jail' }));
  });

  it('refuses a folder on the way that leads outside, and a link behind a link', () => {
    folder('a');
    link('/etc', 'a/etc');
    link('a/etc', 'alias');
    expect(() => follow('a/etc/passwd')).toThrow('leads outside');
    expect(() => follow('/sim/alias/passwd')).toThrow('leads outside');
  });

  it('refuses an absolute operand outside, whatever let it through', () => {
    expect(() => follow('/etc/passwd')).toThrow('leads outside');
    expect(() => follow('../x')).toThrow('leads outside');
  });

  it('leaves what is missing, or no folder, or a ring of links to the program', () => {
    file('plain');
    link('ring', 'ring');
    expect(follow('missing/deeper')).toBe(inRoot('missing'));
    expect(follow('plain/deeper')).toBe(inRoot('plain'));
    expect(follow('ring')).toBe(inRoot('ring'));
  });

  it('agrees with the kernel on random trees of folders and links', () => {
    const name = fc.constantFrom('a', 'b', 'c');
    const target = fc.array(fc.constantFrom('a', 'b', 'c', '..', '.'), { minLength: 1, maxLength: 4 }).map((segments) => segments.join('/'));
    // What links out of the tree can meet.
    for (const outside of ['a/b', 'b/a', 'c/c']) folder(outside);
    const entry = fc.record({ at: fc.array(name, { minLength: 1, maxLength: 3 }), to: fc.option(target) });
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 12 }), fc.array(name, { minLength: 1, maxLength: 4 }), (entries, operand) => {
        const sim = mkdtempSync(path.join(root, 'tree-'));
        for (const { at, to } of entries) plant(sim, at, to);
        const kernel = attempt(() => realpathSync.native(path.join(sim, ...operand)));
        if (kernel === undefined) return; // nothing there: the program says so
        const ours = attempt(() => new Jail(sim).follow(operand.join('/'), new Route()));
        const inside = isIn(sim, kernel);
        // A way that leaves and comes back is refused too.
        if (!inside) expect(ours).toBeUndefined();
        else if (ours !== undefined) expect(ours).toBe(kernel);
      }),
      { numRuns: 500 },
    );
  });
});

describe('sweep', () => {
  const sweep = (operand: string) => {
    const route = new Route();
    jail.sweep(operand, route, () => undefined);
    return route;
  };

  it('passes links that stay inside, in rings too, and those that lead nowhere', () => {
    folder('a/b');
    file('a/b/x');
    link('..', 'a/b/up');
    link('/sim/a', 'a/ring');
    link('../../nowhere-at-all', 'a/dangling');
    link('/nowhere-at-all', 'a/dangling2');
    for (const operand of ['.', '/sim', 'a', 'a/b/x', 'missing']) expect(() => sweep(operand)).not.toThrow();
  });

  it.each(['.', '/sim/a', 'a/b', 'alias'])('refuses a link to something outside, below %s', (operand) => {
    folder('a/b/c');
    link('/etc/passwd', 'a/b/c/evil');
    link('a/b', 'alias');
    expect(() => sweep(operand)).toThrow('"/sim/a/b/c/evil" leads outside of /sim');
  });

  it('looks behind a link to a folder', () => {
    folder('a');
    folder('b');
    link('../b', 'a/b');
    link('/etc', 'b/etc');
    expect(() => sweep('a')).toThrow('"/sim/b/etc" leads outside of /sim');
  });

  it('notes every folder on the way', async () => {
    folder('a/b');
    const route = sweep('.');
    await sleep(RUNNER_LIMITS.settleMs);
    expect(route.holds()).toBe(true);
    link('/etc', 'a/b/new');
    expect(route.holds()).toBe(false);
  });
});

describe('list', () => {
  it('tells what is in a folder inside, and nothing of what is outside, missing or a file', () => {
    folder('jobs/old');
    file('jobs/a');
    link('old', 'jobs/older');
    link('/etc', 'jobs/etc');
    link('a', 'jobs/b');
    link('jobs', 'alias');
    const entries = [
      { name: 'a', isDirectory: false },
      { name: 'b', isDirectory: false },
      { name: 'etc', isDirectory: false },
      { name: 'old', isDirectory: true },
      { name: 'older', isDirectory: true },
    ];
    const sorted = (operand: string) => [...jail.list(operand)].sort((one, other) => (one.name < other.name ? -1 : 1));
    expect(sorted('/sim/jobs/')).toEqual(entries);
    expect(sorted('alias')).toEqual(entries);
    expect(['jobs/etc', '/etc/', '/', 'missing', 'jobs/a'].map((name) => jail.list(name))).toEqual([[], [], [], [], []]);
  });
});

describe('a route', () => {
  const route = (...operands: string[]): Route => {
    const noted = new Route();
    for (const operand of operands) jail.follow(operand, noted);
    return noted;
  };

  it('holds while files grow', () => {
    file('a.log');
    const noted = route('a.log');
    appendFileSync(inRoot('a.log'), 'more');
    expect(noted.holds()).toBe(true);
  });

  const rename = (from: string, to: string) => renameSync(inRoot(from), inRoot(to));

  it.each<[string, ...(() => void)[]]>([
    ['a file was replaced by a link', () => link('/etc/passwd', 'new'), () => rename('new', 'jobs/a.log')],
    ['a link was swapped on the way', () => link('other', 'new'), () => rename('new', 'alias')],
    ['a link was swapped and swapped back', () => rename('alias', 'kept'), () => rename('kept', 'alias')],
    ['a folder was closed', () => chmodSync(inRoot('jobs'), 0o700)],
    ['a folder is gone', () => rmSync(inRoot('jobs'), { recursive: true })],
  ])('does not hold when %s', async (_, ...changes) => {
    folder('jobs');
    folder('other');
    file('jobs/a.log');
    link('jobs', 'alias');
    chmodSync(inRoot('jobs'), 0o755);
    const noted = route('alias/a.log');
    expect(noted.holds()).toBe(true);
    await sleep(RUNNER_LIMITS.settleMs);
    for (const change of changes) change();
    expect(noted.holds()).toBe(false);
  });

  it('is fresh for a while after a change: a second one could carry the same time stamp', () => {
    file('a.log');
    const { ctimeMs } = statSync(root);
    const noted = route('a.log');
    expect([0, 10, 19, 21, 60_000].map((ms) => noted.isFresh(ctimeMs + ms))).toEqual([true, true, true, false, false]);
    // A clock that runs behind the file system's, as with some virtual machines, makes nothing fresh for ever.
    expect(noted.isFresh(ctimeMs - 60_000)).toBe(false);
  });
});

/** Follows what was planted before, but never out of `sim`: the links are random, and would lead this test into the machine's own folders. */
function plant(sim: string, at: readonly string[], linkTo: string | null): void {
  let folder = sim;
  for (const [index, name] of at.entries()) {
    const place = path.join(folder, name);
    attempt(() => (index === at.length - 1 && linkTo !== null ? symlinkSync(linkTo, place) : mkdirSync(place)));
    const real = attempt(() => realpathSync.native(place));
    if (real === undefined || !isIn(sim, real)) return;
    folder = real;
  }
}

function isIn(folder: string, place: string): boolean {
  return place === folder || place.startsWith(`${folder}/`);
}

/** Undefined when it throws: the place is taken, or leads nowhere. */
function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
