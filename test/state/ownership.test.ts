// Who may change the state: another local user must not be able to plant or replace what zops reads and writes.
import { chmod, chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createConfigStore } from '../../src/state/config-store.js';
import { rotateAuditLog } from '../../src/state/audit-rotate.js';
import { verifyAuditLog } from '../../src/state/audit-verify.js';
import { assertOwn } from '../../src/state/ownership.js';
import { tempDir } from '../support/temp.js';
import { openTrail, recordedTrail } from './support/audit-files.js';

const refusal = (what: string) => ({ message: expect.stringContaining(what) as string });
/** One that exists nowhere in particular. */
const STRANGER = 54_321;

describe('who may own and write a state file', () => {
  const check = (uid: number, mode: number, user: number | null) => () => {
    assertOwn('it', { uid, mode }, user);
  };

  it.each([
    ['our own', 1000, 0o100600, 1000],
    ['our own, read by all', 1000, 0o100644, 1000],
    ['root’s', 0, 0o040755, 1000],
    ['root’s, for root', 0, 0o040700, 0],
    ['anybody’s, where the platform knows no users (Windows)', 1000, 0o100666, null],
  ])('%s: fine', (_name, uid, mode, user) => {
    expect(check(uid, mode, user)).not.toThrow();
  });

  it.each([
    ['another user’s', 1001, 0o040700, 1000, 'it belongs to another user (uid 1001, but zops runs as uid 1000); run zops as that user or set ZOPS_STATE_DIR to a directory of its own, then try again'],
    ['another user’s, for root', 1001, 0o040700, 0, 'it belongs to another user (uid 1001, but zops runs as uid 0); run zops as that user or set ZOPS_STATE_DIR to a directory of its own, then try again'],
    ['written by a group', 1000, 0o040770, 1000, 'it can be written by other users (mode 0770); take that away with chmod go-w or set ZOPS_STATE_DIR to a directory of its own, then try again'],
    ['written by all, as /tmp', 0, 0o041777, 1000, 'it can be written by other users (mode 1777); take that away with chmod go-w or set ZOPS_STATE_DIR to a directory of its own, then try again'],
  ])('%s: refused', (_name, uid, mode, user, message) => {
    expect(check(uid, mode, user)).toThrow(expect.objectContaining({ name: 'ExposedError', message }) as Error);
  });
});

describe('a state directory that others can write', () => {
  it('is not used, and nothing is left in it', async () => {
    const directory = join(await tempDir(), 'state');
    await mkdir(directory);
    await chmod(directory, 0o777);
    const message = 'the state directory (ZOPS_STATE_DIR) can be written by other users (mode 0777); take that away with chmod go-w';
    await expect(openTrail(directory).log.append({ event: 'call' })).rejects.toMatchObject({ code: 'audit_unavailable', ...refusal(message) });
    await expect(createConfigStore({ directory }).set('log_level', 'INFO')).rejects.toMatchObject({ code: 'state_unavailable', ...refusal(message) });
    expect(await readFile(join(directory, 'audit.jsonl')).catch(() => 'none')).toBe('none');
    await writeFile(join(directory, 'config.json'), '{"log_level": "DEBUG"}', { mode: 0o600 });
    await expect(createConfigStore({ directory }).read()).rejects.toMatchObject({ code: 'state_unavailable', ...refusal(message) });
    await chmod(directory, 0o700);
    expect((await openTrail(directory).log.append({ event: 'call' })).seq).toBe(1);
    expect(await createConfigStore({ directory }).read()).toEqual({ log_level: 'DEBUG' });
  });
});

describe('a state file that others can write', () => {
  it('is not used', async () => {
    const { directory, path, log } = await recordedTrail(1);
    for (const name of ['audit.jsonl', 'audit.head']) {
      await chmod(join(directory, name), 0o666);
      await expect(log.append({ event: 'call' })).rejects.toMatchObject({ code: 'audit_unavailable', ...refusal(`${name} can be written by other users (mode 0666)`) });
      await chmod(join(directory, name), 0o600);
    }
    expect((await log.append({ event: 'call' })).seq).toBe(2);
    const store = createConfigStore({ directory });
    await store.set('log_level', 'INFO');
    await chmod(join(directory, 'config.json'), 0o620);
    for (const use of [store.read(), store.set('log_level', 'DEBUG')]) await expect(use).rejects.toMatchObject({ code: 'state_unavailable', ...refusal('config.json can be written by other users (mode 0620)') });
    // To look at a log is another matter: an auditor may.
    await chmod(path, 0o666);
    expect(await verifyAuditLog(path)).toMatchObject({ ok: true, records: 2, warnings: [others('audit.jsonl (mode 0666)')] });
  });
});

const others = (parts: string): string =>
  `Others could have written here: ${parts}. Who can write a log can rewrite it as a whole, and its chain holds: check as the user that runs zops, and take the right to write from all others (chmod go-w).`;

describe('a check names what others could have written', () => {
  it('directory, files that were put aside, log and head, by their modes', async () => {
    const { directory, path, log } = await recordedTrail(3);
    await rotateAuditLog(path);
    await log.append({ event: 'stop' });
    await log.close();
    expect((await verifyAuditLog(path)).warnings).toEqual([]);
    for (const [name, mode] of [['.', 0o1777], ['audit-000000000003.jsonl', 0o620], ['audit.jsonl', 0o602], ['audit.head', 0o666]] as const) await chmod(join(directory, name), mode);
    expect((await verifyAuditLog(path)).warnings).toEqual([others('the state directory (mode 1777), audit-000000000003.jsonl (mode 0620), audit.jsonl (mode 0602), audit.head (mode 0666)')]);
  });

  it('also where there is no log (any more)', async () => {
    const directory = await tempDir();
    await chmod(directory, 0o777);
    expect(await verifyAuditLog(join(directory, 'audit.jsonl'))).toEqual({ ok: true, records: 0, first: null, head: null, broken: null, warnings: [others('the state directory (mode 0777)')] });
  });
});

describe.skipIf(process.geteuid?.() !== 0)('what belongs to another user (root alone can make such files)', () => {
  it('is not used', async () => {
    const directory = await tempDir();
    await chown(directory, STRANGER, STRANGER);
    await expect(openTrail(directory).log.append({ event: 'call' })).rejects.toMatchObject({ code: 'audit_unavailable', ...refusal(`the state directory (ZOPS_STATE_DIR) belongs to another user (uid ${STRANGER}, but zops runs as uid 0)`) });
    await chown(directory, 0, 0);
    for (const [name, use] of [
      ['audit.jsonl', () => openTrail(directory).log.append({ event: 'call' })],
      ['config.json', () => createConfigStore({ directory }).read()],
      ['config.json.tmp', () => createConfigStore({ directory }).set('a', 'b')],
    ] as const) {
      await writeFile(join(directory, name), '{}', { mode: 0o600 });
      await chown(join(directory, name), STRANGER, STRANGER);
      await expect(use()).rejects.toMatchObject(refusal(`${name} belongs to another user`));
      await rm(join(directory, name));
    }
  });

  it('is named by a check', async () => {
    const { directory, path } = await recordedTrail(1);
    for (const name of ['.', 'audit.jsonl', 'audit.head']) await chown(join(directory, name), STRANGER, STRANGER);
    const of = `(of uid ${STRANGER}, while uid 0 checks)`;
    expect(await verifyAuditLog(path)).toMatchObject({ ok: true, records: 1, warnings: [others(`the state directory ${of}, audit.jsonl ${of}, audit.head ${of}`)] });
  });
});
