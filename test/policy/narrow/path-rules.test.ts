// Which paths a site lets be looked at, as files, as folders that are listed, and as whole trees.
import { describe, expect, test } from 'vitest';
import { compilePaths, NO_PATH_RULES } from '../../../src/policy/narrow/path-rules.js';
import type { Reach, SitePaths } from '../../../src/policy/narrow/site-paths.js';

const passes = (paths: SitePaths, path: string, reach: Reach = 'itself', isFolder: boolean | null = null): boolean => compilePaths(paths).check(path, reach, isFolder) === null;
const deny = (...patterns: string[]): SitePaths => ({ deny: patterns.map((path) => ({ path })) });

describe('a pattern', () => {
  test.each([
    ['/sim/a.log', ['a.log', '/sim/a.log', './a.log', '//sim//./a.log', 'a.log/', 'a.log/x/y'], ['a.log2', 'xa.log', 'sub/a.log', '/sim', 'a']],
    ['/sim/*.log', ['a.log', '.log', '.hidden.log', 'a.log/below'], ['a.log.gz', 'sub/a.log', 'log']],
    ['/sim/?.log', ['a.log', 'é.log'], ['ab.log', '.log']],
    ['/sim/sub', ['sub', 'sub/x', 'sub/x/y'], ['subs', '/sim', 'x/sub']],
    ['/sim/sub/*', ['sub/x', 'sub/x/y'], ['sub', 'x']],
    ['/sim/sub/**', ['sub/x', 'sub/x/y'], ['sub', 'x']],
    ['/sim/**/x.key', ['x.key', 'a/x.key', 'a/b/x.key', 'a/x.key/y'], ['x.keys', 'a', '/sim']],
    ['/sim/a/**/**/b', ['a/b', 'a/x/b', 'a/x/y/b'], ['a', 'b', 'a/x']],
    ['/sim', ['/sim', 'x', 'a/b'], []],
    ['/sim/**', ['x', 'a/b'], ['/sim']],
  ])('%s', (pattern, matches, others) => {
    for (const path of matches) expect([path, passes(deny(pattern), path), passes({ allow: [pattern] }, path)]).toEqual([path, false, true]);
    for (const path of others) expect([path, passes(deny(pattern), path), passes({ allow: [pattern] }, path)]).toEqual([path, true, false]);
  });

  test('that denies takes names for the same that a disk may take for the same', () => {
    for (const path of ['AUDIT.LOG', 'Audit.log', 'audit.log']) expect(passes(deny('/sim/audit.log'), path)).toBe(false);
    for (const path of ['caf\u00e9', 'cafe\u0301', 'CAF\u00c9']) expect(passes(deny('/sim/café'), path)).toBe(false);
    for (const path of ['ß', 'straße.log']) expect(passes(deny('/sim/?', '/sim/straße.*'), path)).toBe(false);
    expect([passes(deny('/sim/s.log'), '\u017f.log'), passes(deny('/sim/[[:lower:]].log'), 'A.LOG')]).toEqual([false, false]);
    expect(passes({ allow: ['/sim/audit.log'] }, 'AUDIT.LOG')).toBe(false);
  });

  test('of stars costs no more than its length', () => {
    const flood = compilePaths(deny(`/sim/${'**/*/'.repeat(40)}x`));
    expect(flood.check('a/'.repeat(2000), 'itself', null)).toBeNull();
  });
});

