// The tests under several versions of Node.js, each in a fresh clone of the last commit: `npm run matrix -- [--short] [VERSION…]`.
// Ends with a table and keeps the figures (docs/evidence); exit code 1 when a version fails, 2 on bad usage.
import { execFileSync, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { earlier, record } from './evidence/record.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** The lowest that package.json admits, and the newest of each later line. */
const ALL = ['20.19.0', '22', '24', '26'];
/** What touches the platform most: processes, files, streams, the installed package. */
const SHORT_TESTS = ['test/server', 'test/state', 'test/agent', 'test/install', 'test/build', 'test/config'];
/** What is asked here is whether a version works, not how fast this machine is: a test that hangs fails, a slow one does not. */
const PATIENCE = ['--testTimeout=300000', '--hookTimeout=300000'];
/** Lines that are shown of a run that did not even come to its tests. */
const TAIL = 60;
/** Longest text of one failure, characters. */
const FAILURE_CHARS = 4_000;

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

interface Outcome extends Counts {
  readonly node: string;
  /** What was cloned. */
  readonly commit: string;
  readonly ok: boolean;
  readonly seconds: number;
}

/** What is read of the report that vitest writes. */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly { readonly name: string; readonly message: string; readonly assertionResults: readonly Result[] }[];
}

interface Result {
  readonly fullName: string;
  readonly status: string;
  readonly failureMessages: readonly string[];
}

const { positionals, values } = parseArgs({ allowPositionals: true, options: { short: { type: 'boolean', default: false } } });
const wrong = positionals.filter((version) => !/^\d+(?:\.\d+){0,2}$/.test(version));
if (wrong.length > 0) {
  process.stderr.write(`Not a version of Node.js: ${wrong.join(', ')}. Write 24 or 24.1.0.\n`);
  process.exit(2);
}
// The short form: the Node.js at hand and the newest, the tests that touch the platform.
const versions = positionals.length > 0 ? positionals : values.short ? [process.version.slice(1), ALL.at(-1) ?? ''] : ALL;
if (git('status', '--porcelain') !== '') process.stderr.write('Note: what is not committed is not tested.\n');

const outcomes: Outcome[] = [];
for (const version of versions) {
  const outcome = await runOn(version);
  outcomes.push(outcome);
  if (!values.short) keep(outcome);
}
print(outcomes);
process.exitCode = outcomes.every((outcome) => outcome.ok) ? 0 : 1;

async function runOn(version: string): Promise<Outcome> {
  const work = mkdtempSync(path.join(os.tmpdir(), 'zops-matrix-'));
  try {
    const env = environment(nodeBinary(version));
    const node = execFileSync('node', ['--version'], { env, encoding: 'utf8' }).trim().slice(1);
    process.stdout.write(`\n==> Node.js ${node}\n`);
    const clone = path.join(work, 'zops');
    git('clone', '--quiet', ROOT, clone);
    const commit = git('-C', clone, 'rev-parse', 'HEAD');
    const began = performance.now();
    const log = path.join(work, 'log');
    const report = path.join(work, 'tests.json');
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const done =
      (await run('npm', ['ci'], { cwd: clone, env, log })) &&
      (await run('npm', ['test', '--', ...reporters, ...PATIENCE, ...(values.short ? SHORT_TESTS : [])], { cwd: clone, env, log }));
    const results = read(report);
    if (!done) process.stdout.write(results === null ? `${readFileSync(log, 'utf8').split('\n').slice(-TAIL).join('\n')}\n` : failures(results, clone));
    const counts = { passed: results?.numPassedTests ?? 0, failed: results?.numFailedTests ?? 0, skipped: results?.numPendingTests ?? 0 };
    return { node, commit, ok: done && counts.passed > 0, ...counts, seconds: Math.round((performance.now() - began) / 1000) };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The program itself, from npm's package `node`; never a dependency of ours: it would shadow node in each npm script. */
function nodeBinary(version: string): string {
  if (version === process.version.slice(1)) return process.execPath;
  return execFileSync('npx', ['-y', '-p', `node@${version}`, '--', 'node', '-p', 'process.execPath'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim();
}

/** The caller's environment with that Node.js first, and without what the npm that runs this script has put there. */
function environment(node: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^npm_(?!config_)|^npm_config_(?:\w*prefix|node_gyp|user_agent)$|^(?:NODE|INIT_CWD)$/i.test(name));
  return { ...Object.fromEntries(kept), PATH: [path.dirname(node), process.env['PATH']].join(path.delimiter), npm_config_prefer_offline: 'true' };
}

function run(command: string, args: readonly string[], { cwd, env, log }: { cwd: string; env: NodeJS.ProcessEnv; log: string }): Promise<boolean> {
  const out = openSync(log, 'a');
  return new Promise<boolean>((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', out, out] });
    child.on('error', reject).on('exit', (code) => resolve(code === 0));
  }).finally(() => closeSync(out));
}

/** Null when the tests did not come to an end. */
function read(report: string): Report | null {
  return existsSync(report) ? (JSON.parse(readFileSync(report, 'utf8')) as Report) : null;
}

function failures({ testResults }: Report, clone: string): string {
  return testResults
    .flatMap(({ name, message, assertionResults }) => {
      const failed = assertionResults.filter(({ status }) => status === 'failed').map(({ fullName, failureMessages }) => `${fullName}\n${failureMessages.join('\n')}`);
      return [...failed, ...(message === '' ? [] : [message])].map((what) => `\nFAILED ${path.relative(clone, name)} > ${what.slice(0, FAILURE_CHARS)}\n`);
    })
    .join('');
}

function git(...args: readonly string[]): string {
  return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim();
}

function print(rows: readonly Outcome[]): void {
  const table = [['Node.js', 'result', 'passed', 'failed', 'skipped', 'seconds'], ...rows.map((row) => [row.node, row.ok ? 'ok' : 'FAILED', row.passed, row.failed, row.skipped, row.seconds].map(String))];
  process.stdout.write(`\n${table.map((row) => row.map((cell) => cell.padEnd(10)).join('').trimEnd()).join('\n')}\n`);
}

/** Keeps the newest run of each line of Node.js. */
function keep(run: Outcome): void {
  const line = (node: string): number => Number(node.split('.')[0]);
  const row = [run.node, run.passed, run.failed, run.skipped, run.seconds, new Date().toISOString().slice(0, 10), run.commit.slice(0, 7)];
  const before = (earlier('node-matrix')?.tables?.[0]?.rows ?? []).filter(([node]) => line(String(node)) !== line(run.node));
  const rows = [...before, row].sort(([one], [other]) => line(String(one)) - line(String(other)));
  record({
    name: 'node-matrix',
    command: `npm run matrix -- ${run.node}`,
    holds: rows.every(([, passed, failed]) => Number(passed) > 0 && failed === 0),
    figures: { versions: rows.length },
    tables: [{ title: 'The newest run of each line', columns: ['Node.js', 'passed', 'failed', 'skipped', 'seconds', 'date', 'commit'], rows }],
  });
}
