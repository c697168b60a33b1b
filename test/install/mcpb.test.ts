// The MCPB bundle: packed and unpacked with the official tools, started as a host starts it.
import { readdir, readFile } from 'node:fs/promises';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { getMcpConfigForManifest, replaceVariables, unpackExtension, validateManifest, type McpbManifestAny } from '@anthropic-ai/mcpb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleMcpb, packedFiles } from '../../scripts/packaging/bundle-mcpb.js';
import { callFor, connectTo, toolNames, type CommandLine } from '../support/stdio-client.js';
import { tempDir } from '../support/temp.js';

const work = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'zops-mcpb-test-')));
const folder = path.join(work, 'Claude Extensions', 'zops');
let manifest: McpbManifestAny;

beforeAll(async () => {
  const file = path.join(work, 'zops.mcpb');
  await bundleMcpb(file);
  expect(await unpackExtension({ mcpbPath: file, outputDir: folder, silent: true })).toBe(true);
  manifest = JSON.parse(await readFile(path.join(folder, 'manifest.json'), 'utf8')) as McpbManifestAny;
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

/** The command line as the format's own library makes it from what a person filled in. */
async function started(userConfig: Record<string, string | boolean>): Promise<CommandLine> {
  const config = await getMcpConfigForManifest({ manifest, extensionPath: folder, systemDirs: {}, userConfig, pathSeparator: path.sep });
  return config ?? expect.unreachable('the library gives no command');
}

describe('the MCPB bundle', () => {
  it('is valid for the official validator, unpacked too', () => {
    expect(validateManifest(path.join(folder, 'manifest.json'))).toBe(true);
  });

  it('holds what the npm package holds, a manifest and an icon', async () => {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
    expect(files.sort()).toEqual([...packedFiles(), 'icon.png', 'manifest.json'].sort());
  });

  it('starts with nothing filled in, and offers the tools and prompts of its manifest', async () => {
    const home = await tempDir();
    const line = await started({});
    expect(line).toMatchObject({ command: 'node', args: [path.join(folder, 'dist/main.js')] });
    const client = await connectTo(line, home);
    expect(await toolNames(client)).toEqual(manifest.tools?.map(({ name }) => name));
    const { prompts } = await client.listPrompts();
    expect(prompts.map(({ name, arguments: parameters = [] }) => [name, parameters.map((parameter) => parameter.name)])).toEqual(
      manifest.prompts?.map(({ name, arguments: parameters = [] }) => [name, parameters]),
    );
    expect(await callFor(client, 'get_system_status')).toMatchObject({ simulated: true });
  });

  it('starts under a host that leaves the templates of blank settings as they are', async () => {
    const line = replaceVariables(manifest.server.mcp_config, { __dirname: folder }) as CommandLine;
    expect(line.env).toMatchObject({ ZOPS_SANDBOX: '${user_config.zops_sandbox}', ZOPS_READ_ONLY: '${user_config.zops_read_only}' });
    const client = await connectTo(line, await tempDir());
    expect(await toolNames(client)).toHaveLength(4);
    expect(await callFor(client, 'run_command', { command: 'ls /sim' })).toMatchObject({ allowed: true, executed: false });
  });

  it('does what is filled in', async () => {
    const state = await tempDir();
    const filled = { zops_scenario: 'db2-outage', zops_sandbox: 'embedded', zops_state_dir: state, zops_confirm: 'never' };
    const client = await connectTo(await started(filled), state);
    const { stdout } = await callFor(client, 'run_command', { command: 'grep -c DSN syslog.log', dry_run: false });
    expect(Number(stdout)).toBeGreaterThan(5);
    expect(await readdir(state)).toContain('audit.jsonl');

    const reader = await connectTo(await started({ ...filled, zops_read_only: true }), state);
    expect(await toolNames(reader)).toEqual(['get_logs', 'get_system_status']);
  });
});
