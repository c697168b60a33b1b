// What is published: dist/ runs without node_modules, a second build gives the same bytes, and the licences are those of what is inside.
import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { bundledPackages } from '../../scripts/bundled-packages.js';
import { thirdPartyLicences } from '../../scripts/licences.js';
import { tempDir } from '../support/temp.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DIST = path.join(ROOT, 'dist');
const run = promisify(execFile);

/** Relative path and content of every file below. */
async function contents(folder: string): Promise<Map<string, string>> {
  const entries = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const files = entries.map((entry) => path.join(entry.parentPath, entry.name)).sort();
  return new Map(await Promise.all(files.map(async (file) => [path.relative(folder, file), await readFile(file, 'latin1')] as const)));
}

describe('dist/', () => {
  it('imports nothing but modules of Node.js and itself', async () => {
    const { metafile } = await build({
      absWorkingDir: ROOT,
      entryPoints: ['dist/main.js', 'dist/agent.js', 'dist/sandbox-worker.js', 'dist/runner/main.cjs'],
      bundle: true, platform: 'node', format: 'esm', packages: 'external', metafile: true, write: false, outdir: 'out', logLevel: 'silent',
    });
    const imported = Object.values(metafile.inputs).flatMap(({ imports }) => imports);
    expect(imported.length).toBeGreaterThan(50);
    expect(imported.filter(({ external, path: name }) => (external === true ? !isBuiltin(name) : !name.startsWith('dist/')))).toEqual([]);
  });

  it('runs as two programs without node_modules, from a folder with a space in its name', async () => {
    const folder = path.join(await tempDir(), 'zops mcp');
    await mkdir(folder);
    for (const part of ['dist', 'fixtures/baseline', 'package.json']) await cp(path.join(ROOT, part), path.join(folder, part), { recursive: true });
    const env = { PATH: process.env['PATH'], ZOPS_STATE_DIR: await tempDir(), ZOPS_SANDBOX: 'embedded' };
    const main = path.join(folder, 'dist/main.js');
    const config = JSON.parse((await run(main, ['config', 'cursor'], { env })).stdout) as { mcpServers: { zops: { args: string[] } } };
    expect(config.mcpServers.zops.args).toEqual([main]);
    const { stdout } = await run(path.join(folder, 'dist/agent.js'), ['--json', '--mode', 'execute_safe', 'List files in the simulator directory'], { env });
    const { actions_taken: actions } = JSON.parse(stdout) as { actions_taken: { success: boolean; result: { stdout: string } }[] };
    expect(actions.map(({ success }) => success)).toEqual([true]);
    expect(actions[0]?.result.stdout).toContain('syslog.log');
  });

  it('comes out the same from a second build', async () => {
    const again = await tempDir();
    await run(process.execPath, ['--import', 'tsx', 'scripts/build.ts', again], { cwd: ROOT });
    const [built, rebuilt] = await Promise.all([contents(DIST), contents(again)]);
    expect([...rebuilt.keys()]).toEqual([...built.keys()]);
    expect([...rebuilt].filter(([name, text]) => text !== built.get(name)).map(([name]) => name)).toEqual([]);
    expect((await stat(path.join(again, 'main.js'))).mode & 0o777).toBe(0o755);
  });
});

describe('THIRD-PARTY-LICENSES.txt', () => {
  it('names the packages that are inside, and none that is not', async () => {
    const text = await readFile(path.join(DIST, 'THIRD-PARTY-LICENSES.txt'), 'utf8');
    const names = [...text.matchAll(/^(\S+) \d+\.\d+\.\d+\S* \([\w.-]+\)$/gm)].map(([, name]) => name);
    expect(text).toContain(`contain code of these ${names.length} packages`);
    expect(names).toEqual(expect.arrayContaining(['@modelcontextprotocol/sdk', 'zod', 'execa', 'openai', 'commander', '@opentelemetry/sdk-trace-base']));
    expect(names.filter((name) => /^(esbuild|vitest|typescript|tsx|eslint|@types\/.*)$/.test(name ?? ''))).toEqual([]);
    expect(text).toMatch(/Permission is hereby granted, free of charge/);
    expect(text).toMatch(/Apache License\s+Version 2\.0/);
  });

  async function licencesOf(manifest: object, files: Record<string, string>): Promise<string> {
    const root = await tempDir();
    const folder = path.join(root, 'node_modules/@some/thing');
    await mkdir(folder, { recursive: true });
    for (const [name, text] of Object.entries({ 'package.json': JSON.stringify(manifest), ...files })) await writeFile(path.join(folder, name), text);
    const used = { 'node_modules/@some/thing/lib/index.js': { bytesInOutput: 1 }, 'node_modules/unused/index.js': { bytesInOutput: 0 }, 'src/main.ts': { bytesInOutput: 9 } };
    return thirdPartyLicences(root, await bundledPackages(root, [{ inputs: {}, outputs: { 'dist/main.js': { bytes: 10, inputs: used, imports: [], exports: [] } } }]));
  }

  it('holds licence and notice of a package whose code is inside', async () => {
    const rule = '='.repeat(80);
    expect(await licencesOf({ name: '@some/thing', version: '1.2.3', license: 'MIT' }, { LICENSE: 'Do\r\nwhat.\n', 'NOTICE.md': 'By us.' })).toBe(
      `The programs in this folder contain code of these 1 packages, under the licences below.\n\n${rule}\n@some/thing 1.2.3 (MIT)\n${rule}\n\nDo\nwhat.\n\nBy us.\n`,
    );
  });

  it('stops the build at a licence that is not allowed, and at one without its text', async () => {
    await expect(licencesOf({ name: '@some/thing', version: '1.2.3', license: 'GPL-3.0' }, { LICENSE: 'Share.' })).rejects.toThrow('@some/thing 1.2.3 is under "GPL-3.0"');
    await expect(licencesOf({ name: '@some/thing', version: '1.2.3' }, { LICENSE: 'Share.' })).rejects.toThrow('@some/thing 1.2.3 is under undefined');
    await expect(licencesOf({ name: '@some/thing', version: '1.2.3', license: 'MIT' }, { 'NOTICE.md': 'By us.' })).rejects.toThrow('@some/thing 1.2.3 comes without the text of its licence');
  });
});
