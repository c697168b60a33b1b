// The MCP client over real processes: the real server, and servers that go wrong.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { connectServer, type ServerProcess } from '../../src/agent/mcp-client.js';
import { createServerLink } from '../../src/agent/server-link.js';
import type { CallOptions, ToolClient } from '../../src/agent/tool-client.js';
import { SERVER } from '../support/rpc.js';
import { tempDir } from '../support/temp.js';
import { FAULTY, recorded, TSX } from './support/agent.js';
import { isAlive } from '../support/processes.js';

const TRACEPARENT = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
const signal = new AbortController().signal;
const options: CallOptions = { signal, traceparent: TRACEPARENT };

async function real(program?: readonly [string, ...string[]]): Promise<ToolClient> {
  const [command, ...args] = program ?? [process.execPath, SERVER];
  const state = await tempDir();
  const client = await connectServer({ command, args, env: { ZOPS_STATE_DIR: state, ZOPS_SANDBOX: 'embedded' }, version: '1.2.3' }, signal);
  onTestFinished(() => client.close());
  return client;
}

function faulty(kind: string, rest: Partial<ServerProcess> = {}, ...more: string[]): Promise<ToolClient> {
  const [command, ...args] = TSX;
  return connectServer({ command, args: [...args, FAULTY, kind, ...more], env: {}, version: '0', ...rest }, signal);
}

describe('with the real server', () => {
  it('lists the tools with what they may change', async () => {
    const tools = await (await real()).tools({ signal });
    expect(tools.map(({ name, readOnly }) => [name, readOnly])).toEqual([
      ['get_logs', true],
      ['get_system_status', true],
      ['run_command', false],
      ['update_config', false],
    ]);
    expect(tools[0]).toMatchObject({ description: expect.stringContaining('log') as string, inputSchema: { type: 'object' } });
  });

  it('asks for the tools once: what the SDK makes of each list it keeps for good', async () => {
    const { server, sent } = await recorded();
    const client = await real(server);
    expect(await client.tools({ signal })).toEqual(await client.tools({ signal }));
    await client.ping({ signal });
    expect((await sent()).map(({ method }) => method).filter((method) => method === 'tools/list')).toHaveLength(1);
  });

  it('calls tools and tells success, failure and refusal apart', async () => {
    const client = await real();
    expect(await client.call('update_config', { key: 'max_jobs', value: '20' }, options)).toEqual({ success: true, result: { ok: true, key: 'max_jobs', value: '20', previous: null } });
    expect(await client.call('update_config', { key: 'max_jobs', value: 'many' }, options)).toMatchObject({ success: false, error: { code: 'invalid_value' } });
    expect(await client.call('run_command', { command: 'rm -rf /', dry_run: false }, options)).toMatchObject({
      success: false,
      error: { code: 'refused', rule: 'blocked-command' },
      verdict: { allowed: false, rule: 'blocked-command', argv: ['rm', '-rf', '/'] },
    });
    expect(await client.call('no_such_tool', {}, options)).toMatchObject({ success: false, error: { code: 'unknown_tool' } });
  });

  it('reads verdicts, also on texts that do not fit into a URI as they are', async () => {
    const client = await real();
    expect(await client.checkCommand('ls -l /sim/*.log', options)).toMatchObject({ allowed: true, argv: ['ls', '-l', '/sim/*.log'] });
    expect(await client.checkCommand('tail -f syslog.log', options)).toMatchObject({ allowed: false, rule: 'blocked-option', suggestion: expect.stringContaining('tail -n') as string });
    expect(await client.checkCommand('ls %2e%2e/?#ü\n', options)).toMatchObject({ allowed: false, rule: 'control-character' });
    expect(await client.checkCommand('x'.repeat(50_000), options)).toEqual({ allowed: false, rule: 'not-judged', reason: expect.stringContaining('4096') as string, argv: [] });
  });

  it('asks for the list of tools once: what the SDK compiles of a list, it keeps', async () => {
    const { server, sent } = await recorded();
    const client = await real(server);
    const lists = [await client.tools({ signal }), await client.tools({ signal })];
    await client.close();
    expect(lists[1]).toEqual(lists[0]);
    expect((await sent()).filter(({ method }) => method === 'tools/list')).toHaveLength(1);
  });

  it('sends the trace context with every call and read', async () => {
    const { server, sent } = await recorded();
    const client = await real(server);
    await client.call('get_system_status', {}, options);
    await client.checkCommand('ls', options);
    await client.close();
    const messages = await sent();
    expect(messages.filter(({ method }) => /call|read/.test(method)).map(({ method, params }) => [method, params?.['_meta']])).toEqual([
      ['tools/call', { traceparent: TRACEPARENT }],
      ['resources/read', { traceparent: TRACEPARENT }],
    ]);
  });

  it('makes many calls on one signal without a warning', async () => {
    const warnings: Error[] = [];
    const remember = (warning: Error): number => warnings.push(warning);
    process.on('warning', remember);
    onTestFinished(() => void process.off('warning', remember));
    const client = await real();
    for (let call = 0; call < 20; call += 1) await client.call('get_system_status', {}, options);
    await new Promise(setImmediate);
    expect(warnings).toEqual([]);
  });
});

