// The config store against real files and real processes, some of them killed.
import { mkdir, readFile, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ZopsError } from '../../src/errors.js';
import { createConfigStore } from '../../src/state/config-store.js';
import { tempDir } from '../support/temp.js';

const errorOf = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => 'no error', (error: unknown) => error);

const text = (directory: string): Promise<string> => readFile(join(directory, 'config.json'), 'utf8');

describe('config store', () => {
  it('is empty before the first write, and makes nothing by reading', async () => {
    const directory = join(await tempDir(), 'state');
    expect(await createConfigStore({ directory }).read()).toEqual({});
    expect(await errorOf(stat(directory))).toMatchObject({ code: 'ENOENT' });
  });

  it('keeps values across instances and tells the previous one', async () => {
    const directory = join(await tempDir(), 'deep', 'state');
    const store = createConfigStore({ directory });
    expect(await store.set('log_level', 'DEBUG')).toEqual({ previous: null });
    expect(await store.set('log_level', 'INFO')).toEqual({ previous: 'DEBUG' });
    expect(await createConfigStore({ directory }).set('batch_size', '50')).toEqual({ previous: null });
    expect(await store.read()).toEqual({ log_level: 'INFO', batch_size: '50' });
    expect(await text(directory)).toBe('{\n  "log_level": "INFO",\n  "batch_size": "50"\n}\n');
  });

  it('is private to its owner and leaves nothing else behind', async () => {
    const directory = join(await tempDir(), 'state');
    await createConfigStore({ directory }).set('max_jobs', '4');
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    expect((await stat(join(directory, 'config.json'))).mode & 0o777).toBe(0o600);
    expect(await readdir(directory)).toEqual(['config.json']);
  });

  it('applies pipelined writes of one process in their order', async () => {
    const directory = await tempDir();
    const store = createConfigStore({ directory });
    const answers = await Promise.all(Array.from({ length: 20 }, (_, turn) => store.set('max_jobs', `${turn}`)));
    expect(answers.map(({ previous }) => previous)).toEqual([null, ...Array.from({ length: 19 }, (_, turn) => `${turn}`)]);
    expect(await store.read()).toEqual({ max_jobs: '19' });
  });

  it('takes keys that are names of object internals as plain keys', async () => {
    const store = createConfigStore({ directory: await tempDir() });
    expect(await store.set('__proto__', 'a')).toEqual({ previous: null });
    expect(await store.set('constructor', 'b')).toEqual({ previous: null });
    expect(Object.entries(await store.read())).toEqual([['__proto__', 'a'], ['constructor', 'b']]);
  });
});

describe('a config.json that is not ours', () => {
  it.each([
    ['cut off', '{"log_level": "INF', 'config.json is not valid JSON'],
    ['empty', '', 'config.json is not valid JSON'],
    ['a list', '["INFO"]', 'config.json is not a JSON object of strings'],
    ['null', 'null', 'config.json is not a JSON object of strings'],
    ['a text', '"INFO"', 'config.json is not a JSON object of strings'],
    ['a number', '5', 'config.json is not a JSON object of strings'],
    ['nested', '{"a": "b", "c": {"d": "e"}}', 'config.json is not a JSON object of strings'],
    ['huge', `{"a": "${'x'.repeat(1024 * 1024)}"}`, 'config.json is larger than 1048576 bytes'],
  ])('(%s) is named, and never overwritten', async (_name, content, what) => {
    const directory = await tempDir();
    await writeFile(join(directory, 'config.json'), content);
    const store = createConfigStore({ directory });
    for (const error of [await errorOf(store.read()), await errorOf(store.set('a', 'b'))]) {
      expect(error).toBeInstanceOf(ZopsError);
      expect(error).toMatchObject({
        code: 'state_unavailable',
        message: `The configuration is not available: ${what}; repair it or move it out of the state directory, then try again.`,
      });
    }
    expect(await text(directory)).toBe(content);
  });

  it('a planted symbolic link is followed neither to read nor to write', async () => {
    const directory = await tempDir();
    const victim = join(await tempDir(), 'victim');
    await writeFile(victim, '{"a": "b"}');
    await symlink(victim, join(directory, 'config.json'));
    const store = createConfigStore({ directory });
    const message = expect.stringContaining('config.json is a symbolic link, which zops does not follow') as string;
    expect(await errorOf(store.read())).toMatchObject({ code: 'state_unavailable', message, cause: { cause: { code: 'ELOOP' } } });
    expect(await errorOf(store.set('log_level', 'DEBUG'))).toMatchObject({ code: 'state_unavailable', message });
    expect(await readFile(victim, 'utf8')).toBe('{"a": "b"}');
  });

  it('a symbolic link planted at the draft is not written through', async () => {
    const directory = await tempDir();
    const victim = join(await tempDir(), 'victim');
    await writeFile(victim, 'keep');
    await symlink(victim, join(directory, 'config.json.tmp'));
    expect(await errorOf(createConfigStore({ directory }).set('a', 'b'))).toMatchObject({ code: 'state_unavailable' });
    expect(await readFile(victim, 'utf8')).toBe('keep');
  });

  it('a directory in its place is an error', async () => {
    const directory = await tempDir();
    await mkdir(join(directory, 'config.json'));
    expect(await errorOf(createConfigStore({ directory }).read())).toMatchObject({ code: 'state_unavailable', message: expect.stringContaining('config.json is not a regular file') as string });
  });
});

describe('a state directory that cannot be written', () => {
  it.each(['/proc/zops/state', '/proc/self', '/dev/null/state'])('%s: state_unavailable, without its path', async (directory) => {
    const error = await errorOf(createConfigStore({ directory }).set('a', 'b'));
    expect(error).toMatchObject({ code: 'state_unavailable', message: expect.stringMatching(/^The configuration is not available: the state directory \(ZOPS_STATE_DIR\) cannot be used for config\.json \((ENOENT|ENOTDIR|EACCES|EPERM)\); make it a directory that zops may write to, then try again\.$/) as string });
  });

  it('a file in its place', async () => {
    const directory = join(await tempDir(), 'state');
    await writeFile(directory, '');
    const store = createConfigStore({ directory });
    expect(await errorOf(store.set('a', 'b'))).toMatchObject({ code: 'state_unavailable' });
    expect(await errorOf(store.read())).toMatchObject({ code: 'state_unavailable' });
  });
});
