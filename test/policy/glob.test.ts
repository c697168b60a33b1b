// Globs over an injected directory tree, with bash's rules.
import { describe, expect, test } from 'vitest';
import { LIMITS } from '../../src/limits.js';
import { approveExpanded, evaluateCommand } from '../../src/policy/evaluate.js';
import { expandCommand } from '../../src/policy/expand.js';
import { matchTokens, parseSegment } from '../../src/policy/glob-segment.js';
import { expandGlob, type Entry, type ListDirectory } from '../../src/policy/glob.js';

const matchGlob = (pattern: string, name: string): boolean => matchTokens(parseSegment(pattern), name);

describe('one segment', () => {
  test.each<[pattern: string, matching: readonly string[], other: readonly string[]]>([
    ['*', ['a', 'a.log', 'é', '-'], ['.a', '.', '..']],
    ['*.log', ['a.log', 'a.b.log'], ['a.logx', 'alog', '.log', '.a.log']],
    ['a?c', ['abc', 'aéc', 'a😀c', 'a.c'], ['ac', 'abbc', 'a']],
    ['?*', ['a', 'ab'], ['', '.a']],
    ['.*', ['.a', '.a.b'], ['a', 'a.b']],
    ['.?', ['.a'], ['a', '.ab']],
    ['[.]a', [], ['.a', 'a']],
    ['[abc]', ['a', 'b', 'c'], ['d', 'ab', '[abc]']],
    ['[a-c]x', ['ax', 'cx'], ['dx', 'Ax', '-x']],
    ['[!a-c]', ['d', '-', '!'], ['a', 'b', '.']],
    ['[^a-c]', ['d', '^'], ['a']],
    ['[]a]', [']', 'a'], ['b', '[]a]']],
    ['[!]a]', ['b', '!'], [']', 'a']],
    ['[a-]', ['a', '-'], ['b']],
    ['[-a]', ['a', '-'], ['b']],
    ['[z-a]', [], ['a', 'm', 'z', '-']],
    ['[[:digit:]][[:upper:]]', ['1A'], ['11', 'AA', 'a1']],
    ['[![:space:][:punct:]]', ['a', '1'], [' ', ',']],
    ['[[:alpha:]_-]', ['a', 'é', '_', '-'], ['1']],
    ['[[:nonsense:]a]', ['a'], ['n', ':', '[']],
    ['[[:digit]x', [':x', '[x', 'dx'], ['1x']],
    [String.raw`[a\-c]`, ['a', '-', 'c'], ['b', '\\']],
    [String.raw`[\]]`, [']'], ['\\']],
    [String.raw`\*\?\[a]`, ['*?[a]'], ['xxa']],
    [String.raw`a\\*`, ['a\\b', 'a\\'], ['ab']],
    [String.raw`\.*`, ['.a'], ['a']],
    ['a\\', ['a\\'], ['a']],
    ['[abc', ['[abc'], ['a']],
    [String.raw`[a\]`, ['[a]'], ['a']],
    [String.raw`[[\]`, ['[[]'], ['[']],
    ['[a[:digit:]', ['[ad', '[a:'], ['1']],
    ['[', ['['], ['a']],
    ['[!', ['[!'], ['a']],
    ['[a]]', ['a]'], ['a', ']']],
    ['a**b', ['ab', 'axb'], ['a', 'b']],
    ['*a*b*', ['ab', 'xaxbx', 'aab'], ['ba', 'a', 'b']],
    ['', [''], ['a']],
  ])('%s', (pattern, matching, other) => {
    expect([...matching, ...other].filter((name) => matchGlob(pattern, name))).toEqual(matching);
  });

  test('every class has the characters that the standard gives it, and letters and digits of all scripts', () => {
    const digits = '0123456789';
    const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
    const lower = 'abcdefghijklmnopqrstuvwxyz';
    // Without the dot, which is another matter in the first place.
    const punct = ['!"#$%&\'()*+,-/', ':;<=>?@', '[\\]^_`', '{|}~'] as const;
    const cntrl = Array.from({ length: 0x20 }, (_, code) => String.fromCharCode(code)).join('');
    const graph = punct[0] + digits + punct[1] + upper + punct[2] + lower + punct[3];
    const characters = [...Array.from({ length: 128 }, (_, code) => String.fromCharCode(code)).filter((char) => char !== '.'), 'é', 'É', 'ж', '日', '٣', '½', '…', '\u00a0', '\u0301'];
    const classes = ['alnum', 'alpha', 'ascii', 'blank', 'cntrl', 'digit', 'graph', 'lower', 'print', 'punct', 'space', 'upper', 'word', 'xdigit'];
    expect(Object.fromEntries(classes.map((name) => [name, characters.filter((char) => matchGlob(`[[:${name}:]]`, char)).join('')]))).toEqual({
      alnum: `${digits}${upper}${lower}éÉж日٣½`,
      alpha: `${upper}${lower}éÉж日`,
      ascii: `${cntrl} ${graph}\x7f`,
      blank: '\t ',
      cntrl: `${cntrl}\x7f`,
      digit: digits,
      graph,
      lower: `${lower}éж`,
      print: ` ${graph}`,
      punct: punct.join(''),
      space: '\t\n\v\f\r ',
      upper: `${upper}É`,
      word: `${digits}${upper}_${lower}éÉж日٣½`,
      xdigit: `${digits}ABCDEFabcdef`,
    });
  });

  test('a flood of stars or brackets takes steps in proportion, not in powers', () => {
    expect(matchGlob(`${'*a'.repeat(2000)}b`, 'a'.repeat(255))).toBe(false);
    expect(matchGlob(`${'*a'.repeat(100)}b`, 'a'.repeat(255))).toBe(false);
    expect(matchGlob('*'.repeat(4096), 'a'.repeat(255))).toBe(true);
    expect(matchGlob('['.repeat(4096), 'a')).toBe(false);
    expect(matchGlob(`${'[[:'.repeat(1300)}]`, 'a')).toBe(false);
  });
});

