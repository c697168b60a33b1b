// Whether `zops serve` grows under load: rounds of 200 requests at once, and its memory after each. `npm run bench:http -- [ROUNDS]`. Linux only.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { packageFile } from '../src/package-files.js';

const ROUNDS = Number(process.argv[2] ?? 8);
const AT_ONCE = 200;

const state = mkdtempSync(path.join(os.tmpdir(), 'zops-bench-http-'));
// A small heap: what is only not collected yet would look like growth.
const env = { NODE_OPTIONS: '--max-old-space-size=80', PATH: process.env['PATH'] ?? '', ZOPS_SANDBOX: 'embedded', ZOPS_STATE_DIR: state };
const child = spawn(process.execPath, [packageFile('dist/agent.js'), 'serve', '--port', '0'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
const url = /http:\S+(?=\/\n)/.exec(line)?.[0] ?? '';

function megabytes(): number {
  const status = readFileSync(`/proc/${child.pid ?? 0}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024);
}

async function ask(): Promise<number> {
  const body = JSON.stringify({ message: 'Check CPU and memory, then show the syslog', mode: 'execute_safe' });
  const response = await fetch(`${url}/chat`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  await response.arrayBuffer();
  return response.status;
}

try {
  process.stdout.write('| round | 200 | 429 | 503 | other | slowest /health, ms | memory, MB |\n|---|---|---|---|---|---|---|\n');
  for (let round = 1; round <= ROUNDS; round += 1) {
    const over = new AbortController();
    const health = (async () => {
      let slowest = 0;
      while (!over.signal.aborted) {
        const started = performance.now();
        const { status } = await fetch(`${url}/health`);
        slowest = status === 200 ? Math.max(slowest, performance.now() - started) : Infinity;
        await sleep(25);
      }
      return slowest;
    })();
    const statuses = await Promise.all(Array.from({ length: AT_ONCE }, ask));
    over.abort();
    const count = (status: number): number => statuses.filter((one) => one === status).length;
    const other = statuses.length - count(200) - count(429) - count(503);
    process.stdout.write(`| ${round} | ${count(200)} | ${count(429)} | ${count(503)} | ${other} | ${Math.round(await health)} | ${megabytes()} |\n`);
    // Time for the client's share to be forgiven.
    await sleep(5_000);
  }
} finally {
  child.kill('SIGTERM');
  await once(child, 'close');
  rmSync(state, { recursive: true });
}
