// Whether `zops serve` grows under load, and whether its health still answers: rounds of 200 requests at once. Linux only.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { memoryOf } from './measure.js';
import type { Context, Part, Result, Table } from './part.js';
import { ROOT, zopsEnv } from './servers.js';

const ROUNDS = 8;
const AT_ONCE = 200;
/** Between two looks at the health, ms. */
const LOOK_MS = 25;
/** Until the client's share is forgiven, ms. */
const PAUSE_MS = 5_000;

const AT_REST = 'at rest';
const UNDER_LOAD = `under ${AT_ONCE} requests at once`;
const FIRST = 'after the first round';
const LAST = `after round ${ROUNDS}`;

async function run(context: Context): Promise<Result> {
  // A small heap: what is only not collected yet would look like growth.
  const env = { ...zopsEnv(context, 'http', { NODE_OPTIONS: '--max-old-space-size=80' }), PATH: process.env['PATH'] ?? '' };
  const child = spawn(process.execPath, [path.join(ROOT, 'dist/agent.js'), 'serve', '--port', '0'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
    const url = /http:\S+(?=\/\n)/.exec(line)?.[0] ?? '';
    const memory = (): Promise<number> => memoryOf(child.pid ?? 0);
    const statuses: number[] = [];
    const health = new Map<string, number[]>([[AT_REST, []], [UNDER_LOAD, []]]);
    const growth = new Map<string, number[]>();
    for (let round = 1; round <= ROUNDS; round += 1) {
      context.say(`round ${round} of ${ROUNDS}`);
      health.get(AT_REST)?.push(...(await healthUntil(url, sleep(20 * LOOK_MS))));
      const asking = Promise.all(Array.from({ length: AT_ONCE }, () => ask(url)));
      health.get(UNDER_LOAD)?.push(...(await healthUntil(url, asking)));
      statuses.push(...(await asking));
      if (round === 1) growth.set(FIRST, [await memory()]);
      if (round === ROUNDS) growth.set(LAST, [await memory()]);
      await sleep(PAUSE_MS);
    }
    const healthTable: Table = { title: 'GET /health', unit: 'ms', baseline: AT_REST, samples: health };
    const memoryTable: Table = { title: 'Memory of zops serve (RSS)', unit: 'MiB', baseline: FIRST, samples: growth };
    return {
      tables: [healthTable, memoryTable],
      bars: [
        { what: 'zops serve does not grow under load', table: memoryTable, row: LAST, against: FIRST, bound: { atMost: 1.15 } },
        { what: 'slowest answer of its health under load', table: healthTable, row: UNDER_LOAD, bound: { atMost: 1_000 }, statistic: 'max' },
      ],
      notes: [`${statuses.length} requests: ${tally(statuses)}.`],
    };
  } finally {
    child.kill('SIGTERM');
    await once(child, 'close');
  }
}

async function ask(url: string): Promise<number> {
  const body = JSON.stringify({ message: 'Check CPU and memory, then show the syslog', mode: 'execute_safe' });
  const response = await fetch(`${url}/chat`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  await response.arrayBuffer();
  return response.status;
}

/** How long each look took, ms. @throws Error when the health is not good */
async function healthUntil(url: string, end: Promise<unknown>): Promise<number[]> {
  const over = new AbortController();
  const ended = end.finally(() => over.abort());
  const taken: number[] = [];
  while (!over.signal.aborted) {
    const started = performance.now();
    const { status } = await fetch(`${url}/health`);
    if (status !== 200) throw new Error(`GET /health answered ${status}.`);
    taken.push(performance.now() - started);
    await sleep(LOOK_MS);
  }
  await ended;
  return taken;
}

function tally(statuses: readonly number[]): string {
  const counts = new Map<number, number>();
  for (const status of statuses) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => a - b).map(([status, count]) => `${count} answered with ${status}`).join(', ');
}

export const HTTP: Part = { name: 'http', run };