describe('when the server goes wrong', () => {
  it('cannot be started', async () => {
    await expect(connectServer({ command: '/no/such/program', args: [], env: {}, version: '0' }, signal)).rejects.toMatchObject({ code: 'server_unavailable' });
  });

  it('crashes at start: its last words are passed on', async () => {
    await expect(faulty('crash-at-start')).rejects.toMatchObject({
      code: 'server_unavailable',
      message: 'The zops server ended unexpectedly. Its last words: zops-mcp: the data directory is on fire',
    });
  });

  it('never answers: the connection is given up and the process ended', async () => {
    const pidFile = path.join(await tempDir(), 'pid');
    await expect(faulty('never-answers', { connectTimeoutMs: 1_500 }, pidFile)).rejects.toMatchObject({
      code: 'server_unavailable',
      message: 'The zops server did not answer in time. It left no message on stderr.',
    });
    expect(isAlive(Number(await readFile(pidFile, 'utf8')))).toBe(false);
  });

  it('ignores the end of stdin and SIGTERM: it is killed', async () => {
    const pidFile = path.join(await tempDir(), 'pid');
    await expect(faulty('never-ends', { connectTimeoutMs: 1_500 }, pidFile)).rejects.toMatchObject({ code: 'server_unavailable' });
    expect(isAlive(Number(await readFile(pidFile, 'utf8')))).toBe(false);
  });

  it('crashes in a call: the call fails, and the next one, and it counts as gone', async () => {
    const heard: string[] = [];
    const client = await faulty('crash-on-call', { onStderr: (line) => heard.push(line) });
    expect(client.alive).toBe(true);
    await expect(client.call('get_system_status', {}, options)).rejects.toMatchObject({ code: 'server_unavailable', message: expect.stringContaining('ended unexpectedly') as string });
    expect(heard).toEqual(['\u001b[31mout of paper\u001b[0m']);
    expect(client.alive).toBe(false);
    await expect(client.call('get_system_status', {}, options)).rejects.toMatchObject({ code: 'server_unavailable' });
    await client.close();
  });

  it('hangs in a call: a cancelled call ends at once', async () => {
    const client = await faulty('hang-on-call');
    onTestFinished(() => client.close());
    const cancel = new AbortController();
    const call = client.call('get_system_status', {}, { signal: cancel.signal, traceparent: TRACEPARENT });
    setTimeout(() => cancel.abort(), 50);
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
    await expect(client.tools({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('answers in a form of its own: text is passed on, a failure without a reason gets one', async () => {
    const odd = await faulty('odd-result');
    onTestFinished(() => odd.close());
    expect(await odd.call('get_system_status', {}, options)).toEqual({ success: true, result: 'all \u001b[2Jgood' });
    expect(await odd.checkCommand('ls', options)).toMatchObject({ allowed: false, rule: 'not-judged' });
    const failing = await faulty('fail-on-call');
    onTestFinished(() => failing.close());
    expect(await failing.call('get_system_status', {}, options)).toEqual({ success: false, error: { code: 'tool_failed', message: 'no reason at all' } });
  });
});

describe('server link', () => {
  it('starts one server, a new one when it has gone, and none after its end', async () => {
    const started: ToolClient[] = [];
    const link = createServerLink(async () => {
      const client = await faulty(started.length === 0 ? 'crash-on-call' : 'fail-on-call');
      started.push(client);
      return client;
    });
    const first = await link.connect(signal);
    expect(await link.connect(signal)).toBe(first);
    await first.call('get_system_status', {}, options).catch(() => undefined);
    const second = await link.connect(signal);
    expect(second).not.toBe(first);
    await link.close();
    expect(started.map(({ alive }) => alive)).toEqual([false, false]);
    await expect(link.connect(signal)).rejects.toMatchObject({ code: 'server_unavailable' });
  });

  it('tries again after a start that failed', async () => {
    let tries = 0;
    const link = createServerLink(() => {
      tries += 1;
      return tries === 1 ? Promise.reject(new Error('not yet')) : faulty('fail-on-call');
    });
    await expect(link.connect(signal)).rejects.toThrow('not yet');
    expect((await link.connect(signal)).alive).toBe(true);
    await link.close();
  });
});
