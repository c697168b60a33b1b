// get_logs on logs of 100 MiB, 1 GiB and 10 GiB, beside tail and grep. The logs are made on the spot and read from the page cache.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, statfsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSimulator } from '../../src/system/simulator.js';
import { HITS, middleOf, WANTED, WANTED_JOB, writeSyslog } from './large-syslog.js';
import { byTurns, memoryOf, type Action } from './measure.js';
import { connectMcp, type McpProcess } from './mcp-process.js';
import type { Context, Part, Result, Table } from './part.js';
import { ZOPS, zopsEnv } from './servers.js';

const MIB = 2 ** 20;
const SIZES = { '100 MiB': 100 * MIB, '1 GiB': 1024 * MIB, '10 GiB': 10 * 1024 * MIB } as const;
type Size = keyof typeof SIZES;
const NEEDED = 13 * 1024 * MIB;
const FAST_ROUNDS = 20;
const SLOW_ROUNDS = 5;

const TAIL = 'tail -n 100, spawned, 1 GiB';
const GREP = 'LC_ALL=C grep -iF, spawned, 1 GiB';
const CONTAINS = 'get_logs contains, 1 GiB';
const IDLE = 'before';

async function run(context: Context): Promise<Result> {
  const { bavail, bsize } = statfsSync(context.work);
  if (bavail * bsize < NEEDED) return { tables: [], bars: [], notes: [`Large logs were left out: they need 13 GiB of disk in ${path.dirname(context.work)} (set TMPDIR).`] };
  const servers = new Map<Size, McpProcess>();
  for (const [size, bytes] of Object.entries(SIZES) as [Size, number][]) {
    context.say(`writing a syslog of ${size}`);
    mkdirSync(folderOf(context, size));
    await writeSyslog(path.join(folderOf(context, size), 'syslog.log'), bytes);
    servers.set(size, await connect(context, size));
  }
  const asking = (size: Size, args: Readonly<Record<string, unknown>>, records: number): Action => async () => {
    const server = servers.get(size);
    if (server !== undefined) await askAll(server, args, records);
    return null;
  };
  const file = path.join(folderOf(context, '1 GiB'), 'syslog.log');

  context.say('the end of a log, and a time in it');
  const ends: Table = {
    title: 'The newest 100 records, or the newest 100 up to a time in the middle',
    unit: 'ms',
    baseline: TAIL,
    samples: await byTurns(FAST_ROUNDS, {
      [TAIL]: () => spawned('tail', '-n', '100', file),
      ...Object.fromEntries(sizes().map((size) => [tailOf(size), asking(size, { tail: 100 }, 100)])),
      ...Object.fromEntries(sizes().map((size) => [`get_logs until, ${size}`, asking(size, { tail: 100, until: middleOf(SIZES[size]) }, 100)])),
    }),
  };

  context.say('a text and a job in all of a log');
  const searches: Table = {
    title: `All of 1 GiB, ${HITS} hits`,
    unit: 'ms',
    baseline: GREP,
    samples: await byTurns(SLOW_ROUNDS, {
      [GREP]: () => spawned('grep', '-iF', WANTED, file),
      [CONTAINS]: asking('1 GiB', { contains: WANTED }, HITS),
      'get_logs job, 1 GiB': asking('1 GiB', { job: WANTED_JOB }, HITS),
    }),
  };
  await Promise.all([...servers.values()].map((server) => server.end()));

  context.say('memory');
  const memory = await memoryTable(context);
  context.say('cancellation');
  const cancelled: Table = { title: 'From the abort of a search of 10 GiB to its end', unit: 'ms', baseline: 'contains', samples: await byTurns(FAST_ROUNDS, { contains: cancelling(context, { contains: 'nothing of the kind' }), job: cancelling(context, { job: 'NOBODY' }) }) };

  return {
    tables: [ends, searches, memory, cancelled],
    bars: [
      { what: 'get_logs tail=100 on 1 GiB, against spawning tail', table: ends, row: tailOf('1 GiB'), against: TAIL, bound: { atMost: 1 } },
      { what: 'get_logs tail=100 on 10 GiB, against 100 MiB', table: ends, row: tailOf('10 GiB'), against: tailOf('100 MiB'), bound: { atMost: 1.2 } },
      { what: 'get_logs contains over 1 GiB, against grep -iF', table: searches, row: CONTAINS, against: GREP, bound: { atMost: 2 } },
      ...[...memory.samples.keys()].filter((row) => row !== IDLE).map((row) => ({ what: `memory added: ${row}`, table: memory, row, statistic: 'max' as const, bound: { atMost: 48 } })),
      ...[...cancelled.samples.keys()].map((row) => ({ what: `cancelled: ${row}`, table: cancelled, row, statistic: 'max' as const, bound: { atMost: 100 } })),
    ],
  };
}