/** A tree by its paths; those that end in `/` are directories. */
function tree(...paths: readonly string[]): { readonly list: ListDirectory; readonly asked: string[] } {
  const asked: string[] = [];
  const list: ListDirectory = (directory) => {
    asked.push(directory);
    const names = new Map<string, Entry>([['.', { name: '.', isDirectory: true }], ['..', { name: '..', isDirectory: true }]]);
    for (const path of paths) {
      if (!path.startsWith(`${directory}/`)) continue;
      const [name = '', ...rest] = path.slice(directory.length + 1).split('/');
      if (name !== '') names.set(name, { name, isDirectory: rest.length > 0 });
    }
    return Promise.resolve([...names.values()]);
  };
  return { list, asked };
}

const SIM = ['/sim/syslog.log', '/sim/joblog.log', '/sim/status.json', '/sim/.hidden', '/sim/-f', '/sim/Z.log', '/sim/é.log', '/sim/sub/a.log', '/sim/sub/b.txt', '/sim/sub/deep/c.log', '/sim/.dir/x', '/sim/w/a.log'];

describe('expansion', () => {
  test.each<[pattern: string, paths: readonly string[]]>([
    ['*', ['./-f', 'Z.log', 'joblog.log', 'status.json', 'sub', 'syslog.log', 'w', 'é.log']],
    ['*.log', ['Z.log', 'joblog.log', 'syslog.log', 'é.log']],
    ['/sim/*.json', ['/sim/status.json']],
    ['//sim/.//s*.json', ['//sim/.//status.json']],
    ['./*.json', ['./status.json']],
    ['.*', ['.dir', '.hidden']],
    ['*/', ['sub/', 'w/']],
    ['*/*.log', ['sub/a.log', 'w/a.log']],
    ['*/a.log', ['sub/a.log', 'w/a.log']],
    ['*/./a.log', ['sub/./a.log', 'w/./a.log']],
    ['*/b.txt', ['sub/b.txt']],
    ['sub/*/c.log', ['sub/deep/c.log']],
    ['s[u]b/?.*', ['sub/a.log', 'sub/b.txt']],
    ['.d*/*', ['.dir/x']],
    ['*x*', ['*x*']],
    ['missing/*', ['missing/*']],
    ['syslog.log/*', ['syslog.log/*']],
    [String.raw`*\*y`, ['**y']],
    ['[abc', ['[abc']],
    ['[-]f', ['./-f']],
    ['-*', ['./-f']],
    ['/sim/-*', ['/sim/-f']],
  ])('%s', async (pattern, paths) => {
    expect(await expandGlob(pattern, tree(...SIM).list)).toEqual({ ok: true, paths });
  });

  test('looks only into the directories that it needs', async () => {
    const { list, asked } = tree(...SIM);
    await expandGlob('/sim/sub/*/c.log', list);
    expect(asked).toEqual(['/sim/sub', '/sim/sub/deep']);
  });

  test('never matches . or .., even when a directory lists them', async () => {
    const everything = tree('/sim/.x').list;
    for (const pattern of ['.*', '.?', '?', '??', '*']) {
      expect(await expandGlob(pattern, everything)).toEqual({ ok: true, paths: pattern.startsWith('.') ? ['.x'] : [pattern] });
    }
  });

  test('sorts by bytes, not by UTF-16 units', async () => {
    expect(await expandGlob('*', tree('/sim/\u{1F600}', '/sim/\uFF5E', '/sim/b', '/sim/B', '/sim/_').list)).toEqual({ ok: true, paths: ['B', '_', 'b', '\uFF5E', '\u{1F600}'] });
  });

  test('stops at more results than a command may have', async () => {
    const many = (count: number): ListDirectory => tree(...Array.from({ length: count }, (_, index) => `/sim/f${index}`)).list;
    expect(await expandGlob('f*', many(LIMITS.commandArgs))).toMatchObject({ ok: true });
    expect(await expandGlob('f*', many(LIMITS.commandArgs + 1))).toEqual({ ok: false, reason: 'The pattern matches more than 1024 names: make it narrower.' });
  });
});

