// The audit log against real files and real processes, some of them killed.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { appendFile, mkdir, readFile, readdir, rename, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { verifyAuditLog } from '../../src/state/audit-verify.js';
import type { AuditRecord } from '../../src/state/state.js';
import { tempDir } from '../support/temp.js';
import { linesOf, openIn, openTrail, recordedTrail } from './support/audit-files.js';
import { bundled, startWriter } from './support/child.js';
import { listenAt } from './support/socket.js';

const errorOf = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => 'no error', (error: unknown) => error);

describe('a record', () => {
  it('is one line whose hash is that of the line without it, chained to the line before', async () => {
    const { log, path } = openTrail(join(await tempDir(), 'state'));
    const first = await log.append({ event: 'start', client: 'inspector 1.0' });
    const second = await log.append(
      { event: 'call', call_id: 'c1', tool: 'update_config', args: { key: 'log_level', value: 'DEBUG' }, client: 'inspector 1.0', trace_id: 'f'.repeat(32) },
      { durable: true },
    );
    expect(first).toEqual({ seq: 1, time: first.time, pid: process.pid, event: 'start', client: 'inspector 1.0', prev: '0'.repeat(64), hash: first.hash });
    expect(new Date(first.time).toISOString()).toBe(first.time);
    const lines = await linesOf(path);
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([first, second]);
    expect(lines[1]).toBe(
      `{"seq":2,"time":"${second.time}","pid":${process.pid},"event":"call","call_id":"c1","tool":"update_config",` +
        `"args":{"key":"log_level","value":"DEBUG"},"client":"inspector 1.0","trace_id":"${'f'.repeat(32)}","prev":"${first.hash}","hash":"${second.hash}"}`,
    );
    const body = lines[1]?.replace(/,"hash":"[0-9a-f]{64}"\}$/, '}') ?? '';
    expect(createHash('sha256').update(body).digest('hex')).toBe(second.hash);
  });

  it('is private to its owner, and only the log and its head stay behind', async () => {
    const { log, directory } = openTrail(join(await tempDir(), 'state'));
    await log.append({ event: 'start' });
    await log.close();
    expect((await readdir(directory)).sort()).toEqual(['audit.head', 'audit.jsonl']);
    for (const name of ['audit.head', 'audit.jsonl']) expect((await stat(join(directory, name))).mode & 0o777).toBe(0o600);
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
  });

  it('holds no secret: registered values, sensitive keys and known shapes are redacted first', async () => {
    const { log, path } = openTrail(await tempDir(), ['hunter2-registered']);
    await log.append({ event: 'call', tool: 'update_config', args: { key: 'db_password', value: 'swordfish' } });
    await log.append({ event: 'call', tool: 'run_command', args: { command: 'echo hunter2-registered', env: { OPENAI_API_KEY: 'abc' } } });
    await log.append({ event: 'call', tool: 'sk-proj-0123456789abcdef', client: 'Bearer abc.def-123456' });
    const text = await readFile(path, 'utf8');
    for (const secret of ['swordfish', 'hunter2-registered', '"abc"', 'sk-proj', 'abc.def']) expect(text).not.toContain(secret);
    expect(text.match(/\[redacted\]/g)).toHaveLength(5);
  });

  it('that a hostile call blows up is bounded', async () => {
    const { log, path } = openTrail(await tempDir());
    const value = 'x'.repeat(4_000_000);
    const record = await log.append({ event: 'call', tool: value, client: value, args: { value } });
    expect(record.args).toEqual({ cut: `{"value":"${'x'.repeat(4096 - 10)}`, characters: 4_000_012 });
    expect(record.tool).toBe(`${'x'.repeat(256)}… (4000000 characters)`);
    expect((await stat(path)).size).toBeLessThan(8192);
    expect((await verifyAuditLog(path)).ok).toBe(true);
  });

  it('survives lone surrogates, control characters, line separators and names of object internals', async () => {
    const { log, path } = openTrail(await tempDir());
    const args = JSON.parse('{"__proto__":{"a":1},"text":"\\ud800 \\u0000 \\n \\u2028","1":-0.5e-7,"deep":[[[[]]]]}') as Record<string, unknown>;
    const record = await log.append({ event: 'call', args });
    expect(record.args).toEqual(args);
    expect(await openTrail(join(path, '..')).log.tail(1)).toEqual([record]);
    expect((await verifyAuditLog(path)).ok).toBe(true);
  });
});

