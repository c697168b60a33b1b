// What survives a power failure: each promise of durability is seen as the real sync of a file, with what the file holds by then.
import { readFileSync, readlinkSync, readdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { rotateAuditLog } from '../../src/state/audit-rotate.js';
import { createConfigStore } from '../../src/state/config-store.js';
import { tempDir } from '../support/temp.js';
import { openTrail } from './support/audit-files.js';

/** Notes each sync of a file or directory as it happens, and what `look` sees at that moment. */
async function watchSyncs<T>(look: (directory: string) => T): Promise<{ readonly [kind: string]: unknown; readonly seen: T }[]> {
  const handle = await open('/dev/null');
  const prototype = Object.getPrototypeOf(handle) as FileHandle;
  await handle.close();
  const syncs: { readonly [kind: string]: unknown; readonly seen: T }[] = [];
  for (const kind of ['sync', 'datasync'] as const) {
    const real: unknown = Reflect.get(prototype, kind);
    const spy = vi.spyOn(prototype, kind).mockImplementation(async function (this: FileHandle) {
      const path = readlinkSync(`/proc/self/fd/${this.fd}`);
      await Reflect.apply(real as () => Promise<void>, this, []);
      const directory = readdirOrNull(path) === null ? dirname(path) : path;
      syncs.push({ [kind]: directory === path ? 'the directory' : basename(path), seen: look(directory) });
    });
    onTestFinished(() => spy.mockRestore());
  }
  return syncs;
}

function readdirOrNull(path: string): readonly string[] | null {
  try {
    return readdirSync(path);
  } catch {
    return null;
  }
}

const text = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
};

/** Numbers: of the newest record in the log, and in the note beside it. */
function numbers(directory: string): string {
  const last = (text(join(directory, 'audit.jsonl')) ?? '').trimEnd().split('\n').at(-1);
  const head = text(join(directory, 'audit.head'));
  return `log ${last === '' || last === undefined ? 0 : (JSON.parse(last) as { seq: number }).seq}, head ${head === null || head === '' ? 'none' : (JSON.parse(head) as { seq: number }).seq}`;
}

it('a log’s head is on the disk before its first record; a durable record is before it is acknowledged, an other one is not waited for', async () => {
  const { log } = openTrail(await tempDir());
  const syncs = await watchSyncs(numbers);
  await log.append({ event: 'start' });
  expect(syncs.splice(0)).toEqual([{ sync: 'audit.head', seen: 'log 0, head 0' }, { sync: 'the directory', seen: 'log 0, head 0' }]);
  await log.append({ event: 'call' });
  expect(syncs.splice(0)).toEqual([]);
  await Promise.all([log.append({ event: 'call' }), log.append({ event: 'call' }, { durable: true })]);
  expect(syncs.splice(0)).toEqual([{ datasync: 'audit.jsonl', seen: 'log 4, head 4' }, { sync: 'the directory', seen: 'log 4, head 4' }]);
  await log.append({ event: 'result' }, { durable: true });
  // The names are on the disk by then.
  expect(syncs.splice(0)).toEqual([{ datasync: 'audit.jsonl', seen: 'log 5, head 5' }]);
  await log.close();
  expect(syncs).toEqual([]);
});

it('a log that is put aside is on the disk before it gets its name', async () => {
  const { log, path } = openTrail(await tempDir());
  await log.append({ event: 'start' });
  await log.close();
  const syncs = await watchSyncs((directory) => readdirSync(directory).filter((name) => name.endsWith('.jsonl')));
  await rotateAuditLog(path);
  expect(syncs).toEqual([{ datasync: 'audit.jsonl', seen: ['audit.jsonl'] }]);
});

it('a configuration value is on the disk before it replaces the one before it, and its name is, too, when it is acknowledged', async () => {
  const store = createConfigStore({ directory: await tempDir() });
  await store.set('max_jobs', '1');
  const syncs = await watchSyncs((directory) => [text(join(directory, 'config.json.tmp')), text(join(directory, 'config.json'))]);
  await store.set('max_jobs', '2');
  const [before, after] = ['1', '2'].map((value) => `{\n  "max_jobs": "${value}"\n}\n`);
  expect(syncs).toEqual([{ sync: 'config.json.tmp', seen: [after, before] }, { sync: 'the directory', seen: [null, after] }]);
});

it('a state directory that is made is on the disk, with those above it', async () => {
  const root = await tempDir();
  const syncs = await watchSyncs((directory) => directory.slice(root.length));
  await createConfigStore({ directory: join(root, 'a', 'b') }).set('max_jobs', '1');
  expect(syncs.filter((sync) => sync['sync'] === 'the directory')).toEqual(['', '/a', '/a/b'].map((seen) => ({ sync: 'the directory', seen })));
});