describe('a whole command', () => {
  async function expanded(command: string, list: ListDirectory): Promise<unknown> {
    const verdict = evaluateCommand(command);
    if (!verdict.allowed) throw new Error(verdict.reason);
    const after = await expandCommand(verdict.command, list);
    return after.allowed ? after.argv : after;
  }

  test('expands files and words of echo in place, and nothing else', async () => {
    const { list } = tree(...SIM);
    expect(await expanded('grep -e s* --include=*.log s* /sim/s*', list)).toEqual(['grep', '-e', 's*', '--include=*.log', 'status.json', 'sub', 'syslog.log', '/sim/status.json', '/sim/sub', '/sim/syslog.log']);
    expect(await expanded('echo -n W* "w*" w*', list)).toEqual(['echo', '-n', 'W*', 'w*', 'w']);
    expect(await expanded('ls -l', list)).toEqual(['ls', '-l']);
  });

  test('a file named like an option stays a file', async () => {
    expect(await expanded('tail *', tree('/sim/-f', '/sim/--follow').list)).toEqual(['tail', './--follow', './-f']);
    expect(await expanded('tail -n 5 -- -*', tree('/sim/-f').list)).toEqual(['tail', '-n', '5', '--', './-f']);
    expect(await expanded('echo *', tree('/sim/-n').list)).toEqual(['echo', './-n']);
  });

  test('a file named like an obsolete option is refused by the second judgement', async () => {
    expect(await expanded('tail +*', tree('/sim/+5f').list)).toMatchObject({ allowed: false, rule: 'blocked-option', argv: ['tail', '+5f'] });
  });

  test('all globs together may give no more words than a command may have', async () => {
    const { list } = tree(...Array.from({ length: 600 }, (_, index) => `/sim/f${index}`));
    expect(await expanded('ls f* f*', list)).toEqual({
      allowed: false,
      rule: 'glob',
      reason: 'The globs of the command match more than 1024 names: make them narrower.',
      argv: ['ls', 'f*', 'f*'],
    });
    const full = tree(...Array.from({ length: LIMITS.commandArgs }, (_, index) => `/sim/f${index}`)).list;
    expect(await expanded('ls f*', full)).toHaveLength(LIMITS.commandArgs + 1);
    expect(await expanded('ls -l f*', full)).toMatchObject({ allowed: false, rule: 'glob' });
  });

  test('a lister that fails is the caller’s to handle', async () => {
    await expect(expanded('ls *', () => Promise.reject(new Error('gone')))).rejects.toThrow('gone');
  });

  test('the expanded command is approved, the copy of it is not', async () => {
    const verdict = evaluateCommand('ls s*');
    if (!verdict.allowed) throw new Error(verdict.reason);
    const after = await expandCommand(verdict.command, tree(...SIM).list);
    if (!after.allowed) throw new Error(after.reason);
    expect(() => approveExpanded(structuredClone(after.command), [])).toThrow(TypeError);
    expect(approveExpanded(after.command, after.command.args)).toEqual(after);
  });
});
