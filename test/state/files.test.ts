// The file operations under everything else: what they open, make, replace and read back to front, byte for byte.
import { chmod, mkdir, open, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listSegments, segmentName } from '../../src/state/audit-segments.js';
import { ensureDirectory, openForAppend, openForRead, openForUpdate, readText, replaceFile, StateFileError } from '../../src/state/files.js';
import { LockTimeoutError } from '../../src/state/file-lock.js';
import { linesFromEnd } from '../../src/state/lines-from-end.js';
import { auditUnavailable, configUnavailable } from '../../src/state/unavailable.js';
import { tempDir } from '../support/temp.js';

const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

describe('a directory that is made', () => {
  it('is its owner’s alone, and so is every one above it that was missing', async () => {
    const root = await tempDir();
    await ensureDirectory(join(root, 'a', 'b', 'c'));
    for (const path of ['a', 'a/b', 'a/b/c']) expect(await modeOf(join(root, path))).toBe(0o700);
  });

  it('is left as it is when it is there', async () => {
    const path = join(await tempDir(), 'there');
    await mkdir(path);
    await chmod(path, 0o750);
    await ensureDirectory(path);
    expect(await modeOf(path)).toBe(0o750);
  });

  it('made by several at once is made for all of them', async () => {
    const path = join(await tempDir(), 'a', 'b');
    await Promise.all(Array.from({ length: 20 }, () => ensureDirectory(path)));
    expect(await modeOf(path)).toBe(0o700);
  });

  it.each(['/proc/zops/a/b', '/dev/null/a'])('%s: cannot be, and says so', async (path) => {
    await expect(ensureDirectory(path)).rejects.toMatchObject({ code: expect.stringMatching(/^(?:ENOENT|ENOTDIR)$/) as string });
  });
});

