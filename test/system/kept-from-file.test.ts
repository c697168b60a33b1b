// What is kept of a log for the status: taken only while the file is certainly the same, and never staler than a first look.
import { appendFile, open, rename, rm, stat, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ZopsError } from '../../src/errors.js';
import { createKeptFromFile } from '../../src/system/kept-from-file.js';
import { createSimulator } from '../../src/system/simulator.js';
import { directoryWith, STATUS, SYSLOG, text } from './sample.js';

/** Whole seconds: to be set back to exactly. */
const LONG_AGO = 1_000_000_000;

/** Makes files of this moment look as if they had been at rest for long. */
const later = (): void => void vi.setSystemTime(Date.now() + 60_000);

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

async function counted(content = 'one'): Promise<{ readonly path: string; readonly ask: (during?: () => Promise<void>) => Promise<string> }> {
  const directory = await directoryWith({ 'syslog.log': content });
  await utimes(join(directory, 'syslog.log'), LONG_AGO, LONG_AGO);
  const kept = createKeptFromFile<string>({ directory, mayRead: () => undefined });
  let made = 0;
  const ask = (during?: () => Promise<void>): Promise<string> =>
    kept('syslog.log', async () => {
      await during?.();
      return `made ${++made}`;
    });
  return { path: join(directory, 'syslog.log'), ask };
}

/** Other bytes in the same place, size and time of modification as before; returns when the clock of the file system has moved on. */
async function editInPlace(path: string, edit: (content: Buffer) => void): Promise<void> {
  const { size } = await stat(path);
  await wait(20);
  const file = await open(path, 'r+');
  const content = Buffer.alloc(size);
  await file.read(content, 0, size, 0);
  edit(content);
  await file.write(content, 0, size, 0);
  await file.close();
  await utimes(path, LONG_AGO, LONG_AGO);
}

describe('made once', () => {
  test('of a file at rest', async () => {
    const { ask } = await counted();
    later();
    expect([await ask(), await ask(), await ask()]).toEqual(['made 1', 'made 1', 'made 1']);
  });

  test('of each file, by its name', async () => {
    const directory = await directoryWith({ 'a.log': 'a', 'b.log': 'b' });
    const kept = createKeptFromFile<string>({ directory, mayRead: () => undefined });
    later();
    for (const name of ['a.log', 'b.log', 'a.log']) expect(await kept(name, () => Promise.resolve(name))).toBe(name);
  });
});

describe('made anew', () => {
  test('while the file changed too lately for the next change to show', async () => {
    const { ask } = await counted();
    expect([await ask(), await ask()]).toEqual(['made 1', 'made 2']);
  });

  test('of a file from the future, which says nothing about when it changed', async () => {
    const { path, ask } = await counted();
    later();
    await utimes(path, 4_000_000_000, 4_000_000_000);
    expect([await ask(), await ask()]).toEqual(['made 1', 'made 2']);
  });

  test('when the file changed while it was read', async () => {
    const { path, ask } = await counted();
    later();
    expect(await ask(() => appendFile(path, 'two'))).toBe('made 1');
    expect([await ask(), await ask()]).toEqual(['made 2', 'made 2']);
  });

  test('after a failure', async () => {
    const { ask } = await counted();
    later();
    await expect(ask(() => Promise.reject(new Error('torn')))).rejects.toThrow('torn');
    expect(await ask()).toBe('made 1');
  });

  test.each<[string, (path: string) => Promise<void>]>([
    ['appended to', (path) => appendFile(path, 'more')],
    ['truncated', (path) => truncate(path, 1)],
    ['replaced by one of the same content', async (path) => {
      await writeFile(`${path}.new`, 'one');
      await rename(`${path}.new`, path);
    }],
    ['replaced by a link to another', async (path) => {
      await writeFile(`${path}.1`, 'two');
      await rm(path);
      await symlink('syslog.log.1', path);
    }],
    ['edited in place with its size and time set back', (path) => editInPlace(path, (content) => void content.reverse())],
  ])('when the file was %s', async (_, change) => {
    const { path, ask } = await counted();
    later();
    expect(await ask()).toBe('made 1');
    await change(path);
    expect([await ask(), await ask()]).toEqual(['made 2', 'made 2']);
  });
});

test('what may not be read any more, or is gone, is refused whatever was kept', async () => {
  const directory = await directoryWith({ 'syslog.log': 'one' });
  let open = true;
  const mayRead = (): void => {
    if (!open) throw new ZopsError('refused', 'The site keeps this to itself.');
  };
  const kept = createKeptFromFile<string>({ directory, mayRead });
  later();
  expect(await kept('syslog.log', () => Promise.resolve('made'))).toBe('made');
  open = false;
  await expect(kept('syslog.log', () => Promise.resolve('again'))).rejects.toMatchObject({ code: 'refused' });
  open = true;
  await rm(join(directory, 'syslog.log'));
  await expect(kept('syslog.log', () => Promise.resolve('again'))).rejects.toMatchObject({ code: 'data_missing' });
});

test('the status says after every change of the logs what a first look says', async () => {
  const directory = await directoryWith({ 'syslog.log': text(SYSLOG), 'joblog.log': '', 'audit.log': text(SYSLOG.slice(10, 15)), 'error.log': '', 'status.json': JSON.stringify(STATUS) });
  const [syslog, audit] = [join(directory, 'syslog.log'), join(directory, 'audit.log')];
  await utimes(syslog, LONG_AGO, LONG_AGO);
  const system = createSimulator({ directory });
  const abend = SYSLOG[9];
  const changes: readonly (() => Promise<void>)[] = [
    () => Promise.resolve(),
    () => appendFile(syslog, `${abend.replace('PAYR0300', 'BILL0100')}\n`),
    () => appendFile(syslog, SYSLOG.slice(10, 13).join('\n')),
    () => appendFile(syslog, `\n${SYSLOG.slice(13, 15).join('\n')}\n`),
    () => editInPlace(syslog, (content) => void content.write('U0C7', content.indexOf('S0C7'))),
    () => rename(syslog, join(directory, 'syslog.1')),
    () => writeFile(syslog, `${abend}\n`),
    () => truncate(syslog, 0),
    () => truncate(audit, 3),
    () => rm(audit),
    () => symlink('syslog.1', audit),
    () => writeFile(join(directory, 'status.json'), JSON.stringify({ ...STATUS, cpu: 99 })),
  ];
  later();
  const seen = new Set<string>();
  for (const change of changes) {
    await change();
    const { alerts } = await system.status();
    expect(alerts).toEqual((await createSimulator({ directory }).status()).alerts);
    expect(await system.status()).toMatchObject({ alerts });
    seen.add(JSON.stringify(alerts));
  }
  // The changes are such as show: all but the first, and the begun message that its end completes.
  expect(seen.size).toBeGreaterThanOrEqual(changes.length - 3);
});
