// Each host's snippet has that host's documented format, and starts the server.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { parse as parseToml } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { HOSTS, installedServer, isInNpxCache, publishedServer } from '../../src/operator/hosts.js';
import { VERSION } from '../../src/version.js';
import { SERVER } from '../support/rpc.js';
import { tempDir } from '../support/temp.js';

interface Entry {
  readonly command: string;
  readonly args: string[];
  readonly env: Record<string, string>;
  readonly type?: string;
}

async function snippet(host: string, env: Record<string, string>, ...flags: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [SERVER, 'config', host, ...flags], { env });
  return stdout;
}

/** Awkward on purpose: each format has to quote them. */
const START = installedServer('/opt/my node/bin/node', '/home/a "b" c\\d/dist/main.js');
const ENV = { ZOPS_DATA_DIR: '/data/t\u00e4glich "x"' };
const ENTRY = { command: START.command, args: START.args, env: ENV };
const NPX = { command: 'npx', args: ['-y', 'zops-mcp@1.2.3'] };

/** The whole of each host's file, as its documentation has it, for the installed and the published server. */
const DOCUMENTED: Readonly<Record<string, { readonly installed: unknown; readonly published: unknown }>> = {
  'claude-desktop': { installed: { mcpServers: { zops: ENTRY } }, published: { mcpServers: { zops: NPX } } },
  'claude-code': { installed: { mcpServers: { zops: { type: 'stdio', ...ENTRY } } }, published: { mcpServers: { zops: { type: 'stdio', ...NPX } } } },
  cursor: { installed: { mcpServers: { zops: { type: 'stdio', ...ENTRY } } }, published: { mcpServers: { zops: { type: 'stdio', ...NPX } } } },
  vscode: { installed: { servers: { zops: { type: 'stdio', ...ENTRY } }, inputs: [] }, published: { servers: { zops: { type: 'stdio', ...NPX } }, inputs: [] } },
  codex: { installed: { mcp_servers: { zops: ENTRY } }, published: { mcp_servers: { zops: { ...NPX, startup_timeout_sec: 60 } } } },
};

function parse(host: string, text: string): unknown {
  return HOSTS[host]?.format === 'toml' ? parseToml(text) : (JSON.parse(text) as unknown);
}

/** The one server of a host's file, under whatever key that host has for it. */
function entryOf(host: string, text: string): Entry | undefined {
  const [servers] = Object.values(parse(host, text) as Record<string, Record<string, Entry>>);
  return servers?.['zops'];
}

describe('the text for a host', () => {
  it('is known for the hosts that are documented here', () => {
    expect(Object.keys(HOSTS).sort()).toEqual(Object.keys(DOCUMENTED).sort());
  });

  it.each(Object.entries(DOCUMENTED))('%s: is its documented format', (host, { installed, published }) => {
    const render = HOSTS[host]?.render ?? (() => '');
    expect(parse(host, render({ ...START, env: ENV }))).toEqual(installed);
    expect(parse(host, render({ ...publishedServer('1.2.3', 'linux'), env: {} }))).toEqual(published);
  });

  it('runs npx through its interpreter on Windows, where it is a batch file', () => {
    expect(publishedServer('1.2.3', 'win32')).toEqual({ command: 'cmd', args: ['/c', 'npx', '-y', 'zops-mcp@1.2.3'], fetches: true });
  });

  it('never names a place in the cache of npx', () => {
    expect(isInNpxCache('/home/me/.npm/_npx/0a1b/node_modules/zops-mcp/dist/main.js')).toBe(true);
    expect(isInNpxCache('/home/me/my_npx/node_modules/zops-mcp/dist/main.js')).toBe(false);
  });
});

describe('zops-mcp config', () => {
  it.each(Object.keys(DOCUMENTED))('%s starts the server from its snippet', async (host) => {
    const state = await tempDir();
    const text = await snippet(host, { ZOPS_STATE_DIR: state, ZOPS_SANDBOX: 'embedded', OPENAI_API_KEY: 'sk-secret' });
    expect(text).not.toContain('sk-secret');
    const entry = entryOf(host, text);
    expect(entry).toMatchObject({ command: process.execPath, args: [SERVER], env: { ZOPS_STATE_DIR: state, ZOPS_SANDBOX: 'embedded' } });
    const client = new Client({ name: host, version: '1.0.0' });
    await client.connect(new StdioClientTransport({ command: entry?.command ?? '', args: entry?.args ?? [], env: entry?.env ?? {}, stderr: 'ignore' }));
    expect((await client.listTools()).tools).toHaveLength(4);
    await client.close();
  });

  it('names the published package of this version with --npx, and no path', async () => {
    expect(entryOf('cursor', await snippet('cursor', {}, '--npx'))).toMatchObject({ args: expect.arrayContaining([`zops-mcp@${VERSION}`]) as string[] });
    expect(await snippet('cursor', {}, '--npx')).not.toContain(process.cwd());
  });

  it('makes paths absolute: a host starts the server from a folder of its own', async () => {
    const entry = entryOf('codex', await snippet('codex', { ZOPS_DATA_DIR: 'my logs', ZOPS_STATE_DIR: './state', ZOPS_SCENARIO: 'baseline' }));
    expect(entry?.env).toEqual({ ZOPS_DATA_DIR: `${process.cwd()}/my logs`, ZOPS_STATE_DIR: `${process.cwd()}/state`, ZOPS_SCENARIO: 'baseline' });
  });

  it('leaves env out where nothing is set', async () => {
    expect(await snippet('claude-desktop', {})).not.toContain('env');
    expect(await snippet('codex', {})).not.toContain('env');
  });

  it('an unknown host is bad usage that lists the hosts', async () => {
    await expect(snippet('emacs', {})).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('claude-desktop') as string });
  });
});
