// The server ends with its peer: at the end of stdin, on signals, on a broken pipe; what was asked before is answered.
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/limits.js';
import { createFileLock } from '../../src/state/file-lock.js';
import { VERSION } from '../../src/version.js';
import { startServer, type ServerProcess } from '../support/rpc.js';
import { tempDir } from '../support/temp.js';

/** The bound that MCP clients wait before they send SIGTERM is 2 s; ours is 1.5 s. */
const END_MS = 1_500;

async function endsIn(exited: Promise<unknown>): Promise<unknown> {
  return Promise.race([exited, new Promise((resolve) => setTimeout(() => resolve('still running'), END_MS))]);
}

describe('the server', () => {
  it('has a shutdown budget below the bound', () => {
    expect(LIMITS.shutdownMs).toBeLessThan(END_MS);
  });

  it('ends at the end of stdin, having answered what was asked', async () => {
    const { child, rpc, exited } = startServer({ ZOPS_STATE_DIR: await tempDir() });
    await rpc.initialize();
    const answers = [rpc.call('get_logs', { source: 'syslog', tail: 5 }), rpc.call('get_system_status', {}), rpc.call('run_command', { command: 'ls /sim' })];
    child.stdin.end();
    expect(await endsIn(exited)).toBe(0);
    for (const answer of await Promise.all(answers)) expect(answer.isError).toBeUndefined();
  });

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('ends on %s', async (signal) => {
    const { child, rpc, exited } = startServer({ ZOPS_STATE_DIR: await tempDir() });
    await rpc.initialize();
    await rpc.call('run_command', { command: 'ls', dry_run: false });
    child.kill(signal);
    expect(await endsIn(exited)).toBe(0);
  });

  it.each(['the end of stdin', 'SIGTERM'])('attack: the last records cut off after %s: audit.head knows them, and no lock is left to wait for', async (end) => {
    const state = await tempDir();
    const { child, rpc, exited } = startServer({ ZOPS_STATE_DIR: state });
    await rpc.initialize();
    await Promise.all(Array.from({ length: 20 }, () => rpc.call('get_logs', { source: 'syslog', tail: 1 })));
    if (end === 'SIGTERM') child.kill(end);
    else child.stdin.end();
    expect(await exited).toBe(0);
    const lines = (await readFile(path.join(state, 'audit.jsonl'), 'utf8')).trim().split('\n');
    const { seq, hash } = JSON.parse(lines.at(-1) ?? '') as Record<string, unknown>;
    expect(JSON.parse(await readFile(path.join(state, 'audit.head'), 'utf8'))).toEqual({ seq, hash, end: seq });
    expect((await readdir(state)).sort()).toEqual(['audit.head', 'audit.jsonl']);
  });

  it('ends when nobody reads its answers any more (EPIPE)', async () => {
    const { child, rpc, exited } = startServer({ ZOPS_STATE_DIR: await tempDir() });
    await rpc.initialize();
    child.stdout.destroy();
    for (let i = 0; i < 50; i++) rpc.sendLine(JSON.stringify({ jsonrpc: '2.0', id: 1000 + i, method: 'tools/list' }));
    expect(await endsIn(exited)).toBe(0);
  });

  it('writes nothing but JSON-RPC to stdout, and no stack to stderr', async () => {
    const { child, rpc, stderr, exited } = startServer({ ZOPS_STATE_DIR: await tempDir() });
    await rpc.initialize();
    await rpc.call('run_command', { command: 'cat nothing', dry_run: false });
    rpc.sendLine('not json');
    child.stdin.end();
    await exited;
    for (const line of rpc.lines) expect(JSON.parse(line)).toMatchObject({ jsonrpc: '2.0' });
    expect(stderr()).not.toMatch(/^\s+at /m);
  });

  it.each([
    ['the end of input', (child: ServerProcess['child']) => child.stdin.end(), 'end of input'],
    ['a signal', (child: ServerProcess['child']) => child.kill('SIGTERM'), 'SIGTERM'],
  ] as const)('records its session: by whom, which version, and that it ended by %s', async (_name, end, reason) => {
    const state = await tempDir();
    const { child, rpc, exited } = startServer({ ZOPS_STATE_DIR: state });
    await rpc.initialize();
    await rpc.request('ping');
    end(child);
    expect(await exited).toBe(0);
    const records = (await readFile(path.join(state, 'audit.jsonl'), 'utf8')).trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(records).toMatchObject([
      { seq: 1, event: 'start', client: 'rpc-peer/1.0.0', version: VERSION, pid: child.pid },
      { seq: 2, event: 'stop', client: 'rpc-peer/1.0.0', reason, pid: child.pid },
    ]);
    // The lock is given back, not left to be taken over.
    expect((await readdir(state)).sort()).toEqual(['audit.head', 'audit.jsonl']);
  });

  it('records its end also when another server has the trail for a while', async () => {
    const state = await tempDir();
    const { child, rpc, exited } = startServer({ ZOPS_STATE_DIR: state });
    await rpc.initialize();
    await rpc.call('get_logs', { source: 'syslog', tail: 1 });
    const other = await createFileLock(path.join(state, 'audit.lock')).hold();
    child.stdin.end();
    // Longer than everything else may take.
    await sleep(LIMITS.shutdownMs + 300);
    await other.release();
    expect(await exited).toBe(0);
    const lines = (await readFile(path.join(state, 'audit.jsonl'), 'utf8')).trim().split('\n');
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ event: 'stop', reason: 'end of input' });
  });

  it('attack: a trail filled with starts, by a client that is ready again and again', async () => {
    const state = await tempDir();
    const { child, rpc, exited } = startServer({ ZOPS_STATE_DIR: state });
    await rpc.initialize();
    for (let sent = 0; sent < 500; sent += 1) rpc.sendLine(JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' }));
    await rpc.request('ping');
    child.stdin.end();
    expect(await exited).toBe(0);
    const lines = (await readFile(path.join(state, 'audit.jsonl'), 'utf8')).trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as Record<string, unknown>)['event'])).toEqual(['start', 'stop']);
  });

  it('audits each call before and after, with the client and without secrets', async () => {
    const state = await tempDir();
    const { child, rpc, exited } = startServer({ ZOPS_STATE_DIR: state });
    await rpc.initialize();
    await rpc.call('run_command', { command: 'rm -rf /', dry_run: false });
    await rpc.call('update_config', { key: 'db_password', value: 'hunter2' });
    child.stdin.end();
    await exited;
    const text = await readFile(path.join(state, 'audit.jsonl'), 'utf8');
    const records = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(records.map(({ event, tool, outcome, rule, code }) => ({ event, tool, outcome, rule, code }))).toEqual([
      { event: 'start' },
      { event: 'call', tool: 'run_command' },
      { event: 'result', tool: 'run_command', outcome: 'refused', rule: 'blocked-command' },
      { event: 'call', tool: 'update_config' },
      { event: 'result', tool: 'update_config', outcome: 'refused', rule: 'sensitive_key', code: 'sensitive_key' },
      { event: 'stop' },
    ]);
    expect(records[1]).toMatchObject({ client: 'rpc-peer/1.0.0', args: { command: 'rm -rf /', dry_run: false } });
    expect(text).not.toContain('hunter2');
  });
});
