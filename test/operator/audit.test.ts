// `zops-mcp audit verify` and `audit tail` over real logs: what is printed, and the exit code.
import { appendFile, chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { auditRotate, auditTail, auditVerify } from '../../src/operator/audit.js';
import { headNote } from '../../src/state/audit-end.js';
import { sealRecord } from '../../src/state/audit-record.js';
import { editLines, linesOf, openTrail, recordedTrail } from '../state/support/audit-files.js';
import { tempDir } from '../support/temp.js';

function sink(isTTY = false) {
  const written: string[] = [];
  return { isTTY, write: (text: string) => written.push(text), text: () => written.join('') };
}

async function verify(directory: string, json = false, isTTY = false) {
  const [out, err] = [sink(), sink(isTTY)];
  const code = await auditVerify({ directory, json, out, err });
  return { code, out: out.text(), err: err.text() };
}

async function tail(directory: string, count: number, json = false) {
  const out = sink();
  const code = await auditTail({ directory, count, json, out });
  return { code, out: out.text() };
}

describe('audit verify', () => {
  it('says OK with the count and the head', async () => {
    const { directory, log } = await recordedTrail(1234);
    const head = (await log.tail(1))[0]?.hash;
    expect(await verify(directory)).toEqual({ code: 0, out: `OK: 1,234 records, the chain holds.\nNewest intact record: 1234, hash ${head}\n`, err: '' });
    expect(await verify(directory, true)).toEqual({
      code: 0,
      out: `{"ok":true,"records":1234,"first":1,"head":{"seq":1234,"hash":"${head}"},"broken":null,"warnings":[]}\n`,
      err: '',
    });
  });

  it('names the first break and exits 1', async () => {
    const { directory, path } = await recordedTrail(4);
    await editLines(path, (lines) => lines.map((line) => line.replace('ls 2', 'ls 9').replace('ls 4', 'ls 9')));
    const head = JSON.parse((await linesOf(path))[0] ?? '') as { hash: string };
    expect(await verify(directory)).toEqual({
      code: 1,
      out:
        'BROKEN at line 2 of audit.jsonl (hash_mismatch): The record was changed after it was written: its hash does not fit.\n' +
        `1 record before it is intact; what follows cannot be judged.\nNewest intact record: 1, hash ${head.hash}\n`,
      err: '',
    });
    const { code, out } = await verify(directory, true);
    expect([code, JSON.parse(out)]).toEqual([
      1,
      {
        ok: false,
        records: 1,
        first: 1,
        head: { seq: 1, hash: head.hash },
        broken: { file: 'audit.jsonl', line: 2, reason: 'hash_mismatch', message: 'The record was changed after it was written: its hash does not fit.' },
        warnings: [],
      },
    ]);
  });

  it('has nothing to check before the first record', async () => {
    const directory = join(await tempDir(), 'state');
    expect(await verify(directory)).toEqual({ code: 0, out: 'Nothing has been recorded yet: 0 records.\n', err: '' });
    expect(await verify(directory, true)).toEqual({ code: 0, out: '{"ok":true,"records":0,"first":null,"head":null,"broken":null,"warnings":[]}\n', err: '' });
  });

  it('passes on what is worth knowing', async () => {
    const { directory, path } = await recordedTrail(2);
    await appendFile(path, '{"seq":3');
    await chmod(path, 0o666);
    const { code, out } = await verify(directory);
    expect(code).toBe(0);
    expect(out.split('\n').filter((line) => line.startsWith('Note: '))).toEqual([
      'Note: Others could have written here: audit.jsonl (mode 0666). Who can write a log can rewrite it as a whole, and its chain holds: check as the user that runs zops, and take the right to write from all others (chmod go-w).',
      'Note: The last line is unfinished (8 bytes): a server is writing it now, or was killed while it did. The next record takes its place and says so.',
    ]);
  });

  it('exits 1 when the head is not there', async () => {
    const { directory, log } = await recordedTrail(2);
    const head = (await log.tail(1))[0]?.hash;
    await rm(join(directory, 'audit.head'));
    expect(await verify(directory)).toEqual({
      code: 1,
      out:
        'BROKEN at line 3 of audit.jsonl (head_missing): There is no readable audit.head beside the log here, and zops never leaves one without: it was removed or changed, and records may have been removed with it.\n' +
        `2 records before it are intact; what follows cannot be judged.\nNewest intact record: 2, hash ${head}\n`,
      err: '',
    });
  });

  it('terminal escapes in a forged log do not reach the terminal', async () => {
    const { directory, path } = await recordedTrail(1);
    const { line, record } = sealRecord({ seq: 7, hash: 'a'.repeat(64) }, { event: 'rotate', follows: '\u001b[2J\u009b\u202eOK' }, { time: '2026-11-23T00:00:00.000Z', pid: 1 });
    await writeFile(path, line);
    await writeFile(join(directory, 'audit.head'), headNote(record));
    const { code, out } = await verify(directory);
    expect([code, out]).toEqual([0, `OK: 1 record, the chain holds.\nNewest intact record: 8, hash ${record.hash}\nNote: Records 1 to 7 are not here: they are in \\u001b[2J\\u009b\\u202eOK and what came before it. The last of them has the hash ${'a'.repeat(64)}.\n`]);
    const json = await verify(directory, true);
    expect(json.out.slice(0, -1)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    expect((JSON.parse(json.out) as { warnings: string[] }).warnings[0]).toContain('\u001b[2J\u009b\u202eOK');
  });

  it('shows its progress on a terminal when it takes long, and only then', async () => {
    const { directory } = await recordedTrail(3);
    const now = vi.spyOn(performance, 'now');
    onTestFinished(() => now.mockRestore());
    let clock = 0;
    now.mockImplementation(() => (clock += 5_000));
    const slow = await verify(directory, false, true);
    expect(slow.err).toMatch(/^(?:\rChecking the audit log: \d{1,3} % of 1 MiB)+\r\u001b\[K$/);
    expect(slow.out).toMatch(/^OK: 3 records/);
    now.mockReturnValue(0);
    expect((await verify(directory, false, true)).err).toBe('');
  });

  it('reports its progress in plain lines where there is no terminal', async () => {
    const { directory } = await recordedTrail(3);
    const now = vi.spyOn(performance, 'now');
    onTestFinished(() => now.mockRestore());
    let clock = 0;
    now.mockImplementation(() => (clock += 5_000));
    expect(await verify(directory)).toMatchObject({ code: 0, err: 'Checking the audit log: 100 % of 1 MiB\n' });
  });

  it('a log that cannot be read is an error, not a verdict', async () => {
    const directory = await tempDir();
    await mkdir(join(directory, 'audit.jsonl'));
    await expect(verify(directory)).rejects.toMatchObject({ code: 'audit_unavailable', message: expect.stringContaining('audit.jsonl is not a regular file') as string });
    await expect(tail(directory, 1)).rejects.toMatchObject({ code: 'audit_unavailable' });
  });
});

describe('audit rotate', () => {
  it('says how the old file is called, and that there is nothing to put aside', async () => {
    const { directory, log } = await recordedTrail(3);
    const rotate = async () => {
      const out = sink();
      return [await auditRotate({ directory, out }), out.text()];
    };
    expect(await rotate()).toEqual([0, 'audit.jsonl is audit-000000000003.jsonl now; the next record begins a new file.\n']);
    expect(await rotate()).toEqual([0, 'There is no record to put aside.\n']);
    await log.append({ event: 'stop', reason: 'SIGTERM' });
    await log.close();
    expect((await tail(directory, 2)).out.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]{12}Z/g, 'TIME')).toBe('4  TIME  rotate  -  -  follows audit-000000000003.jsonl\n5  TIME  stop    -  -  SIGTERM\n');
    expect((await verify(directory)).out).toMatch(/^OK: 5 records, the chain holds\.\n/);
  });
});

describe('audit tail', () => {
  it('prints one line a record, in columns', async () => {
    const { directory, log } = openTrail(await tempDir());
    const client = 'inspector 2.12';
    await log.append({ event: 'start', client, version: '0.1.0' });
    await log.append({ event: 'call', call_id: 'c1', tool: 'run_command', client, args: { command: 'rm -rf /' } });
    await log.append({ event: 'result', call_id: 'c1', tool: 'run_command', client, allowed: false, rule: 'blocked-command', outcome: 'refused', duration_ms: 3 });
    await log.append({ event: 'result', call_id: 'c2', tool: 'update_config', client, outcome: 'error', code: 'invalid_value', duration_ms: 12 });
    await log.append({ event: 'result', call_id: 'c3', tool: 'get_logs', client, outcome: 'ok', duration_ms: 1 });
    const { code, out } = await tail(directory, 10);
    expect(code).toBe(0);
    expect(out.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]{12}Z/g, 'TIME')).toBe(
      [
        '1  TIME  start   -              -                          zops 0.1.0  by inspector 2.12',
        '2  TIME  call    run_command    -                          {"command":"rm -rf /"}  by inspector 2.12',
        '3  TIME  result  run_command    refused (blocked-command)  3 ms',
        '4  TIME  result  update_config  error (invalid_value)      12 ms',
        '5  TIME  result  get_logs       ok                         1 ms',
        '',
      ].join('\n'),
    );
    expect((await tail(directory, 1)).out).toMatch(/^5 {2}/);
  });

  it('prints JSON Lines as they stand in the log', async () => {
    const { directory, path } = await recordedTrail(5);
    expect(await tail(directory, 3, true)).toEqual({ code: 0, out: (await linesOf(path)).slice(2).map((line) => `${line}\n`).join('') });
  });

  it('says that nothing has been recorded yet', async () => {
    const directory = join(await tempDir(), 'state');
    expect(await tail(directory, 5)).toEqual({ code: 0, out: 'Nothing has been recorded yet.\n' });
    expect(await tail(directory, 5, true)).toEqual({ code: 0, out: '' });
  });

  it('tells of a record that followed an unfinished one', async () => {
    const { directory, path, log } = await recordedTrail(1);
    await appendFile(path, '{"seq":2,');
    await log.append({ event: 'stop' });
    expect((await tail(directory, 1)).out).toMatch(/^2 {2}\S+ {2}stop {2}- {2}- {2}\(after an unfinished record\)\n$/);
  });

  it('terminal escapes and bidi overrides of a hostile client do not reach the terminal', async () => {
    const { directory, log } = openTrail(await tempDir());
    const hostile = '\u001b]0;owned\u0007\u001b[2J\u009b1m\u202etxt\u2066\u200b\u2028\u{e0041}\r\nfake line';
    await log.append({ event: 'call', tool: hostile, client: hostile, args: { command: hostile } });
    for (const { out } of [await tail(directory, 1), await tail(directory, 1, true)]) {
      expect(out.endsWith('\n')).toBe(true);
      expect(out.slice(0, -1)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      expect(out).toContain('\\u001b]0;owned');
    }
    expect(JSON.parse((await tail(directory, 1, true)).out)).toMatchObject({ args: { command: hostile } });
  });

  it('arguments that are long are cut in the table, not in JSON', async () => {
    const { directory, log } = openTrail(await tempDir());
    await log.append({ event: 'call', args: { command: 'x'.repeat(4000) } });
    expect((await tail(directory, 1)).out.length).toBeLessThan(600);
    expect((await tail(directory, 1, true)).out).toContain('x'.repeat(4000));
  });
});