describe('a file', () => {
  it('that is opened to be written is made, for its owner alone', async () => {
    const directory = await tempDir();
    for (const [name, opener] of [['append', openForAppend], ['update', openForUpdate]] as const) {
      const handle = await opener(join(directory, name));
      await handle.writeFile(name);
      await handle.close();
      expect([await readFile(join(directory, name), 'utf8'), await modeOf(join(directory, name))]).toEqual([name, 0o600]);
    }
  });

  it('that is opened to be appended to is only ever appended to', async () => {
    const path = join(await tempDir(), 'file');
    await writeFile(path, 'before', { mode: 0o600 });
    const handle = await openForAppend(path);
    await handle.write('after', 0);
    await handle.close();
    expect(await readFile(path, 'utf8')).toBe('beforeafter');
  });

  it('that is not there is read as null; what lies behind another file is an error', async () => {
    const path = join(await tempDir(), 'file');
    expect(await openForRead(path)).toBeNull();
    expect(await readText(path, 10)).toBeNull();
    await writeFile(path, '0123456789');
    expect(await readText(path, 10)).toBe('0123456789');
    await expect(readText(path, 9)).rejects.toMatchObject({ name: 'StateFileError', message: 'file is larger than 9 bytes' });
    await expect(openForRead(join(path, 'x'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  });

  it('that is replaced gets the new text whole, also when it is shorter, also over a draft that a kill left', async () => {
    const path = join(await tempDir(), 'file');
    await writeFile(path, 'a long text from before');
    await writeFile(`${path}.tmp`, 'an even longer draft of somebody who was killed', { mode: 0o600 });
    await replaceFile(path, 'new');
    expect([await readFile(path, 'utf8'), await modeOf(path), await readText(`${path}.tmp`, 10)]).toEqual(['new', 0o600, null]);
  });
});

/** As few bytes as a block has, and some more: lines of all lengths meet all ends of blocks. */
const BLOCK = 64 * 1024;

describe('lines from the end of a file', () => {
  async function lines(text: string, size = Buffer.byteLength(text), maxLineBytes = 1_000_000): Promise<string[]> {
    const path = join(await tempDir(), 'file');
    await writeFile(path, text);
    const file = await open(path);
    const read: string[] = [];
    try {
      for await (const line of linesFromEnd(file, size, maxLineBytes)) read.push(line.toString());
    } finally {
      await file.close();
    }
    return read;
  }

  it.each([
    ['', ['']],
    ['a', ['a']],
    ['\n', ['', '']],
    ['a\n', ['', 'a']],
    ['a\nb', ['b', 'a']],
    ['\n\na', ['a', '', '']],
  ])('%j', async (text, expected) => {
    expect(await lines(text)).toEqual(expected);
  });

  it.each([BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK - 1, 2 * BLOCK, 3 * BLOCK + 7])('lines of %i bytes, whole, newest first', async (length) => {
    // No two blocks of a line are alike.
    const all = ['x', 'y', 'z'].map((name) => Array.from({ length: Math.ceil(length / 9) }, (_, at) => `${name}${at}`.padEnd(8)).join('é').slice(0, length));
    expect(await lines(`${all.join('\n')}\n`)).toEqual(['', ...all.reverse()]);
  });

  it('no further than the size that is given', async () => {
    expect(await lines('a\nb\nc\n', 4)).toEqual(['', 'b', 'a']);
  });

  it('but none that is longer than it may be', async () => {
    const text = `${'x'.repeat(2 * BLOCK)}\n`;
    expect(await lines(text, undefined, 2 * BLOCK)).toEqual(['', 'x'.repeat(2 * BLOCK)]);
    await expect(lines(text, undefined, 2 * BLOCK - 1)).rejects.toThrow(new StateFileError(`it holds a line of more than ${2 * BLOCK - 1} bytes`));
    // Each line counts for itself.
    expect(await lines(`${'y'.repeat(BLOCK)}\n${'z'.repeat(BLOCK)}\n`, undefined, BLOCK)).toHaveLength(3);
  });

  it('of a file that becomes shorter meanwhile are an error, not made up', async () => {
    const path = join(await tempDir(), 'file');
    await writeFile(path, `${'x'.repeat(BLOCK)}\n${'y'.repeat(BLOCK)}`);
    const file = await open(path);
    const reading = linesFromEnd(file, 2 * BLOCK + 1, 1_000_000);
    await truncate(path, 10);
    await expect(reading.next()).rejects.toThrow(new StateFileError('it became shorter while it was read'));
    await file.close();
  });
});

describe('the files of a log', () => {
  it('are found by their names, in the order of their numbers', async () => {
    const directory = await tempDir();
    const names = [segmentName(3), 'audit-999999999999.jsonl', 'audit-1000000000000.jsonl', 'audit-9007199254740991.jsonl'];
    expect(names[0]).toBe('audit-000000000003.jsonl');
    for (const name of [...names, 'audit.jsonl', 'audit-3.jsonl', 'xaudit-000000000004.jsonl', 'audit-000000000005.jsonl.gz', 'audit-12345678901234567.jsonl', 'audit-00000000000x.jsonl']) await writeFile(join(directory, name), '');
    expect(await listSegments(join(directory, 'audit.jsonl'))).toEqual(names.map((name) => ({ name, path: join(directory, name) })));
  });

  it('are none where there is no directory; where there is a file instead, that is said', async () => {
    const directory = await tempDir();
    expect(await listSegments(join(directory, 'none', 'audit.jsonl'))).toEqual([]);
    await writeFile(join(directory, 'file'), '');
    await expect(listSegments(join(directory, 'file', 'audit.jsonl'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  });
});

it('a lock that is held for too long is said with what it is for', () => {
  const held = new LockTimeoutError('process 7 holds the lock');
  expect(auditUnavailable(held).message).toBe('The audit log is not available: process 7 holds the lock on audit.jsonl for too long; end that process, then try again.');
  expect(configUnavailable(held).message).toBe('The configuration is not available: process 7 holds the lock on config.json for too long; end that process, then try again.');
});

it('what nobody foresaw is said without its words, which may hold a path', () => {
  const cause = new Error('/home/somebody/secret');
  const advice = (file: string): string => `the state directory (ZOPS_STATE_DIR) cannot be used for ${file} (internal failure); make it a directory that zops may write to, then try again.`;
  expect(auditUnavailable(cause)).toMatchObject({ code: 'audit_unavailable', message: `The audit log is not available: ${advice('audit.jsonl')}`, details: {}, cause });
  expect(configUnavailable(cause)).toMatchObject({ code: 'state_unavailable', message: `The configuration is not available: ${advice('config.json')}`, details: {}, cause });
});