const sizes = (): Size[] => Object.keys(SIZES) as Size[];
const folderOf = ({ work }: Context, size: Size): string => path.join(work, size.replace(' ', '-'));
const tailOf = (size: Size): string => `get_logs tail=100, ${size}`;
const connect = (context: Context, size: Size): Promise<McpProcess> => connectMcp(ZOPS, zopsEnv(context, size, { ZOPS_DATA_DIR: folderOf(context, size) }));

/** Asks, and goes on as `next` says, until all of the log has been searched. @throws when not that many records came */
async function askAll(server: McpProcess, args: Readonly<Record<string, unknown>>, records: number): Promise<void> {
  let came = 0;
  for (let until: string | undefined; ; ) {
    const { structuredContent } = (await server.request('tools/call', { name: 'get_logs', arguments: { source: 'syslog', ...args, ...(until === undefined ? {} : { until }) } })) as { structuredContent: { count: number; next?: string } };
    came += structuredContent.count;
    until = /^Only the newest.* with until="([^"]+)"/.exec(structuredContent.next ?? '')?.[1];
    if (until === undefined) break;
  }
  if (came !== records) throw new Error(`get_logs ${JSON.stringify(args)} gave ${came} records, not ${records}.`);
}

/** Runs a program to its end, its output read as a user of it would. */
async function spawned(program: string, ...args: string[]): Promise<null> {
  const child = spawn(program, args, { env: { ...process.env, LC_ALL: 'C' }, stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout.resume();
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${program} ended with ${code}.`);
  return null;
}

/** How much the memory of a fresh server grows at its peak, over what it has when it has answered one small question. */
async function memoryTable(context: Context): Promise<Table> {
  const added = (size: Size, args: Readonly<Record<string, unknown>>, records: number): Action => async () => {
    const server = await connect(context, size);
    await askAll(server, { tail: 1 }, 1);
    const before = await memoryOf(server.pid);
    await askAll(server, args, records);
    const peak = await memoryOf(server.pid, 'VmHWM');
    await server.end();
    return peak - before;
  };
  return {
    title: 'Memory that a question adds at its peak',
    unit: 'MiB',
    baseline: IDLE,
    samples: await byTurns(SLOW_ROUNDS, {
      [IDLE]: async () => {
        const server = await connect(context, '1 GiB');
        await askAll(server, { tail: 1 }, 1);
        const before = await memoryOf(server.pid);
        await server.end();
        return before;
      },
      'tail=100, 10 GiB': added('10 GiB', { tail: 100 }, 100),
      'until, 10 GiB': added('10 GiB', { tail: 100, until: middleOf(SIZES['10 GiB']) }, 100),
      'contains, 1 GiB': added('1 GiB', { contains: WANTED }, HITS),
      'job, 1 GiB': added('1 GiB', { job: WANTED_JOB }, HITS),
    }),
  };
}

function cancelling(context: Context, filter: { readonly contains: string } | { readonly job: string }): Action {
  return async () => {
    const abort = new AbortController();
    const search = createSimulator({ directory: folderOf(context, '10 GiB') }).logs({ source: 'syslog', tail: 100, ...filter }, { signal: abort.signal });
    const ended = search.then(() => 'found', () => 'cancelled');
    await sleep(100 + Math.random() * 100);
    const started = performance.now();
    abort.abort();
    if ((await ended) !== 'cancelled') throw new Error('The search was over before it could be cancelled.');
    return performance.now() - started;
  };
}

export const LARGE_LOGS: Part = { name: 'large-logs', run };