describe('a folder', () => {
  test('is listed when nothing denied can be right in it, and searched when nothing can be below', () => {
    const paths = deny('/sim/private/**', '/sim/sub/deep/x');
    const looks = (path: string) => (['itself', 'entries', 'tree'] as const).map((reach) => passes(paths, path, reach, true));
    expect(looks('/sim')).toEqual([true, true, false]);
    expect(looks('sub')).toEqual([true, true, false]);
    expect(looks('sub/deep')).toEqual([true, false, false]);
    expect(looks('private')).toEqual([true, false, false]);
    expect(looks('other')).toEqual([true, true, true]);
    expect(looks('private/x')).toEqual([false, false, false]);
  });

  test('of which only some is allowed is not listed; one that is allowed, or all of whose entries are, is', () => {
    const paths = { allow: ['/sim/*.log', '/sim/pub', '/sim/all/*', '/sim/tree/**'] };
    const looks = (path: string) => (['itself', 'entries', 'tree'] as const).map((reach) => passes(paths, path, reach, true));
    expect(looks('/sim')).toEqual([false, false, false]);
    expect(looks('pub')).toEqual([true, true, true]);
    expect(looks('pub/x')).toEqual([true, true, true]);
    expect(looks('all')).toEqual([false, true, true]);
    expect(looks('tree')).toEqual([false, true, true]);
    expect(looks('other')).toEqual([false, false, false]);
  });

  test('that may be a file passes when either would', () => {
    const paths = { allow: ['/sim/all/*', '/sim/a.log'], deny: [{ path: '/sim/all/no' }] };
    expect([passes(paths, 'all', 'entries'), passes(paths, 'all', 'itself'), passes(paths, 'a.log', 'entries'), passes(paths, 'b', 'entries')]).toEqual([true, false, true, false]);
    expect([passes(paths, 'all', 'entries', true), passes(paths, 'a.log', 'entries', false), passes(paths, 'all', 'entries', false)]).toEqual([false, true, false]);
  });
});

test('what a glob may find: what is allowed, and folders on the way to it', () => {
  const { shows } = compilePaths({ allow: ['/sim/a/b/*.log', '/sim/c'], deny: [{ path: '/sim/a/b/x.log' }] });
  expect(['/sim', 'a', 'a/b', 'c', 'd'].map((path) => shows(path, true))).toEqual([true, true, true, true, false]);
  expect(['a', 'a/b', 'c', 'a/b/y.log', 'a/b/x.log', 'a/b/y.txt'].map((path) => shows(path, false))).toEqual([false, false, true, true, false, false]);
});

test('a refusal says what is refused, what would pass, and what the site says', () => {
  const { check } = compilePaths({ allow: ['/sim/*.log'], deny: [{ path: '/sim/audit.log', reason: 'Security team only.' }, { path: '/sim/sub/x' }], reason: 'House rule.' });
  expect([check('audit.log', 'itself', null), check('x', 'itself', null), check('/sim', 'entries', true)].map((refusal) => [refusal?.rule, refusal?.reason])).toEqual([
    ['site_path', "This site's policy refuses it: `audit.log` is denied there (`/sim/audit.log`). The site says: Security team only."],
    ['site_path', "This site's policy refuses it: `x` is not among the paths it allows: `/sim/*.log`. The site says: House rule."],
    ['site_path', "This site's policy refuses it: `/sim` is not among the paths it allows: `/sim/*.log`. The site says: House rule."],
  ]);
  const wide = compilePaths({ deny: [{ path: '/sim/audit.log' }] });
  const INSTEAD = 'name the files, or use a glob (ls -d *, grep PATTERN *.log), which leaves them out';
  expect(wide.check('/sim', 'entries', true)?.reason).toBe(`This site's policy refuses it: \`/sim\` holds what is denied there (\`/sim/audit.log\`), which a listing would show: ${INSTEAD}.`);
  expect(wide.check('/sim', 'tree', true)?.reason).toBe(`This site's policy refuses it: \`/sim\` holds what is denied there (\`/sim/audit.log\`), which a search or listing of the whole tree would show: ${INSTEAD}.`);
  expect(compilePaths({ allow: [] }).check('x', 'itself', null)?.reason).toBe("This site's policy refuses it: `x` is not among the paths it allows: none.");
  expect(compilePaths({ allow: ['/sim/a', '/sim/b'] }).check('x', 'itself', null)?.reason).toBe("This site's policy refuses it: `x` is not among the paths it allows: `/sim/a`, `/sim/b`.");
});

test('without rules everything may be looked at and found', () => {
  expect([NO_PATH_RULES.check('/sim/x', 'tree', true), NO_PATH_RULES.shows('/sim/x', false)]).toEqual([null, true]);
});
