// What clients see in lists: pages with opaque cursors, titles, icons, and sizes that every host takes.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { describe, expect, it, onTestFinished } from 'vitest';
import { LIMITS } from '../../src/limits.js';
import { ICONS } from '../../src/server/icons.js';
import { paginate } from '../../src/server/paginate.js';
import { SERVER } from '../support/rpc.js';
import { tempDir } from '../support/temp.js';

async function connect(): Promise<Client> {
  const client = new Client({ name: 'listings-test', version: '1.0.0' });
  await client.connect(new StdioClientTransport({ command: process.execPath, args: [SERVER], env: { ZOPS_STATE_DIR: await tempDir(), ZOPS_SANDBOX: 'embedded' }, stderr: 'ignore' }));
  onTestFinished(() => client.close());
  return client;
}

describe('pages', () => {
  const items = Array.from({ length: 2 * LIMITS.listPage + 3 }, (_, index) => index);

  it('lead through the whole list, each entry once', () => {
    const seen: number[] = [];
    const sizes: number[] = [];
    let cursor: string | undefined;
    do {
      const page = paginate('things', items, cursor);
      seen.push(...page.items);
      sizes.push(page.items.length);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(seen).toEqual(items);
    expect(sizes).toEqual([LIMITS.listPage, LIMITS.listPage, 3]);
  });

  it.each([0, 1, LIMITS.listPage])('a list of %i fits on one', (length) => {
    expect(paginate('things', items.slice(0, length), undefined)).toEqual({ items: items.slice(0, length) });
  });

  it('a cursor that was made up, belongs to another list or was bent is none', () => {
    const { nextCursor = '' } = paginate('things', items, undefined);
    for (const cursor of ['', 'x', '50', `${nextCursor}=`, `${nextCursor} `, Buffer.from('things 51').toString('base64url'), Buffer.from('things 0').toString('base64url')]) {
      expect(() => paginate('things', items, cursor)).toThrow(expect.objectContaining({ code: 'invalid_arguments' }));
    }
    expect(() => paginate('others', items, nextCursor)).toThrow(/none of others/);
  });

  it.each(['listTools', 'listResources', 'listResourceTemplates', 'listPrompts'] as const)('%s answers an invalid cursor with -32602', async (list) => {
    const client = await connect();
    await expect(client[list]({ cursor: 'made-up' })).rejects.toMatchObject({ code: -32602, data: { code: 'invalid_arguments' } });
    await expect(client[list]({ cursor: 5 as never })).rejects.toMatchObject({ code: -32602, data: { code: 'invalid_params' } });
  });
});

describe('what is listed', () => {
  it('has a title and an icon, server and all', async () => {
    const client = await connect();
    const { tools } = await client.listTools();
    const { resources } = await client.listResources();
    const { resourceTemplates } = await client.listResourceTemplates();
    const { prompts } = await client.listPrompts();
    const server = client.getServerVersion();
    for (const { name, title, icons } of [server, ...tools, ...resources, ...resourceTemplates, ...prompts].filter((one) => one !== undefined)) {
      expect([name, typeof title, icons?.length]).toEqual([name, 'string', 1]);
    }
    // Far below what a host takes for one result (25,000 tokens), icons and all.
    expect(JSON.stringify({ tools }).length).toBeLessThan(16_000);
    expect(JSON.stringify({ resources, resourceTemplates, prompts }).length).toBeLessThan(16_000);
  });

  it('shows icons that are small, self-contained drawings', () => {
    for (const [icon] of Object.values(ICONS)) {
      expect(icon).toMatchObject({ mimeType: 'image/svg+xml', sizes: ['any'] });
      const { src = '' } = icon ?? {};
      expect(src.length).toBeLessThan(600);
      const svg = Buffer.from(src.slice('data:image/svg+xml;base64,'.length), 'base64').toString();
      expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 24 24">.*<\/svg>$/);
      expect(svg).not.toMatch(/<script|href|style|url\(|on\w+=/);
    }
    expect(new Set(Object.values(ICONS).map(([icon]) => icon?.src)).size).toBe(Object.keys(ICONS).length);
  });
});
