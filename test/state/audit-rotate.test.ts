// The audit log over several files: put aside by size or by hand, checked as one chain, and never torn apart by a crash in between.
import { appendFile, chmod, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rotateAuditLog } from '../../src/state/audit-rotate.js';
import { verifyAuditLog } from '../../src/state/audit-verify.js';
import type { AuditRecord } from '../../src/state/state.js';
import { tempDir } from '../support/temp.js';
import { linesOf, openIn, openTrail, recordedTrail } from './support/audit-files.js';

const FIRST = 'audit-000000000003.jsonl';

/** Three records that were put aside, and a live file with the record of that and two more. */
async function rotatedTrail() {
  const trail = await recordedTrail(3);
  expect(await rotateAuditLog(trail.path)).toBe(FIRST);
  await trail.log.append({ event: 'call' });
  await trail.log.append({ event: 'call' });
  await trail.log.close();
  return openTrail(trail.directory);
}

describe('a file that is put aside', () => {
  it('is named after its last record; the next file begins with a record that names it and holds its last hash', async () => {
    const { directory, path } = await rotatedTrail();
    const [old, now] = [await linesOf(join(directory, FIRST)), await linesOf(path)].map((lines) => lines.map((line) => JSON.parse(line) as AuditRecord));
    expect(old?.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(now?.map(({ seq, event, follows }) => [seq, event, follows])).toEqual([[4, 'rotate', FIRST], [5, 'call', undefined], [6, 'call', undefined]]);
    expect(now?.[0]?.prev).toBe(old?.[2]?.hash);
    expect(await verifyAuditLog(path)).toEqual({ ok: true, records: 6, first: 1, head: { seq: 6, hash: now?.[2]?.hash }, broken: null, warnings: [] });
    expect((await stat(join(directory, FIRST))).mode & 0o777).toBe(0o600);
  });

  it('that others can write is not gone on from', async () => {
    const { directory, path, log } = await recordedTrail(3);
    await rotateAuditLog(path);
    await chmod(join(directory, FIRST), 0o606);
    await expect(log.append({ event: 'call' })).rejects.toMatchObject({ code: 'audit_unavailable', message: expect.stringContaining(`${FIRST} can be written by other users (mode 0606)`) as string });
    await chmod(join(directory, FIRST), 0o600);
    expect(await log.append({ event: 'call' })).toMatchObject({ seq: 5 });
  });

  it('comes on its own at the limit, while several servers write', async () => {
    const directory = await tempDir();
    const servers = Array.from({ length: 3 }, () => openTrail(directory, [], { fileBytes: 4096 }).log);
    for (let turn = 0; turn < 8; turn += 1) {
      await Promise.all(servers.flatMap((log) => Array.from({ length: 3 }, () => log.append({ event: 'call', args: { pad: 'x'.repeat(500) } }))));
    }
    await Promise.all(servers.map((log) => log.close()));
    const asides = (await readdir(directory)).filter((name) => /^audit-\d{12}\.jsonl$/.test(name));
    expect(asides.length).toBeGreaterThan(5);
    const result = await verifyAuditLog(join(directory, 'audit.jsonl'));
    expect(result).toMatchObject({ ok: true, first: 1, broken: null, warnings: [] });
    const records = await servers[0]?.tail(10_000);
    expect(records?.map(({ seq }) => seq)).toEqual(Array.from({ length: result.records }, (_, index) => index + 1));
    expect(records?.filter(({ event }) => event === 'call')).toHaveLength(8 * 9);
  });

  it('is read by tail where the live file does not hold enough', async () => {
    const { log } = await rotatedTrail();
    expect((await log.tail(2)).map(({ seq }) => seq)).toEqual([5, 6]);
    expect((await log.tail(5)).map(({ seq }) => seq)).toEqual([2, 3, 4, 5, 6]);
    expect((await log.tail(50)).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('is read by tail only as far as it must be, and no file stays open', async () => {
    const { directory, path, log } = await rotatedTrail();
    expect(await rotateAuditLog(path)).toBe('audit-000000000006.jsonl');
    await log.append({ event: 'call' });
    await log.close();
    // 1 to 3, 4 to 6, and 7 (the record of that) with 8.
    for (const [count, first] of [[2, 7], [3, 6], [5, 4], [6, 3]] as const) expect((await log.tail(count)).map(({ seq }) => seq)).toEqual(Array.from({ length: count }, (_, index) => first + index));
    expect(await openIn(directory)).toEqual([]);
  });

  it('may be the newest there is: nothing is missing before the next record', async () => {
    const { path, log } = await recordedTrail(3);
    await rotateAuditLog(path);
    expect(await rotateAuditLog(path)).toBeNull();
    expect(await verifyAuditLog(path)).toMatchObject({ ok: true, records: 3, warnings: [] });
    expect((await log.tail(2)).map(({ seq }) => seq)).toEqual([2, 3]);
  });

  it('is never replaced: a name that is taken leaves everything as it is', async () => {
    const { directory, path } = await recordedTrail(3);
    await writeFile(join(directory, FIRST), 'keep');
    await expect(rotateAuditLog(path)).rejects.toMatchObject({ code: 'audit_unavailable', message: expect.stringContaining(`${FIRST}, under which audit.jsonl is to be put aside, exists already`) as string });
    expect(await readFile(join(directory, FIRST), 'utf8')).toBe('keep');
    // Nor does it keep a server from recording.
    const small = openTrail(directory, [], { fileBytes: 1 }).log;
    await rename(join(directory, FIRST), join(directory, 'audit-000000000004.jsonl'));
    expect([(await small.append({ event: 'call' })).seq, (await small.append({ event: 'call' })).seq]).toEqual([4, 5]);
  });

  it('keeps an unfinished record from following it', async () => {
    const { path, log } = await recordedTrail(3);
    await appendFile(path, '{"seq":4,');
    expect(await rotateAuditLog(path)).toBe(FIRST);
    await log.append({ event: 'call' });
    expect(await verifyAuditLog(path)).toMatchObject({ ok: true, records: 5, warnings: [] });
  });
});

describe('a crash in the middle of it', () => {
  it.each([
    ['before the new file', () => Promise.resolve()],
    ['after the new file was made', (path: string) => writeFile(path, '', { mode: 0o600 })],
    ['in the first record', (path: string) => writeFile(path, '{"seq":4,"time', { mode: 0o600 })],
  ])('%s: the chain goes on', async (_name, crash) => {
    const { directory, path } = await recordedTrail(3);
    await rename(path, join(directory, FIRST));
    await crash(path);
    const { log } = openTrail(directory);
    expect((await log.append({ event: 'call' })).seq).toBe(5);
    await log.close();
    expect(await verifyAuditLog(path)).toMatchObject({ ok: true, records: 5, broken: null });
    expect(JSON.parse((await linesOf(path))[0] ?? '')).toMatchObject({ seq: 4, event: 'rotate', follows: FIRST });
  });

  it('is no excuse for a head that is not there', async () => {
    const { directory, path } = await recordedTrail(3);
    await rename(path, join(directory, FIRST));
    await rm(join(directory, 'audit.head'));
    const broken = { file: FIRST, line: 4, reason: 'head_missing' };
    expect(await verifyAuditLog(path)).toMatchObject({ ok: false, records: 3, broken });
    const { log } = openTrail(directory);
    expect((await log.append({ event: 'call' })).seq).toBe(5);
    await log.close();
    expect(JSON.parse((await linesOf(path))[0] ?? '')).toMatchObject({ seq: 4, event: 'rotate', follows: FIRST, head: null });
    expect(await verifyAuditLog(path)).toMatchObject({ ok: false, records: 3, broken: { file: 'audit.jsonl', line: 1, reason: 'head_missing' } });
  });
});

describe('what a check says of files', () => {
  it('that were taken away, oldest first: from where on it could check', async () => {
    const { directory, path } = await rotatedTrail();
    const hash = (JSON.parse((await linesOf(join(directory, FIRST)))[2] ?? '') as AuditRecord).hash;
    await rm(join(directory, FIRST));
    expect(await verifyAuditLog(path)).toMatchObject({
      ok: true,
      records: 3,
      first: 4,
      warnings: [`Records 1 to 3 are not here: they are in ${FIRST} and what came before it. The last of them has the hash ${hash}.`],
    });
  });

  it('of which one in the middle is missing', async () => {
    const { directory, path, log } = await rotatedTrail();
    expect(await rotateAuditLog(path)).toBe('audit-000000000006.jsonl');
    await log.append({ event: 'call' });
    await log.close();
    await rm(join(directory, 'audit-000000000006.jsonl'));
    expect(await verifyAuditLog(path)).toMatchObject({ ok: false, records: 3, broken: { file: 'audit.jsonl', line: 1, reason: 'sequence_gap', message: 'records 4 to 6 are missing.' } });
  });

  it.each([
    ['was changed', (text: string) => text.replace('ls 2', 'ls 9'), [FIRST, 2, 'hash_mismatch']],
    ['lost its end', (text: string) => text.slice(0, text.indexOf('{"seq":3')), ['audit.jsonl', 1, 'sequence_gap']],
    ['ends in the middle of a record', (text: string) => text.slice(0, -40), [FIRST, 3, 'not_json']],
    ['lost its beginning', (text: string) => text.slice(text.indexOf('\n') + 1), [FIRST, 1, 'sequence_gap']],
  ] as const)('of which an older one %s', async (_name, change, place) => {
    const { directory, path } = await rotatedTrail();
    const old = join(directory, FIRST);
    await writeFile(old, change(await readFile(old, 'utf8')));
    const { broken } = await verifyAuditLog(path);
    expect([broken?.file, broken?.line, broken?.reason]).toEqual(place);
  });

  it('of which the newest was put aside, and has half a record at its end: nobody writes to it any more', async () => {
    const { directory, path } = await recordedTrail(3);
    await rotateAuditLog(path);
    await appendFile(join(directory, FIRST), '{"seq":4,');
    expect(await verifyAuditLog(path)).toMatchObject({ ok: false, records: 3, broken: { file: FIRST, line: 4, reason: 'not_json' } });
  });

  it('of which the live one was cut', async () => {
    const { path } = await rotatedTrail();
    await writeFile(path, '');
    expect(await verifyAuditLog(path)).toMatchObject({ ok: false, records: 3, broken: { file: 'audit.jsonl', line: 1, reason: 'end_missing', message: 'The log ends too early here: records 4 to 6 are missing, or audit.head, which named record 6 as the newest, was changed.' } });
  });

  it('that are put aside while it reads: each once', async () => {
    const { directory, path, log } = await recordedTrail(3);
    let isRotated = false;
    const checking = verifyAuditLog(path, { onProgress: () => (isRotated = true) });
    await rotateAuditLog(path);
    expect(await checking).toMatchObject({ ok: true, records: 3 });
    expect(isRotated).toBe(true);
    await log.close();
    expect(await readdir(directory)).toContain(FIRST);
  });
});
