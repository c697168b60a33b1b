// Attacks on and mishaps of the data directory: what cannot be read says so by file name, and never by host path.
import { execFileSync } from 'node:child_process';
import promises, { chmod, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { ZopsError } from '../../src/errors.js';
import { createSimulator } from '../../src/system/simulator.js';
import { directoryWith, STATUS, SYSLOG, text } from './sample.js';

async function failure(directory: string, action: 'logs' | 'status' = 'logs'): Promise<{ code: string; message: string }> {
  const system = createSimulator({ directory });
  const error: unknown = await (action === 'logs' ? system.logs({ source: 'syslog', tail: 5 }) : system.status()).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ZopsError)) throw new Error(`expected a ZopsError, got ${String(error)}`);
  expect(error.message).not.toContain(directory);
  return { code: error.code, message: error.message };
}

const AS_ROOT = process.getuid?.() === 0;
/** File permissions do not stop root: such a test runs as another user. */
async function unprivileged<T>(run: () => Promise<T>): Promise<T> {
  if (!AS_ROOT) return run();
  process.seteuid?.(65_534);
  try {
    return await run();
  } finally {
    process.seteuid?.(0);
  }
}

test('missing file', async () => {
  const message = 'syslog.log is missing from the data directory; add it, or point ZOPS_DATA_DIR to a directory that has it.';
  expect(await failure(await directoryWith({}))).toEqual({ code: 'data_missing', message });
  expect(await failure(await directoryWith({}), 'status')).toEqual({ code: 'data_missing', message: message.replace('syslog.log', 'status.json') });
});

test('missing directory', async () => {
  const directory = await directoryWith({});
  await rm(directory, { recursive: true });
  const message = 'The data directory does not exist: check ZOPS_DATA_DIR, or without it ZOPS_SCENARIO (a folder of fixtures/ such as baseline).';
  expect(await failure(directory)).toEqual({ code: 'data_missing', message });
});

test('a file instead of the directory', async () => {
  const directory = await directoryWith({ 'syslog.log': '' });
  const message = 'The data directory is not a directory: check ZOPS_DATA_DIR, or without it ZOPS_SCENARIO (a folder of fixtures/ such as baseline).';
  expect(await failure(join(directory, 'syslog.log'))).toEqual({ code: 'data_invalid', message });
});

test('unreadable file', async () => {
  const directory = await directoryWith({ 'syslog.log': text(SYSLOG) });
  await chmod(directory, 0o755);
  await chmod(join(directory, 'syslog.log'), 0o000);
  expect(await unprivileged(() => failure(directory))).toEqual({
    code: 'data_invalid',
    message: 'syslog.log cannot be read (permission denied); let the user that runs zops read it and its directory.',
  });
});

test('unreadable directory', async () => {
  const directory = await directoryWith({ 'syslog.log': text(SYSLOG) });
  await chmod(directory, 0o000);
  const error = await unprivileged(() => failure(directory));
  await chmod(directory, 0o700);
  expect(error).toEqual({
    code: 'data_invalid',
    message: 'syslog.log cannot be read (permission denied); let the user that runs zops read it and its directory.',
  });
});

test('a link out of the directory is not followed', async () => {
  const secret = await directoryWith({ secret: 'root:x:0:0' });
  const directory = await directoryWith({});
  await symlink(join(secret, 'secret'), join(directory, 'syslog.log'));
  const message = 'syslog.log is a link that leads outside the data directory, which is not followed; put the file itself there.';
  expect(await failure(directory)).toEqual({ code: 'data_invalid', message });
});

test('a link to a directory whose name only starts like the data directory is outside', async () => {
  const directory = await directoryWith({});
  await mkdir(`${directory}-evil`);
  await writeFile(`${directory}-evil/syslog.log`, text(SYSLOG));
  await symlink(`${directory}-evil/syslog.log`, join(directory, 'syslog.log'));
  expect((await failure(directory)).code).toBe('data_invalid');
  await rm(`${directory}-evil`, { recursive: true });
});

