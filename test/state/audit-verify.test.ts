// Attacks on the audit log, and what the check says to each.
import { appendFileSync, writeFileSync } from 'node:fs';
import { appendFile, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { headNote } from '../../src/state/audit-end.js';
import { GENESIS, sealRecord } from '../../src/state/audit-record.js';
import { rotateAuditLog } from '../../src/state/audit-rotate.js';
import { verifyAuditLog } from '../../src/state/audit-verify.js';
import { tempDir } from '../support/temp.js';
import { editLines, linesOf, openIn, openTrail, recordedTrail } from './support/audit-files.js';

const brokenAt = async (path: string): Promise<unknown> => {
  const { ok, records, broken } = await verifyAuditLog(path);
  expect(ok).toBe(broken === null);
  expect(broken === null || records === broken.line - 1).toBe(true);
  return broken === null ? 'intact' : [broken.line, broken.reason];
};

describe('an intact log', () => {
  it('is counted, with its head', async () => {
    const { path, log } = await recordedTrail(10);
    const last = (await log.tail(1))[0];
    expect(await verifyAuditLog(path)).toEqual({ ok: true, records: 10, first: 1, head: { seq: 10, hash: last?.hash }, broken: null, warnings: [] });
  });

  it('that does not exist yet has no records', async () => {
    expect(await verifyAuditLog(join(await tempDir(), 'audit.jsonl'))).toEqual({ ok: true, records: 0, first: null, head: null, broken: null, warnings: [] });
  });

  it('whose clock was set back is intact', async () => {
    const directory = await tempDir();
    const first = sealRecord(GENESIS, { event: 'start' }, { time: '2026-11-22T10:00:00.000Z', pid: 1 });
    const second = sealRecord(first.record, { event: 'stop' }, { time: '2026-11-22T09:00:00.000Z', pid: 1 });
    await writeFile(join(directory, 'audit.jsonl'), first.line + second.line);
    await writeFile(join(directory, 'audit.head'), headNote(second.record));
    expect(await verifyAuditLog(join(directory, 'audit.jsonl'))).toEqual({ ok: true, records: 2, first: 1, head: { seq: 2, hash: second.record.hash }, broken: null, warnings: [] });
  });

  it('that begins while it is looked at is not taken for one that lost its head', async () => {
    const { path, directory } = await recordedTrail(2);
    const head = await readFile(join(directory, 'audit.head'));
    await rm(join(directory, 'audit.head'));
    const onProgress = (): void => writeFileSync(join(directory, 'audit.head'), head);
    expect(await verifyAuditLog(path, { onProgress })).toMatchObject({ ok: true, records: 2, broken: null });
  });

  it('tells its progress in bytes, and stops when asked', async () => {
    const { path, log } = await recordedTrail(1);
    await Promise.all(Array.from({ length: 200 }, () => log.append({ event: 'call', args: { pad: 'x'.repeat(4000) } })));
    const size = (await readFile(path)).length;
    const told: number[] = [];
    await verifyAuditLog(path, { onProgress: (done, total) => told.push(done, total) });
    expect(told.length).toBeGreaterThan(4);
    expect(told.at(-2)).toBe(size);
    expect(new Set(told.filter((_, index) => index % 2 === 1))).toEqual(new Set([size]));
    await expect(verifyAuditLog(path, { signal: AbortSignal.abort(new Error('asked to stop')) })).rejects.toThrow('asked to stop');
  });
});

describe('an attack on the log', () => {
  it('tampered field', async () => {
    const { path } = await recordedTrail(5);
    await editLines(path, (lines) => lines.map((line, index) => (index === 2 ? line.replace('ls 3', 'ls 9') : line)));
    expect(await brokenAt(path)).toEqual([3, 'hash_mismatch']);
  });

  it('tampered last record, with its hash made to fit', async () => {
    const { path } = await recordedTrail(5);
    await editLines(path, (lines) => {
      const before = JSON.parse(lines[3] ?? '') as { seq: number; hash: string };
      return [...lines.slice(0, 4), sealRecord(before, { event: 'call', tool: 'innocent' }, { time: new Date().toISOString(), pid: 1 }).line.trimEnd()];
    });
    expect(await brokenAt(path)).toEqual([5, 'head_mismatch']);
  });

  it('tampered middle record, with its hash made to fit', async () => {
    const { path } = await recordedTrail(5);
    await editLines(path, (lines) => {
      const before = JSON.parse(lines[1] ?? '') as { seq: number; hash: string };
      const forged = sealRecord(before, { event: 'call', tool: 'innocent' }, { time: new Date().toISOString(), pid: 1 }).line.trimEnd();
      return lines.map((line, index) => (index === 2 ? forged : line));
    });
    expect(await brokenAt(path)).toEqual([4, 'prev_mismatch']);
    expect((await verifyAuditLog(path)).broken?.message).toBe('The record does not follow the one before it: that one was changed, replaced or removed.');
  });

  it('the whole chain rewritten, but not its head', async () => {
    const { path } = await recordedTrail(5);
    let after = GENESIS;
    const forged = Array.from({ length: 5 }, () => {
      const { record, line } = sealRecord(after, { event: 'call', tool: 'innocent' }, { time: new Date().toISOString(), pid: 1 });
      after = record;
      return line;
    });
    await writeFile(path, forged.join(''));
    expect(await brokenAt(path)).toEqual([5, 'head_mismatch']);
  });

  it.each([
    ['deleted line', (lines: string[]) => lines.filter((_, index) => index !== 2), [3, 'sequence_gap'], 'record 3 is missing.'],
    ['deleted first lines', (lines: string[]) => lines.slice(3), [1, 'sequence_gap'], 'records 1 to 3 are missing.'],
    ['swapped lines', ([a, b, c, d, e]: string[]) => [a, c, b, d, e], [2, 'sequence_gap'], 'record 2 is missing.'],
    ['repeated line', ([a, b, ...rest]: string[]) => [a, b, b, ...rest], [3, 'sequence_gap'], 'record 2 stands where 3 belongs: lines were inserted, repeated or swapped.'],
    ['inserted JSON', ([a, ...rest]: string[]) => [a, '{"seq":2,"event":"call"}', ...rest], [2, 'not_a_record'], 'The line is not an audit record: it was inserted or changed.'],
    ['inserted text', ([a, ...rest]: string[]) => [a, 'x', ...rest], [2, 'not_json'], 'The line is not JSON: it was damaged or changed.'],
    ['inserted blank line', ([a, ...rest]: string[]) => [a, '', ...rest], [2, 'not_json'], 'The line is not JSON: it was damaged or changed.'],
    ['doubled field', (lines: string[]) => lines.map((line) => line.replace('{"seq":2,', '{"event":"stop","seq":2,')), [2, 'hash_mismatch'], 'The record was changed after it was written: its hash does not fit.'],
    ['added blank', (lines: string[]) => lines.map((line) => line.replace('{"seq":4,', '{ "seq":4,')), [4, 'hash_mismatch'], 'The record was changed after it was written: its hash does not fit.'],
    ['fields after the hash', (lines: string[]) => lines.map((line) => line.replace(/\}$/, ',"x":1}')), [1, 'hash_mismatch'], 'The record was changed after it was written: its hash does not fit.'],
    ['truncated tail', (lines: string[]) => lines.slice(0, 3), [4, 'end_missing'], 'The log ends too early here: records 4 to 5 are missing, or audit.head, which named record 5 as the newest, was changed.'],
    ['emptied log', () => [], [1, 'end_missing'], 'The log ends too early here: records 1 to 5 are missing, or audit.head, which named record 5 as the newest, was changed.'],
  ] as const)('%s', async (_name, edit, place, message) => {
    const { path } = await recordedTrail(5);
    await editLines(path, (lines) => edit(lines) as string[]);
    expect(await brokenAt(path)).toEqual(place);
    expect((await verifyAuditLog(path)).broken?.message).toBe(message);
  });

  it('deleted log', async () => {
    const { path } = await recordedTrail(5);
    await rm(path);
    expect(await brokenAt(path)).toEqual([1, 'end_missing']);
  });

  it('last record cut in half: no crash is taken for an excuse', async () => {
    const { path } = await recordedTrail(5);
    await truncate(path, (await readFile(path)).length - 40);
    expect(await brokenAt(path)).toEqual([5, 'end_missing']);
  });

  it('truncated tail, and a server that goes on: the break stays', async () => {
    const { path, log, directory } = await recordedTrail(5);
    const { hash } = (await log.tail(1))[0] ?? { hash: '' };
    await editLines(path, (lines) => lines.slice(0, 3));
    expect(await log.append({ event: 'start' })).toMatchObject({ seq: 4, head: { seq: 5, hash } });
    await log.close();
    const next = await openTrail(directory).log.append({ event: 'start' });
    expect([next.seq, next.head]).toEqual([5, undefined]);
    expect(await brokenAt(path)).toEqual([4, 'end_missing']);
  });

  it('truncated tail, and the head removed: zops never leaves a log without one', async () => {
    const { path, directory } = await recordedTrail(5);
    await editLines(path, (lines) => lines.slice(0, 3));
    await rm(join(directory, 'audit.head'));
    expect((await verifyAuditLog(path)).broken).toEqual({
      file: 'audit.jsonl',
      line: 4,
      reason: 'head_missing',
      message: 'There is no readable audit.head beside the log here, and zops never leaves one without: it was removed or changed, and records may have been removed with it.',
    });
  });

  it.each([['and put aside by hand', rotateAuditLog], ['as it is', () => Promise.resolve()]])('truncated tail, the head removed, %s, and servers that go on: the break stays', async (_name, meanwhile) => {
    const { path, log, directory } = await recordedTrail(5);
    await editLines(path, (lines) => lines.slice(0, 3));
    await rm(join(directory, 'audit.head'));
    await meanwhile(path);
    expect(await log.append({ event: 'start' })).toMatchObject({ seq: expect.any(Number) as number });
    await log.close();
    const other = openTrail(directory).log;
    expect(await other.append({ event: 'start' })).not.toHaveProperty('head');
    await other.close();
    const { ok, records, broken } = await verifyAuditLog(path);
    expect([ok, records, broken?.reason]).toEqual([false, 3, 'head_missing']);
  });

  it('a head removed under a running server: its next record says so', async () => {
    const { path, log, directory } = await recordedTrail(2);
    await log.append({ event: 'call' });
    await log.close();
    await rm(join(directory, 'audit.head'));
    expect(await log.append({ event: 'call' })).toMatchObject({ seq: 4, head: null });
    await log.close();
    expect(await brokenAt(path)).toEqual([4, 'head_missing']);
  });

  it.each([Number.MAX_SAFE_INTEGER, 1_000_000])('a planted head with the number %i: named, and no record gets a number from it', async (seq) => {
    const { path, log, directory } = await recordedTrail(3);
    const planted = { seq, hash: 'a'.repeat(64) };
    await writeFile(join(directory, 'audit.head'), headNote(planted));
    const message = `The log ends too early here: records 4 to ${seq} are missing, or audit.head, which named record ${seq} as the newest, was changed.`;
    const broken = { file: 'audit.jsonl', line: 4, reason: 'end_missing', message };
    expect((await verifyAuditLog(path)).broken).toEqual(broken);
    expect(await log.append({ event: 'call' })).toMatchObject({ seq: 4, head: planted });
    expect((await log.append({ event: 'call' })).seq).toBe(5);
    await log.close();
    expect((await openTrail(directory).log.append({ event: 'call' })).seq).toBe(6);
    expect((await verifyAuditLog(path)).broken).toEqual(broken);
  });

  it('a planted head with the newest record under another number', async () => {
    const { log, directory, path } = await recordedTrail(3);
    const planted = { seq: 9, hash: (await log.tail(1))[0]?.hash ?? '' };
    await writeFile(join(directory, 'audit.head'), headNote(planted));
    expect(await log.append({ event: 'call' })).toMatchObject({ seq: 4, head: planted });
    await log.close();
    expect(await brokenAt(path)).toEqual([4, 'end_missing']);
  });

  it('a planted head that is none, and longer: named, and of no length in the way', async () => {
    const { log, directory, path } = await recordedTrail(3);
    await writeFile(join(directory, 'audit.head'), `${'x'.repeat(900)}\n`);
    expect(await log.append({ event: 'call' })).toMatchObject({ seq: 4, head: null });
    await log.close();
    expect(JSON.parse(await readFile(join(directory, 'audit.head'), 'utf8'))).toMatchObject({ seq: 4 });
    expect(await brokenAt(path)).toEqual([4, 'head_missing']);
  });

  it('a planted head with another record of the newest number', async () => {
    const { path, log, directory } = await recordedTrail(3);
    const planted = { seq: 3, hash: 'a'.repeat(64) };
    await writeFile(join(directory, 'audit.head'), headNote(planted));
    expect(await brokenAt(path)).toEqual([3, 'head_mismatch']);
    expect(await log.append({ event: 'call' })).toMatchObject({ seq: 4, head: planted });
    await log.close();
    expect(await brokenAt(path)).toEqual([4, 'head_mismatch']);
  });

  it('a planted log that leaves no number for the next record is not added to', async () => {
    const { path, directory } = await recordedTrail(1);
    const before = { seq: Number.MAX_SAFE_INTEGER - 2, hash: 'a'.repeat(64) };
    const { line, record } = sealRecord(before, { event: 'rotate' }, { time: '2026-11-23T00:00:00.000Z', pid: 1 });
    await writeFile(path, line);
    await writeFile(join(directory, 'audit.head'), headNote(record));
    await expect(openTrail(directory).log.append({ event: 'call' })).rejects.toMatchObject({
      code: 'audit_unavailable',
      message: 'The audit log is not available: audit.jsonl has come to the highest number that a record can have; look at it with "zops-mcp audit verify", then move audit.jsonl and audit.head out of the state directory together and try again.',
    });
    expect(await readFile(path, 'utf8')).toBe(line);
  });

  it('truncated tail under a running server, head removed too: the gap stays', async () => {
    const { path, log, directory } = await recordedTrail(5);
    await log.append({ event: 'call' });
    await editLines(path, (lines) => lines.slice(0, 2));
    await rm(join(directory, 'audit.head'));
    await log.append({ event: 'call' });
    expect(await brokenAt(path)).toEqual([3, 'sequence_gap']);
  });

  it('last record replaced, and a server that goes on: the break stays', async () => {
    const { path, log } = await recordedTrail(5);
    await editLines(path, (lines) => {
      const before = JSON.parse(lines[3] ?? '') as { seq: number; hash: string };
      return [...lines.slice(0, 4), sealRecord(before, { event: 'call', tool: 'innocent' }, { time: new Date().toISOString(), pid: 1 }).line.trimEnd()];
    });
    await log.append({ event: 'start' });
    await log.close();
    expect(await brokenAt(path)).toEqual([6, 'head_mismatch']);
  });

  it('last record replaced under a running server: it knows what it wrote', async () => {
    const { path, directory, log } = await recordedTrail(4);
    await log.append({ event: 'call' });
    await log.close();
    await editLines(path, (lines) => {
      const before = JSON.parse(lines[3] ?? '') as { seq: number; hash: string };
      return [...lines.slice(0, 4), sealRecord(before, { event: 'call', tool: 'innocent' }, { time: new Date().toISOString(), pid: 1 }).line.trimEnd()];
    });
    await rm(join(directory, 'audit.head'));
    expect(await log.append({ event: 'call' })).toMatchObject({ seq: 6, head: null });
    expect(await brokenAt(path)).toEqual([6, 'prev_mismatch']);
  });

  it('a line without end does not fill the memory', async () => {
    const { path } = await recordedTrail(2);
    await truncate(path, 2 * 1024 ** 3);
    expect(await brokenAt(path)).toEqual([3, 'not_a_record']);
  });

  it.each([
    ['empty', ''],
    ['a number as text', '{"seq":"2","hash":"HASH","end":"2"}'],
    ['a number above what is safe', '{"seq":9007199254740992,"hash":"HASH","end":9007199254740992}'],
    ['a broken number', '{"seq":1.5,"hash":"HASH","end":1.5}'],
    ['a negative number', '{"seq":-1,"hash":"HASH","end":-1}'],
    ['a hash that is none', '{"seq":2,"hash":"x","end":2}'],
    ['half-written', '{"seq":2,"hash":"HASH","end":1}'],
    ['without its end', '{"seq":2,"hash":"HASH"}'],
    ['null', 'null'],
    ['a list', '[]'],
    ['a text', '"x"'],
  ])('damaged head: %s', async (_name, text) => {
    const { path, directory, log } = await recordedTrail(2);
    await writeFile(join(directory, 'audit.head'), text.replace('HASH', 'a'.repeat(64)));
    expect(await brokenAt(path)).toEqual([3, 'head_missing']);
    // A server goes on, says so for ever, and mends the head.
    expect(await log.append({ event: 'call' })).toMatchObject({ seq: 3, head: null });
    await log.close();
    expect(await openTrail(directory).log.append({ event: 'call' })).not.toHaveProperty('head');
    expect(await brokenAt(path)).toEqual([3, 'head_missing']);
  });
});

