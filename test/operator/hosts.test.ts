// Each host's snippet has that host's documented format, and starts the server.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { parse as parseToml } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { HOSTS } from '../../src/operator/hosts.js';
import { SERVER } from '../support/rpc.js';
import { tempDir } from '../support/temp.js';

interface Entry {
  readonly command: string;
  readonly args: string[];
  readonly env: Record<string, string>;
  readonly type?: string;
}

async function snippet(host: string, env: Record<string, string>): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [SERVER, 'config', host], { env });
  return stdout;
}

/** How the hosts document their files: the key that holds the servers, and whether an entry has a type. */
const DOCUMENTED: Record<string, (text: string) => Entry | undefined> = {
  'claude-desktop': (text) => (JSON.parse(text) as { mcpServers: Record<string, Entry> }).mcpServers['zops'],
  'claude-code': (text) => (JSON.parse(text) as { mcpServers: Record<string, Entry> }).mcpServers['zops'],
  cursor: (text) => (JSON.parse(text) as { mcpServers: Record<string, Entry> }).mcpServers['zops'],
  vscode: (text) => (JSON.parse(text) as { servers: Record<string, Entry> }).servers['zops'],
  codex: (text) => (parseToml(text) as unknown as { mcp_servers: Record<string, Entry> }).mcp_servers['zops'],
};

describe('zops-mcp config', () => {
  it('knows the hosts that are documented here', () => {
    expect(Object.keys(HOSTS).sort()).toEqual(Object.keys(DOCUMENTED).sort());
  });

  it.each(Object.keys(DOCUMENTED))('%s starts the server from its snippet', async (host) => {
    const state = await tempDir();
    const entry = DOCUMENTED[host]?.(await snippet(host, { ZOPS_STATE_DIR: state, ZOPS_SANDBOX: 'embedded', OPENAI_API_KEY: 'sk-secret' }));
    expect(entry).toMatchObject({ command: process.execPath, args: [SERVER], env: { ZOPS_STATE_DIR: state, ZOPS_SANDBOX: 'embedded' } });
    expect(JSON.stringify(entry)).not.toContain('sk-secret');
    if (host === 'vscode' || host === 'claude-code') expect(entry?.type).toBe('stdio');
    const client = new Client({ name: host, version: '1.0.0' });
    await client.connect(new StdioClientTransport({ command: entry?.command ?? '', args: entry?.args ?? [], env: entry?.env ?? {}, stderr: 'ignore' }));
    expect((await client.listTools()).tools).toHaveLength(4);
    await client.close();
  });

  it('leaves env out where nothing is set', async () => {
    expect(await snippet('claude-desktop', {})).not.toContain('env');
    expect(await snippet('codex', {})).not.toContain('env');
  });

  it('an unknown host is bad usage that lists the hosts', async () => {
    await expect(snippet('emacs', {})).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('claude-desktop') as string });
  });
});