test('a link that stays inside is followed, and the directory itself may be one', async () => {
  const directory = await directoryWith({ 'today.log': text(SYSLOG), 'status.json': JSON.stringify(STATUS) });
  await symlink('today.log', join(directory, 'syslog.log'));
  const outer = await directoryWith({});
  await symlink(directory, join(outer, 'data'));
  expect((await createSimulator({ directory: join(outer, 'data') }).logs({ source: 'syslog', tail: 5 })).count).toBe(5);
});

test.each([
  ['to a file', '/sim/days/today.log'],
  ['through a folder that is one, too', 'link/today.log'],
  ['with dots that stay inside', '/sim/days/../days/./today.log'],
])('a link that names the directory as sandboxes see it is followed like there: %s', async (_, target) => {
  const directory = await directoryWith({});
  await mkdir(join(directory, 'days'));
  await writeFile(join(directory, 'days', 'today.log'), text(SYSLOG));
  await symlink('/sim/days', join(directory, 'link'));
  await symlink(target, join(directory, 'syslog.log'));
  expect((await createSimulator({ directory }).logs({ source: 'syslog', tail: 5 })).count).toBe(5);
});

test.each(['/sim/../etc/passwd', '/sim/../../etc/passwd', '../etc/passwd', '/simulator/syslog.log', '/etc/passwd', '/nowhere/at/all'])('a link to %s leads outside', async (target) => {
  const directory = await directoryWith({});
  await symlink(target, join(directory, 'syslog.log'));
  expect(await failure(directory)).toEqual({ code: 'data_invalid', message: 'syslog.log is a link that leads outside the data directory, which is not followed; put the file itself there.' });
});

test('a link to the directory itself is not a file, and one in it that is missing is missing', async () => {
  const directory = await directoryWith({});
  await symlink('/sim', join(directory, 'syslog.log'));
  await symlink('/sim/gone.json', join(directory, 'status.json'));
  expect((await failure(directory)).code).toBe('data_invalid');
  expect((await failure(directory, 'status')).code).toBe('data_missing');
});

test('a dangling link is a missing file, a loop of links an error', async () => {
  const directory = await directoryWith({});
  await symlink('nowhere', join(directory, 'syslog.log'));
  expect((await failure(directory)).code).toBe('data_missing');
  await symlink('status.json', join(directory, 'status.json'));
  expect((await failure(directory, 'status')).message).toBe('status.json cannot be read (ELOOP); check the file and try again.');
});

test('a pipe does not block', async () => {
  const directory = await directoryWith({});
  execFileSync('mkfifo', [join(directory, 'syslog.log'), join(directory, 'status.json')]);
  const message = 'syslog.log is not a regular file (a directory, pipe or device); put a readable text file there.';
  expect(await failure(directory)).toEqual({ code: 'data_invalid', message });
  expect((await failure(directory, 'status')).code).toBe('data_invalid');
});

test('a directory in place of a file', async () => {
  const directory = await directoryWith({});
  await mkdir(join(directory, 'syslog.log'));
  expect((await failure(directory)).code).toBe('data_invalid');
});

test.runIf(process.platform === 'linux')('a folder that becomes a link to the outside between the look at a path and its opening', async () => {
  const outside = await directoryWith({ 'syslog.log': text(SYSLOG) });
  const directory = await directoryWith({});
  await mkdir(join(directory, 'sub'));
  await writeFile(join(directory, 'sub', 'syslog.log'), text(SYSLOG));
  await symlink('sub/syslog.log', join(directory, 'syslog.log'));
  const { open } = promises;
  vi.spyOn(promises, 'open').mockImplementationOnce(async (...args) => {
    await rename(join(directory, 'sub'), join(directory, 'moved'));
    await symlink(outside, join(directory, 'sub'));
    return open(...args);
  });
  syncBuiltinESMExports();
  onTestFinished(() => {
    vi.restoreAllMocks();
    syncBuiltinESMExports();
  });
  const message = 'syslog.log is a link that leads outside the data directory, which is not followed; put the file itself there.';
  expect(await failure(directory)).toEqual({ code: 'data_invalid', message });
});
