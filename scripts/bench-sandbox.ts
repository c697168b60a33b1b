// What a command costs in each sandbox, measured in one run and printed as one table: `npm run bench:sandbox`.
// Needs a Docker engine with the runner's image, and /usr/bin/tail on the host. Takes under a minute.
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import Table from 'cli-table3';
import { runArguments } from '../src/sandbox/docker/arguments.js';
import { defaultImage } from '../src/sandbox/docker/image.js';
import { CONTAINER_LIMITS } from '../src/sandbox/docker/limits.js';
import { VERSION } from '../src/version.js';
import { startServer, type ServerProcess } from '../test/support/rpc.js';

const ROUNDS = 5;
const WARM = 40;
const WARM_UP = 60;
const IMAGE = process.env['ZOPS_IMAGE'] ?? defaultImage(VERSION);
const TAIL = ['-n', '5'];

const work = mkdtempSync(path.join(os.tmpdir(), 'zops-bench-'));
const sim = path.join(work, 'sim');
cpSync(fileURLToPath(new URL('../fixtures/baseline', import.meta.url)), sim, { recursive: true });

/** `docker run` arguments of our container, with `tail` in place of the runner. */
const runTail = (name: string, ...args: string[]): string[] => {
  const flags = runArguments({ name, image: IMAGE, directory: sim, limits: CONTAINER_LIMITS }).filter((flag) => flag !== '--interactive' && flag !== IMAGE);
  return [...flags, '--entrypoint=/usr/bin/tail', IMAGE, ...args];
};

/** Runs a program on the host to its end; its output is read and dropped. */
function run(program: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let errors = '';
    child.stdout.resume();
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    child.on('error', reject).on('close', (code) => (code === 0 ? resolve() : reject(new Error(`${program} ${args.join(' ')}: ${errors}`))));
  });
}

async function serve(sandbox: 'docker' | 'embedded'): Promise<ServerProcess> {
  const docker = Object.fromEntries(Object.entries(process.env).flatMap(([name, value]) => (value !== undefined && /^(HOME$|DOCKER_)/.test(name) ? [[name, value]] : [])));
  const server = startServer({ ...docker, ZOPS_SANDBOX: sandbox, ZOPS_IMAGE: IMAGE, ZOPS_DATA_DIR: sim, ZOPS_STATE_DIR: mkdtempSync(path.join(work, 'state-')) });
  await server.rpc.initialize();
  return server;
}

async function call({ rpc }: ServerProcess): Promise<void> {
  const { structuredContent } = await rpc.call('run_command', { command: 'tail -n 5 syslog.log', dry_run: false });
  if (structuredContent['exit_code'] !== 0) throw new Error(JSON.stringify(structuredContent));
}

async function end({ child, exited }: ServerProcess): Promise<void> {
  child.stdin.end();
  await exited;
}

const samples = new Map<string, number[]>();
async function measure(name: string, action: () => Promise<void>, times = 1): Promise<void> {
  const list = samples.get(name) ?? [];
  samples.set(name, list);
  for (let time = 0; time < times; time += 1) {
    const started = performance.now();
    await action();
    list.push(performance.now() - started);
  }
}

const median = (name: string): number => {
  const sorted = [...(samples.get(name) ?? [])].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};

const HOST = 'host: spawn tail';
const OURS = 'run_command over MCP, docker sandbox';
const EMBEDDED = 'run_command over MCP, embedded sandbox';
const EXEC = 'docker exec tail';
const RUN = 'docker run tail';
const FIRST = 'first run_command, container start included';

const keeper = `zops-bench-${process.pid}`;
try {
  const [docker, embedded] = await Promise.all([serve('docker'), serve('embedded')]);
  const [entry = '', ...rest] = runTail(keeper, '-f', '/dev/null');
  await run('docker', [entry, '--detach', ...rest]);
  for (let time = 0; time < WARM_UP; time += 1) await Promise.all([call(docker), call(embedded), run('/usr/bin/tail', [...TAIL, path.join(sim, 'syslog.log')])]);

  // By turns, so that whatever else the machine does meets them all.
  for (let round = 0; round < ROUNDS; round += 1) {
    await measure(HOST, () => run('/usr/bin/tail', [...TAIL, path.join(sim, 'syslog.log')]), WARM);
    await measure(OURS, () => call(docker), WARM);
    await measure(EMBEDDED, () => call(embedded), WARM);
    await measure(EXEC, () => run('docker', ['exec', keeper, '/usr/bin/tail', ...TAIL, '/sim/syslog.log']), 3);
    await measure(RUN, () => run('docker', runTail(`${keeper}-${round}`, ...TAIL, '/sim/syslog.log')));
    const fresh = await serve('docker');
    await sleep(300); // a client is seldom faster
    await measure(FIRST, () => call(fresh));
    await end(fresh);
  }
  await Promise.all([end(docker), end(embedded)]);
} finally {
  await run('docker', ['rm', '--force', keeper]);
  rmSync(work, { recursive: true, force: true });
}

const ms = (value: number): string => value.toFixed(value < 100 ? 2 : 0);
const table = new Table({ head: ['tail -n 5 syslog.log', 'n', 'median ms', 'min–max ms', '× host spawn'], style: { head: [], border: [] } });
for (const name of [HOST, OURS, EMBEDDED, EXEC, RUN, FIRST]) {
  const list = samples.get(name) ?? [];
  table.push([name, list.length, ms(median(name)), `${ms(Math.min(...list))}–${ms(Math.max(...list))}`, (median(name) / median(HOST)).toFixed(1)]);
}
const times = (one: string, other: string): string => (median(one) / median(other)).toFixed(2);
process.stdout.write(`${table.toString()}
warm call / host spawn:   ${times(OURS, HOST)} (at most 2.5)
docker exec / warm call:  ${times(EXEC, OURS)} (at least 20)
first call / docker run:  ${times(FIRST, RUN)} (at most 1.3)
`);
