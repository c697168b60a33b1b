// The bridge of the conformance run, with a real server behind it and the SDK's client over HTTP before it.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startBridge, type Bridge } from '../../scripts/conformance/bridge.js';
import { processes } from '../support/processes.js';
import { SERVER } from '../support/rpc.js';
import { tempDir } from '../support/temp.js';

async function bridge(args: readonly string[], broken: (reason: Error) => void = () => undefined): Promise<Bridge> {
  const ZOPS_STATE_DIR = await tempDir();
  const started = await startBridge({ command: process.execPath, args, cwd: ZOPS_STATE_DIR, env: { PATH: process.env['PATH'], ZOPS_STATE_DIR, ZOPS_SANDBOX: 'embedded' } }, broken);
  onTestFinished(() => started.close());
  return started;
}

describe('the bridge', () => {
  it('passes calls, progress and questions, and ends its servers', async () => {
    const mark = `--conditions=bridge-test-${process.pid}`;
    const started = await bridge([mark, SERVER]);
    const client = new Client({ name: 'bridge-test', version: '1.0.0' }, { capabilities: { elicitation: {} } });
    const asked: string[] = [];
    client.setRequestHandler(ElicitRequestSchema, ({ params }) => {
      asked.push(params.message);
      return { action: 'accept', content: { confirm: true } };
    });
    await client.connect(new StreamableHTTPClientTransport(new URL(started.url)));
    const progress: unknown[] = [];
    const run = await client.callTool({ name: 'run_command', arguments: { command: 'echo hello', dry_run: false } }, undefined, { onprogress: ({ message }) => progress.push(message) });
    expect(run.structuredContent).toMatchObject({ stdout: 'hello\n' });
    expect(progress).toEqual(['Running echo in the sandbox']);
    expect((await client.callTool({ name: 'update_config', arguments: { key: 'max_jobs', value: '5' } })).structuredContent).toMatchObject({ ok: true });
    expect(asked).toEqual(['Set max_jobs\nfrom: (never set)\nto: 5']);
    const servers = () => processes().filter(({ command }) => command.includes(mark));
    expect(servers()).toHaveLength(1);
    await client.close();
    await started.close();
    expect(servers()).toEqual([]);
  });

  it('answers no page of another site', async () => {
    const { url } = await bridge([SERVER]);
    expect((await fetch(url, { method: 'POST', headers: { origin: 'http://evil.example' } })).status).toBe(403);
    expect((await fetch(`${url}/other`, { method: 'POST' })).status).toBe(404);
  });

  it('says when a server ends by itself', async () => {
    const reasons: string[] = [];
    const { url } = await bridge(['-e', 'process.exit(3)'], ({ message }) => reasons.push(message));
    const client = new Client({ name: 'bridge-test', version: '1.0.0' });
    await expect(client.connect(new StreamableHTTPClientTransport(new URL(url)) as Parameters<Client['connect']>[0], { timeout: 2_000 })).rejects.toThrow();
    expect(reasons).toEqual(['The server ended with 3.']);
  });
});