describe('appending', () => {
  it('answers pipelined appends in order, in far fewer writes', async () => {
    const { log, path } = openTrail(await tempDir());
    const records = await Promise.all(Array.from({ length: 500 }, (_, index) => log.append({ event: 'call', args: { index } }, { durable: index === 250 })));
    expect(records.map(({ seq }) => seq)).toEqual(Array.from({ length: 500 }, (_, index) => index + 1));
    expect(await verifyAuditLog(path)).toEqual({ ok: true, records: 500, first: 1, head: { seq: 500, hash: records[499]?.hash }, broken: null, warnings: [] });
  });

  it('goes on after the last record of an earlier server, and interleaves with another one', async () => {
    const { directory, path } = await recordedTrail(3);
    const [one, two] = [openTrail(directory).log, openTrail(directory).log];
    const seqs: number[] = [];
    for (let turn = 0; turn < 6; turn += 1) seqs.push((await (turn % 2 === 0 ? one : two).append({ event: 'call' })).seq);
    expect(seqs).toEqual([4, 5, 6, 7, 8, 9]);
    expect((await verifyAuditLog(path)).ok).toBe(true);
  });

  it('does not read a large log whole, neither to append nor to show its end', async () => {
    const { directory, path } = await recordedTrail(2);
    const { log } = openTrail(directory, [], { fileBytes: Infinity });
    const lines = await linesOf(path);
    // 3 GiB of nothing, then the two lines: more than can be read at once.
    await rm(path);
    await writeFile(path, '');
    await truncate(path, 3 * 1024 ** 3);
    await appendFile(path, `\n${lines.join('\n')}\n`);
    expect((await log.append({ event: 'stop' })).seq).toBe(3);
    expect((await openTrail(directory).log.tail(3)).map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(await verifyAuditLog(path)).toMatchObject({ ok: false, records: 0, broken: { line: 1, reason: 'not_a_record' } });
  });
});

describe('tail', () => {
  it('returns the newest records, oldest first, across blocks', async () => {
    const { log, path } = openTrail(await tempDir());
    await Promise.all(Array.from({ length: 100 }, (_, index) => log.append({ event: 'call', args: { pad: 'é'.repeat(index * 70) } })));
    const all = (await linesOf(path)).map((line) => JSON.parse(line) as AuditRecord);
    expect(await log.tail(1000)).toEqual(all);
    expect(await log.tail(7)).toEqual(all.slice(-7));
    expect(await log.tail(0)).toEqual([]);
  });

  it('is empty before the first record, and passes over what is no record', async () => {
    const { log } = openTrail(join(await tempDir(), 'state'));
    expect(await log.tail(5)).toEqual([]);
    const damaged = await recordedTrail(3);
    await appendFile(damaged.path, 'garbage\n\n{"seq":4');
    expect((await damaged.log.tail(5)).map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });
});

describe('after a crash', () => {
  it.each([
    ['half a record', '{"seq":4,"time":"2026-11', '{"seq":4,"time":"2026-11'],
    ['bytes that were never written', '\0\0\0\0', '\0\0\0\0'],
    ['a long piece', `{"seq":4,"tool":"${'y'.repeat(200_000)}`, `{"seq":4,"tool":"${'y'.repeat(1007)}`],
  ])('%s at the end gives way to the next record, which keeps it', async (_name, piece, kept) => {
    const { directory, path, log } = await recordedTrail(3);
    const before = await readFile(path, 'utf8');
    await appendFile(path, piece);
    expect(await verifyAuditLog(path)).toMatchObject({
      ok: true,
      records: 3,
      warnings: [expect.stringContaining(`The last line is unfinished (${piece.length} bytes)`)],
    });
    const [first, second] = await Promise.all([log.append({ event: 'call' }), log.append({ event: 'call' })]);
    expect(first).toMatchObject({ seq: 4, torn: kept });
    expect(second).not.toHaveProperty('torn');
    expect((await readFile(path, 'utf8')).startsWith(`${before}{"seq":4,`)).toBe(true);
    expect(await verifyAuditLog(path)).toMatchObject({
      ok: true,
      records: 5,
      warnings: ['1 of the records took the place of one that a killed server left unfinished ("torn" holds what was there).'],
    });
    expect((await openTrail(directory).log.append({ event: 'stop' })).seq).toBe(6);
  });

  it('a file with nothing but half a record begins anew', async () => {
    const { log, path } = openTrail(await tempDir());
    await writeFile(path, '{"seq":1,"ti');
    expect(await log.append({ event: 'start' })).toMatchObject({ seq: 1, torn: '{"seq":1,"ti' });
    expect((await verifyAuditLog(path)).ok).toBe(true);
  });

  it('a whole record that lacks only its line end is kept', async () => {
    const { log, path } = await recordedTrail(3);
    await truncate(path, (await stat(path)).size - 1);
    expect(await verifyAuditLog(path)).toMatchObject({ ok: true, records: 3, warnings: [] });
    expect(await log.append({ event: 'stop' })).toMatchObject({ seq: 4 });
    expect(await linesOf(path)).toHaveLength(4);
    expect((await verifyAuditLog(path)).ok).toBe(true);
  });

  it('a head that is behind the log is no break', async () => {
    const { directory, path, log } = await recordedTrail(3);
    const head = await readFile(join(directory, 'audit.head'));
    await log.append({ event: 'call' });
    await writeFile(join(directory, 'audit.head'), head);
    expect(await verifyAuditLog(path)).toMatchObject({ ok: true, records: 4, warnings: [] });
    expect((await openTrail(directory).log.append({ event: 'stop' })).seq).toBe(5);
    expect((await verifyAuditLog(path)).ok).toBe(true);
  });

  it('of a server that was killed before it could note its first record: no break', async () => {
    const directory = await tempDir();
    const writer = startWriter('suicide', directory, '');
    await writer.gone;
    const { path, log } = openTrail(directory);
    const hash = (await log.tail(1))[0]?.hash;
    expect(JSON.parse(await readFile(join(directory, 'audit.head'), 'utf8'))).toEqual({ seq: 0, hash: '0'.repeat(64), end: 0 });
    expect(await verifyAuditLog(path)).toEqual({ ok: true, records: 1, first: 1, head: { seq: 1, hash }, broken: null, warnings: [] });
    expect(await log.append({ event: 'start' })).toMatchObject({ seq: 2, prev: hash });
    await log.close();
    expect(await verifyAuditLog(path)).toMatchObject({ ok: true, records: 2, broken: null, warnings: [] });
  });
});

describe('an audit log that cannot be written fails every append', () => {
  it.each(['/proc/zops/state', '/proc/self', '/dev/null/state'])('directory %s', async (directory) => {
    const { log } = openTrail(directory);
    const errors = await Promise.all([errorOf(log.append({ event: 'call' })), errorOf(log.append({ event: 'call' }, { durable: true }))]);
    for (const error of errors) {
      expect(error).toMatchObject({
        code: 'audit_unavailable',
        message: expect.stringMatching(
          /^The audit log is not available: the state directory \(ZOPS_STATE_DIR\) cannot be used for audit\.jsonl \((ENOENT|ENOTDIR|EACCES|EPERM)\); make it a directory that zops may write to, then try again\.$/,
        ) as string,
      });
    }
  });

  it('a file in place of the directory, until it is gone', async () => {
    const directory = join(await tempDir(), 'state');
    await writeFile(directory, '');
    const { log } = openTrail(directory);
    expect(await errorOf(log.append({ event: 'call' }))).toMatchObject({ code: 'audit_unavailable' });
    await rm(directory);
    expect((await log.append({ event: 'call' })).seq).toBe(1);
  });

  it('a planted symbolic link is not followed', async () => {
    const { log, path } = openTrail(await tempDir());
    const victim = join(await tempDir(), 'victim');
    await writeFile(victim, 'keep');
    await symlink(victim, path);
    const message = expect.stringContaining('audit.jsonl is a symbolic link, which zops does not follow') as string;
    expect(await errorOf(log.append({ event: 'call' }))).toMatchObject({ code: 'audit_unavailable', message });
    expect(await errorOf(log.tail(1))).toMatchObject({ code: 'audit_unavailable', message });
    expect(await errorOf(verifyAuditLog(path))).toMatchObject({ code: 'audit_unavailable', message });
    expect(await readFile(victim, 'utf8')).toBe('keep');
  });

  it.each([
    ['directory', (path: string) => mkdir(path)],
    ['pipe', (path: string) => Promise.resolve(spawnSync('mkfifo', [path]))],
    ['socket', listenAt],
  ] as const)('a %s in the place of the log or of its head is named, and does not block', async (_kind, plant) => {
    for (const name of ['audit.jsonl', 'audit.head']) {
      const { log, directory, path } = openTrail(await tempDir());
      await plant(join(directory, name));
      const remedy = 'look at it with "zops-mcp audit verify", then move audit.jsonl and audit.head out of the state directory together and try again';
      const refusal = { code: 'audit_unavailable', message: `The audit log is not available: ${name} is not a regular file; ${remedy}.` };
      for (const use of [() => log.append({ event: 'call' }), () => verifyAuditLog(path), ...(name === 'audit.jsonl' ? [() => log.tail(1)] : [])]) expect(await errorOf(use())).toMatchObject(refusal);
    }
  });

  it('a last line that was changed or added is left alone for the operator', async () => {
    for (const line of ['garbage', '{"seq":4}', (await linesOf((await recordedTrail(3)).path))[2]?.replace('run_command', 'get_logs') ?? '', 'x'.repeat(300_000)]) {
      const { log, path } = await recordedTrail(3);
      await appendFile(path, `${line}\n`);
      const before = await readFile(path, 'utf8');
      expect(await errorOf(log.append({ event: 'call' }))).toMatchObject({
        code: 'audit_unavailable',
        message: expect.stringMatching(/audit\.jsonl.*; look at it with "zops-mcp audit verify", then move audit\.jsonl and audit\.head out of the state directory together and try again\.$/) as string,
      });
      expect(await readFile(path, 'utf8')).toBe(before);
    }
  });

  it('a full disk: half a record is taken back, and what was answered stays', async () => {
    const directory = await tempDir();
    // A limit on the size of files stands in for the disk: 64 blocks of 512 bytes.
    const { stdout } = spawnSync('sh', ['-c', 'ulimit -f 64 && exec "$0" "$1" "$2"', process.execPath, bundled('fill'), directory], { encoding: 'utf8' });
    const { acknowledged, error } = JSON.parse(stdout) as { acknowledged: number; error: unknown };
    expect(error).toEqual({ code: 'audit_unavailable', message: expect.stringContaining('(EFBIG)') as string });
    expect(acknowledged).toBeGreaterThan(5);
    expect(await verifyAuditLog(join(directory, 'audit.jsonl'))).toMatchObject({ ok: true, records: acknowledged, warnings: [] });
  });
});

describe('a server that meets a full disk', () => {
  /** Of this very process; files cannot grow beyond it. */
  const limitFiles = (bytes: number | 'unlimited'): void => void execFileSync('prlimit', ['--pid', `${process.pid}`, `--fsize=${bytes}:`]);

  it('takes half a record back, fails the call, and goes on when there is room', async () => {
    const { log, path } = openTrail(await tempDir());
    const event = { event: 'call', args: { pad: 'x'.repeat(3_000) } } as const;
    await log.append(event);
    const { size } = await stat(path);
    limitFiles(2 * size + 100);
    onTestFinished(() => limitFiles('unlimited'));
    // The two go out together, and neither may stay without the other.
    const failed = await Promise.all([errorOf(log.append(event)), errorOf(log.append(event))]);
    expect(failed).toMatchObject([{ code: 'audit_unavailable', message: expect.stringContaining('(EFBIG)') as string }, { code: 'audit_unavailable' }]);
    expect((await stat(path)).size).toBe(size);
    expect(await verifyAuditLog(path)).toMatchObject({ ok: true, records: 1, warnings: [] });
    limitFiles('unlimited');
    const next = await log.append(event);
    expect([next.seq, next.torn]).toEqual([2, undefined]);
    await log.close();
    expect(await verifyAuditLog(path)).toMatchObject({ ok: true, records: 2, warnings: [] });
  });
});

describe('a server whose log cannot be used', () => {
  it('leaves no file open and no lock behind', async () => {
    const { directory, path, log } = await recordedTrail(2);
    await appendFile(path, 'garbage\n');
    for (let turn = 0; turn < 5; turn += 1) expect(await errorOf(log.append({ event: 'call' }))).toMatchObject({ code: 'audit_unavailable' });
    expect(await openIn(directory)).toEqual([]);
    expect((await readdir(directory)).sort()).toEqual(['audit.head', 'audit.jsonl']);
  });
});

describe('a log that somebody else writes to while a server has it open', () => {
  it('is looked at again: what is no whole record goes into the next one', async () => {
    const { log, path } = openTrail(await tempDir());
    await log.append({ event: 'start' });
    appendFileSync(path, '{"seq":');
    expect(await log.append({ event: 'call' })).toMatchObject({ seq: 2, torn: '{"seq":' });
    expect(await linesOf(path)).toHaveLength(2);
    expect(await verifyAuditLog(path)).toMatchObject({ ok: true, records: 2 });
  });
});

describe('a log that is moved away while a server runs', () => {
  it('leaves a gap at the beginning of the new one', async () => {
    const { log, path, directory } = openTrail(await tempDir());
    await log.append({ event: 'call' });
    await log.append({ event: 'call' });
    await rename(path, `${path}.old`);
    await rm(join(directory, 'audit.head'));
    expect((await log.append({ event: 'call' })).seq).toBe(3);
    expect(await verifyAuditLog(path)).toMatchObject({ ok: false, records: 0, broken: { line: 1, reason: 'sequence_gap', message: 'records 1 to 2 are missing.' } });
  });

  it('together with its head and no server running, a new chain begins', async () => {
    const { path, directory, log } = await recordedTrail(2);
    await rename(path, `${path}.old`);
    await rename(join(directory, 'audit.head'), join(directory, 'audit.head.old'));
    expect((await log.append({ event: 'start' })).seq).toBe(1);
    expect((await verifyAuditLog(path)).ok).toBe(true);
  });
});