describe('a check that fails', () => {
  it('leaves no file open', async () => {
    const { path, directory, log } = await recordedTrail(3);
    await rotateAuditLog(path);
    await log.append({ event: 'call' });
    await log.close();
    expect((await verifyAuditLog(path)).ok).toBe(true);
    expect(await openIn(directory)).toEqual([]);
    await symlink('audit.jsonl', join(directory, 'audit-000000000009.jsonl'));
    for (let turn = 0; turn < 5; turn += 1) await expect(verifyAuditLog(path)).rejects.toThrow('audit-000000000009.jsonl is a symbolic link');
    await rm(join(directory, 'audit-000000000009.jsonl'));
    for (let turn = 0; turn < 5; turn += 1) await expect(verifyAuditLog(path, { signal: AbortSignal.abort(new Error('asked to stop')) })).rejects.toThrow('asked to stop');
    expect(await openIn(directory)).toEqual([]);
  });
});

describe('what the check reads', () => {
  it('all files, and tells its progress through them as one', async () => {
    const { path, log } = await recordedTrail(3);
    await rotateAuditLog(path);
    await Promise.all([log.append({ event: 'call' }), log.append({ event: 'call' })]);
    await log.close();
    const sizes = await Promise.all([path.replace('audit.jsonl', 'audit-000000000003.jsonl'), path].map(async (file) => (await readFile(file)).length));
    const total = (sizes[0] ?? 0) + (sizes[1] ?? 0);
    const told: number[][] = [];
    await verifyAuditLog(path, { onProgress: (...progress) => told.push(progress) });
    expect(told).toEqual([[sizes[0], total], [total, total]]);
  });

  it('a log that grows meanwhile to its end, and never tells more than a whole', async () => {
    const { path, directory, log } = await recordedTrail(2);
    const told: number[][] = [];
    const more = sealRecord((await log.tail(1))[0] ?? GENESIS, { event: 'stop' }, { time: '2026-11-23T00:00:00.000Z', pid: 1 });
    let isFirst = true;
    const onProgress = (...progress: number[]): void => {
      told.push(progress);
      if (isFirst) appendFileSync(join(directory, 'audit.jsonl'), more.line);
      isFirst = false;
    };
    const size = (await readFile(path)).length;
    expect(await verifyAuditLog(path, { onProgress })).toMatchObject({ ok: true, records: 3 });
    expect(told).toEqual([[size, size], [size + more.line.length, size + more.line.length]]);
  });

  it('lines across blocks, and a last line without its end', async () => {
    const { path, log } = await recordedTrail(1);
    for (let turn = 0; turn < 40; turn += 1) await log.append({ event: 'call', args: { pad: 'é'.repeat(turn * 331) } });
    const count = (await linesOf(path)).length;
    await truncate(path, (await readFile(path)).length - 1);
    expect(await verifyAuditLog(path)).toMatchObject({ ok: true, records: count, warnings: [] });
    await appendFile(path, '\n{"seq":');
    expect(await verifyAuditLog(path)).toMatchObject({ ok: true, records: count, warnings: [expect.stringContaining('(7 bytes)')] });
  });
});
