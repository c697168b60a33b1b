// The npm package as users get it: packed, installed without a network into an empty folder and globally, every entry point tried.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { chmod, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { parse as parseToml } from 'smol-toml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PACKAGE, ROOT } from '../../scripts/packaging/package-json.js';
import { runsOnInstall } from '../../scripts/supply-chain/locked-packages.js';
import { HOSTS } from '../../src/operator/hosts.js';
import { callFor, connectTo, toolNames, type CommandLine } from '../support/stdio-client.js';
import { tempDir } from '../support/temp.js';

const run = promisify(execFile);
const work = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'zops-package-')));
const local = path.join(work, 'empty');
const global = path.join(work, 'my tools');
const bin = (name: string): string => path.join(local, 'node_modules/.bin', name);
const installed = (file: string): string => path.join(local, 'node_modules', PACKAGE.name, file);
let files: readonly string[] = [];
let tarball = '';

beforeAll(async () => {
  const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', work], { cwd: ROOT });
  const [packed] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }];
  files = packed.files.map((file) => file.path);
  tarball = path.join(work, packed.filename);
  const flags = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund'];
  mkdirSync(local);
  await run('npm', ['install', ...flags, '--prefix', local, tarball], { cwd: local });
  await run('npm', ['install', ...flags, '--global', '--prefix', global, tarball], { cwd: work });
}, 120_000);
afterAll(() => rmSync(work, { recursive: true, force: true }));

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** One of the bins, from a folder that is not the package's, with an environment of its own. */
async function call(name: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const home = await tempDir();
  const options = { cwd: home, env: { HOME: home, PATH: process.env['PATH'], NO_COLOR: '1', ZOPS_SANDBOX: 'embedded', ...env } };
  return run(bin(name), args, options).then(
    (done) => ({ code: 0, ...done }),
    (error: unknown) => error as Ran,
  );
}

/** The programs, the parts that they load on first use, and the papers. */
const DIST = [
  ...['THIRD-PARTY-LICENSES.txt', 'agent.js', 'main.js', 'runner/main.cjs', 'sandbox-worker.js', 'sbom.cdx.json'],
  ...['page/icon.svg', 'page/index.html', 'page/page.css', 'page/page.js'],
  ...['audit', 'chunk', 'cli', 'create-openai-planner', 'docker-sandbox', 'embedded', 'load-policy', 'otel-tracing', 'policy', 'sandbox', 'serve'].map((part) => `${part}-HASH.js`),
  ...['bsd', 'darwin', 'linux', 'unsupported', 'win'].map((system) => `getMachineId-${system}-HASH.js`),
].map((file) => `dist/${file}`);
const PLAIN = ['CHANGELOG.md', 'Dockerfile.runner', 'LICENSE', 'README.md', 'docs/site-policy.schema.json', 'mcp.json', 'package.json', 'scripts/make-base-image.sh'];
const SCENARIO_FILES = ['audit.log', 'error.log', 'joblog.log', 'status.json', 'syslog.log'];

