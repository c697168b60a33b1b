// The shape of the house: imports run one way (layers.js), there are no cycles, and every file says what it is.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { describe, expect, it } from 'vitest';
import { LAYERS, WIRES } from '../layers.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

function layerOf(file: string): string {
  if (file.startsWith('runner/')) return 'runner';
  const [, first = ''] = file.split('/');
  return file.split('/').length > 2 ? first : `${first.replace(/\.ts$/, '')}${first === 'agent.ts' ? '.ts' : ''}`;
}

const { modules } = (
  await cruise(['src', 'runner'], {
    baseDir: ROOT,
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    ruleSet: { forbidden: [{ name: 'no-circular', severity: 'error', from: {}, to: { circular: true } }] },
    validate: true,
  })
).output as ICruiseResult;

const own = modules.filter(({ source }) => /^(src|runner)\//.test(source));
const edges = own.flatMap(({ source, dependencies }) => dependencies.map((dependency) => ({ from: source, to: dependency.resolved, type: dependency })));

describe('imports', () => {
  it('sees the project', () => {
    expect(own.length).toBeGreaterThan(20);
    expect(edges.some(({ from, to }) => from === 'src/tools/run-command.ts' && to === 'src/policy/verdict.ts')).toBe(true);
  });

  it('run one way', () => {
    const wrong = edges
      .filter(({ from, to }) => /^(src|runner)\//.test(to) && !WIRES.includes(layerOf(from)))
      .filter(({ from, to }) => layerOf(from) !== layerOf(to) && !(LAYERS[layerOf(from)] ?? []).includes(layerOf(to)))
      .map(({ from, to }) => `${from} → ${to}`);
    expect(wrong).toEqual([]);
  });

  it('have no cycles', () => {
    expect(own.filter(({ dependencies }) => dependencies.some(({ circular }) => circular)).map(({ source }) => source)).toEqual([]);
  });

  it('of the MCP SDK stand in one file of the server and one of the agent', () => {
    const importers = new Set(edges.filter(({ to }) => to.includes('@modelcontextprotocol/sdk')).map(({ from }) => from));
    expect([...importers].sort()).toEqual(['src/agent/mcp-client.ts', 'src/server/mcp.ts']);
  });

  it('of the policy are pure: no module of Node.js', () => {
    const impure = edges.filter(({ from, to }) => from.startsWith('src/policy/') && !to.startsWith('src/'));
    expect(impure.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
  });
});

describe('files', () => {
  it('start with a comment that says what they are', async () => {
    const files = (await Promise.all(['src', 'runner'].map((folder) => readdir(path.join(ROOT, folder), { recursive: true, withFileTypes: true }))))
      .flat()
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => path.join(entry.parentPath, entry.name));
    const heads = await Promise.all(files.map(async (file) => [path.relative(ROOT, file), (await readFile(file, 'utf8')).replace(/^#!.*\n/, '')] as const));
    expect(heads.filter(([, text]) => !/^(\/\/|\/\*)/.test(text)).map(([file]) => file)).toEqual([]);
  });
});
