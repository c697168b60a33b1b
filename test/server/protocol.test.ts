// The server through the SDK's own client over stdio, as a host sees it.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/limits.js';
import { SERVER } from '../support/rpc.js';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

let client: Client;
let state: string;

beforeAll(async () => {
  state = await mkdtemp(path.join(os.tmpdir(), 'zops-test-'));
  client = new Client({ name: 'protocol-test', version: '1.0.0' });
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args: [SERVER], env: { ZOPS_STATE_DIR: state, ZOPS_SANDBOX: 'embedded' }, stderr: 'ignore' }),
  );
});

afterAll(async () => {
  await client.close();
  await rm(state, { recursive: true, force: true });
});

// The client validates every structured result against the published output schema and throws when it does not fit.
async function call(name: string, args: Record<string, unknown>) {
  const result = await client.callTool({ name, arguments: args });
  const content = result.content as { type: string; text: string }[];
  expect(JSON.parse(content[0]?.text ?? '')).toEqual(result.structuredContent);
  expect(content[0]?.text.length).toBeLessThanOrEqual(LIMITS.resultChars);
  return { structured: result.structuredContent as Record<string, unknown>, isError: result.isError === true };
}

describe('introduction', () => {
  it('names the server and gives instructions that fit every host', () => {
    expect(client.getServerVersion()).toMatchObject({ name: 'zops' });
    expect(client.getInstructions()?.length).toBeLessThanOrEqual(512);
    expect(client.getServerCapabilities()).toEqual({ tools: {}, resources: {}, prompts: {}, completions: {} });
  });

  it('lists the four tools exactly as in the golden file', async () => {
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(['get_logs', 'get_system_status', 'run_command', 'update_config']);
    await expect(`${JSON.stringify(tools, null, 2)}\n`).toMatchFileSnapshot('tools-list.golden.json');
  });

  it('mcp.json starts it', async () => {
    const { mcpServers } = JSON.parse(await readFile(new URL('../../mcp.json', import.meta.url), 'utf8')) as {
      mcpServers: Record<string, { command: string; args: string[] }>;
    };
    const { command = '', args = [] } = mcpServers['zops'] ?? {};
    const other = new Client({ name: 'mcp-json', version: '1.0.0' });
    await other.connect(new StdioClientTransport({ command, args, cwd: path.dirname(path.dirname(SERVER)), env: { ZOPS_STATE_DIR: state }, stderr: 'ignore' }));
    expect((await other.listTools()).tools).toHaveLength(4);
    await other.close();
  });

  it('with ZOPS_READ_ONLY only what reads is offered', async () => {
    const reader = new Client({ name: 'read-only', version: '1.0.0' });
    await reader.connect(
      new StdioClientTransport({ command: process.execPath, args: [SERVER], env: { ZOPS_STATE_DIR: state, ZOPS_READ_ONLY: '1' }, stderr: 'ignore' }),
    );
    expect((await reader.listTools()).tools.map(({ name }) => name)).toEqual(['get_logs', 'get_system_status']);
    await expect(reader.callTool({ name: 'update_config', arguments: { key: 'max_jobs', value: '5' } })).rejects.toThrow(/no tool "update_config"/);
    await reader.close();
  });
});

describe('calls', () => {
  it('get_logs returns whole records and says how to go on', async () => {
    const { structured, isError } = await call('get_logs', { source: 'syslog', tail: 3 });
    expect(isError).toBe(false);
    expect(structured).toMatchObject({ source: 'syslog', count: 3, truncated: true });
    expect(structured['next']).toEqual(expect.any(String));
    expect((await call('get_logs', { source: 'syslog', tail: 0 })).structured).toMatchObject({ lines: [], count: 0 });
  });

  it('get_logs keeps the newest records when the result would be too long', async () => {
    const all = (await call('get_logs', { source: 'syslog', tail: 10_000 })).structured;
    const some = (await call('get_logs', { source: 'syslog', tail: 5 })).structured;
    expect(all['truncated']).toBe(true);
    expect((all['lines'] as string[]).at(-1)).toBe((some['lines'] as string[]).at(-1));
  });

  it('get_system_status is marked as simulated', async () => {
    expect((await call('get_system_status', {})).structured).toMatchObject({ simulated: true, memory: { percent: expect.any(Number) as number } });
  });

  it('run_command is a dry run unless told otherwise', async () => {
    const { structured } = await call('run_command', { command: 'ls /sim' });
    expect(structured).toMatchObject({ allowed: true, executed: false, dry_run: true, argv: ['ls', '/sim'], rule: 'allowed' });
    expect(structured).not.toHaveProperty('stdout');
  });

  it('run_command runs what is allowed', async () => {
    const { structured, isError } = await call('run_command', { command: 'ls /sim', dry_run: false });
    expect(isError).toBe(false);
    expect(structured).toMatchObject({
      executed: true,
      exit_code: 0,
      stdout: 'audit.log\nerror.log\njoblog.log\nstatus.json\nsyslog.log\n',
      stderr: '',
      truncated: false,
      timed_out: false,
      sandbox: { backend: 'embedded', image: null, digest: null },
    });
  });

  it('a refusal is a normal answer in a dry run and an error when asked to execute', async () => {
    const dry = await call('run_command', { command: 'rm -rf /' });
    expect(dry).toMatchObject({ isError: false, structured: { allowed: false, executed: false, rule: 'blocked-command' } });
    const wet = await call('run_command', { command: 'rm -rf /', dry_run: false });
    expect(wet).toMatchObject({ isError: true, structured: { ...dry.structured, dry_run: false } });
  });

  it('long output is cut at a line and says so', async () => {
    const { structured } = await call('run_command', { command: 'cat syslog.log', dry_run: false });
    expect(structured).toMatchObject({ truncated: true, exit_code: 0, next: expect.stringContaining('tail -n') as string });
    expect(structured['stdout']).toMatch(/\n$/);
  });

  it('update_config remembers, also across servers', async () => {
    const { structured } = await call('update_config', { key: 'max_jobs', value: '7' });
    expect(structured).toMatchObject({ ok: true, key: 'max_jobs', value: '7' });
    expect((await call('update_config', { key: 'max_jobs', value: '8' })).structured).toMatchObject({ previous: '7' });
  });

  it('reading a verdict runs nothing and says what the dry run says', async () => {
    const command = 'grep -c "A|B" syslog.log';
    const { contents } = await client.readResource({ uri: `zops://policy/check/${encodeURIComponent(command)}` });
    const verdict = JSON.parse((contents[0] as { text: string }).text) as Record<string, unknown>;
    const { structured } = await call('run_command', { command });
    expect(verdict).toEqual({
      allowed: false,
      rule: structured['rule'],
      reason: structured['reason'],
      suggestion: structured['suggestion'],
      command,
      argv: structured['argv'],
    });
  });

  it('a cancelled call is answered by nobody and harms nobody', async () => {
    const cancel = new AbortController();
    const pending = client.callTool({ name: 'run_command', arguments: { command: 'cat syslog.log', dry_run: false } }, undefined, { signal: cancel.signal });
    cancel.abort();
    await expect(pending).rejects.toThrow();
    expect((await call('run_command', { command: 'echo still here', dry_run: false })).structured['stdout']).toBe('still here\n');
  });
});