describe('the tarball', () => {
  it('holds exactly this', () => {
    const scenarios = readdirSync(path.join(ROOT, 'fixtures'), { withFileTypes: true }).filter((entry) => entry.isDirectory() && entry.name !== 'generator');
    const pages = readdirSync(path.join(ROOT, 'docs')).filter((name) => /\.(?:md|png|svg)$/.test(name)).map((name) => `docs/${name}`);
    const fixtures = scenarios.flatMap(({ name }) => SCENARIO_FILES.map((file) => `fixtures/${name}/${file}`));
    // A part that a program loads on first use carries a hash of its content in its name.
    const named = files.map((file) => file.replace(/^(dist\/[\w-]+)-[A-Z0-9]{8}\.js$/, '$1-HASH.js'));
    expect([...new Set(named)].sort()).toEqual([...DIST, ...PLAIN, ...pages, ...fixtures].sort());
  });

  it('says nothing against the rules of publint', async () => {
    const { messages } = await publint({ pack: { tarball: new Uint8Array(readFileSync(tarball)).buffer }, strict: true });
    expect(messages).toEqual([]);
  });

  it('needs no other package and runs nothing when it is installed', () => {
    expect(runsOnInstall(JSON.parse(readFileSync(installed('package.json'), 'utf8')) as object)).toEqual([]);
    expect(readdirSync(path.join(local, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual([PACKAGE.name]);
  });

  it('is two programs and no library: nothing of it can be imported', async () => {
    const script = `import('${PACKAGE.name}').catch((error) => console.log(error.code))`;
    expect((await run(process.execPath, ['-e', script], { cwd: local })).stdout).toBe('ERR_PACKAGE_PATH_NOT_EXPORTED\n');
  });
});

describe('zops-mcp, installed in an empty folder', () => {
  it('says its version and what there is', async () => {
    expect(await call('zops-mcp', ['--version'])).toMatchObject({ code: 0, stdout: `${PACKAGE.version}\n` });
    const help = await call('zops-mcp', ['--help']);
    expect(help.code).toBe(0);
    for (const word of ['policy', 'audit', 'config', 'sandbox', 'ZOPS_DATA_DIR']) expect(help.stdout).toContain(word);
  });

  it('serves MCP: handshake, tools, a call that reads and one that runs a command', async () => {
    const client = await connectTo({ command: bin('zops-mcp'), env: { ZOPS_SANDBOX: 'embedded' } }, await tempDir());
    expect(client.getServerVersion()).toMatchObject({ name: 'zops', version: PACKAGE.version });
    expect(await toolNames(client)).toEqual(['get_logs', 'get_system_status', 'run_command', 'update_config']);
    expect(await callFor(client, 'get_logs', { source: 'syslog', tail: 3 })).toMatchObject({ source: 'syslog', count: 3 });
    expect(await callFor(client, 'run_command', { command: 'ls /sim', dry_run: false })).toMatchObject({ executed: true, stdout: `${SCENARIO_FILES.join('\n')}\n` });
  });

  it('judges commands', async () => {
    const allowed = await call('zops-mcp', ['policy', 'check', 'grep -c ABEND syslog.log']);
    expect([allowed.code, JSON.parse(allowed.stdout)]).toMatchObject([0, { allowed: true }]);
    const refused = await call('zops-mcp', ['policy', 'check', 'cat /etc/passwd']);
    expect([refused.code, JSON.parse(refused.stdout)]).toMatchObject([1, { allowed: false }]);
  });

  it('builds the sandbox from files of its own', async () => {
    // In the place of docker: says what it was asked for.
    const folder = await tempDir();
    await writeFile(path.join(folder, 'docker'), '#!/bin/sh\nprintf "%s\\n" "$@"\n');
    await chmod(path.join(folder, 'docker'), 0o755);
    const { code, stdout } = await call('zops-mcp', ['sandbox', 'build'], { PATH: `${folder}:${process.env['PATH'] ?? ''}` });
    expect(code).toBe(0);
    const asked = stdout.split('\n');
    expect(asked).toContain(`--tag=zops-runner:${PACKAGE.version}`);
    expect(asked).toContain(`--file=${installed('Dockerfile.runner')}`);
    expect(asked).toContain(installed('dist/runner/'));
    expect(readFileSync(installed('Dockerfile.runner'), 'utf8')).toContain('FROM scratch');
    expect(readdirSync(installed('dist/runner'))).toEqual(['main.cjs']);
  });
});

describe('zops, installed in an empty folder', () => {
  it('answers without a key', async () => {
    const { code, stdout } = await call('zops', ['--mode', 'execute_safe', '--json', 'What is the current system status?']);
    expect([code, JSON.parse(stdout)]).toMatchObject([0, { actions_taken: [{ tool: 'get_system_status', success: true }], audit: { planner: 'stub' } }]);
  });

  it('plans by default', async () => {
    const { code, stdout } = await call('zops', ['What is the current system status?']);
    expect(code).toBe(0);
    expect(stdout).toContain('get_system_status');
  });

  it('examines itself', async () => {
    const { code, stdout } = await call('zops', ['doctor']);
    expect(code).toBe(0);
    expect(stdout).toContain('server     starts and offers get_logs, get_system_status, run_command, update_config\n');
  });
});

describe('installed globally, in a folder with a blank in its name', () => {
  it.each(Object.entries(HOSTS))('%s starts the server from what zops-mcp config prints', async (name, { format }) => {
    const home = await tempDir();
    const env = { HOME: home, PATH: process.env['PATH'], ZOPS_SANDBOX: 'embedded' };
    const { stdout } = await run(path.join(global, 'bin/zops-mcp'), ['config', name], { cwd: home, env });
    const [servers] = Object.values((format === 'toml' ? parseToml(stdout) : JSON.parse(stdout)) as Record<string, Record<string, CommandLine>>);
    const line = servers?.['zops'] ?? expect.unreachable(stdout);
    expect(line.args).toEqual([path.join(global, 'lib/node_modules', PACKAGE.name, 'dist/main.js')]);
    expect(existsSync(line.command)).toBe(true);
    const client = await connectTo(line, home);
    expect(await callFor(client, 'get_system_status')).toMatchObject({ simulated: true });
  });
});
