// Attacks on the audit log, and what the check says to each.
import { appendFile, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GENESIS, sealRecord } from '../../src/state/audit-record.js';
import { verifyAuditLog } from '../../src/state/audit-verify.js';
import { tempDir } from '../support/temp.js';
import { editLines, linesOf, openTrail, recordedTrail } from './support/audit-files.js';

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
    expect(await verifyAuditLog(join(directory, 'audit.jsonl'))).toMatchObject({
      ok: true,
      records: 2,
      warnings: ['There is no readable audit.head beside audit.jsonl: records cut off its end would not be noticed.'],
    });
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
  it('every single changed byte is found, wherever it is', async () => {
    const { path } = await recordedTrail(3);
    const whole = await readFile(path);
    for (let at = 0; at < whole.length; at += 1) {
      const changed = Buffer.from(whole);
      changed[at] = (whole[at] ?? 0) ^ 0x01;
      await writeFile(path, changed);
      expect((await verifyAuditLog(path)).ok, `byte ${at}`).toBe(false);
    }
  });

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
    ['truncated tail', (lines: string[]) => lines.slice(0, 3), [4, 'end_missing'], 'The log ends too early: records 4 to 5 are missing.'],
    ['emptied log', () => [], [1, 'end_missing'], 'The log ends too early: records 1 to 5 are missing.'],
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

  it('truncated tail, and a server that goes on: the gap stays', async () => {
    const { path, log, directory } = await recordedTrail(5);
    await editLines(path, (lines) => lines.slice(0, 3));
    expect((await log.append({ event: 'start' })).seq).toBe(6);
    expect((await openTrail(directory).log.append({ event: 'start' })).seq).toBe(7);
    expect(await brokenAt(path)).toEqual([4, 'sequence_gap']);
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
    expect(await brokenAt(path)).toEqual([6, 'prev_mismatch']);
  });

  it('a line without end does not fill the memory', async () => {
    const { path } = await recordedTrail(2);
    await truncate(path, 2 * 1024 ** 3);
    expect(await brokenAt(path)).toEqual([3, 'not_a_record']);
  });

  it('damaged head: said, but no break', async () => {
    const { path, directory } = await recordedTrail(2);
    for (const head of ['', '{"seq":"2"}', '{"seq":2,"hash":"x"}', 'null', '[]']) {
      await writeFile(join(directory, 'audit.head'), head);
      const { ok, warnings } = await verifyAuditLog(path);
      expect([ok, warnings]).toEqual([true, ['There is no readable audit.head beside audit.jsonl: records cut off its end would not be noticed.']]);
    }
  });
});

describe('what the check reads', () => {
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
