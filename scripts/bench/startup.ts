// From spawn to the answer of `tools/list`, and the memory of a server that then has nothing to do.
import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { byTurns, memoryOf, type Action } from './measure.js';
import { connectMcp } from './mcp-process.js';
import type { Bar, Context, Part, Result, Table } from './part.js';
import { bundledEcho, ECHO, foreign, FOREIGN_NOTE, ZOPS, zopsEnv, type Command } from './servers.js';

const ROUNDS = 15;
const MEMORY_ROUNDS = 5;
/** A server is idle when it had this long to do what it put off, ms. */
const SETTLE_MS = 1_500;

const OURS = 'zops';
const BUNDLED = 'echo, bundled';
const UNBUNDLED = 'echo, unbundled';
const FILESYSTEM = 'server-filesystem';

async function run(context: Context): Promise<Result> {
  const env = zopsEnv(context, 'startup');
  const filesystem = foreign('@modelcontextprotocol/server-filesystem', context.work);
  const everything = foreign('@modelcontextprotocol/server-everything', 'stdio');
  const servers: Record<string, Command> = {
    [OURS]: ZOPS,
    [BUNDLED]: await bundledEcho(context),
    [UNBUNDLED]: ECHO,
    ...(filesystem === null ? {} : { [FILESYSTEM]: filesystem }),
    ...(everything === null ? {} : { 'server-everything': everything }),
  };
  const each = (action: (command: Command) => Promise<number>): Record<string, Action> => Object.fromEntries(Object.entries(servers).map(([name, command]) => [name, () => action(command)]));

  context.say(`start-up of ${Object.keys(servers).length} servers, ${ROUNDS} rounds`);
  const bare: Action = () => promisify(execFile)(process.execPath, ['-e', '0']).then(() => null);
  const startup: Table = {
    title: 'Start-up: spawn → initialize → tools/list answered',
    unit: 'ms',
    baseline: BUNDLED,
    samples: await byTurns(ROUNDS, {
      'node -e 0, to its end': bare,
      ...each(async (command) => {
        const started = performance.now();
        const server = await connectMcp(command, env);
        await server.request('tools/list');
        const taken = performance.now() - started;
        await server.end();
        return taken;
      }),
    }),
  };

  context.say(`idle memory, ${MEMORY_ROUNDS} rounds`);
  const memory: Table = {
    title: 'Idle memory (RSS)',
    unit: 'MiB',
    baseline: BUNDLED,
    samples: await byTurns(
      MEMORY_ROUNDS,
      each(async (command) => {
        const server = await connectMcp(command, env);
        await server.request('tools/list');
        await sleep(SETTLE_MS);
        const taken = await memoryOf(server.pid);
        await server.end();
        return taken;
      }),
    ),
  };

  const bars: Bar[] = [
    { what: 'start-up, against the unbundled echo server', table: startup, row: OURS, against: UNBUNDLED, bound: { atMost: 0.65 } },
    { what: 'start-up, against the bundled echo server', table: startup, row: OURS, against: BUNDLED, bound: { atMost: 1.1 } },
    ...(filesystem === null ? [] : [{ what: 'start-up, against server-filesystem', table: startup, row: OURS, against: FILESYSTEM, bound: { atMost: 0.6 } }]),
    { what: 'idle memory, against the bundled echo server', table: memory, row: OURS, against: BUNDLED, bound: { atMost: 1.15 } },
  ];
  return { tables: [startup, memory], bars, notes: filesystem === null ? [FOREIGN_NOTE] : [] };
}

export const STARTUP: Part = { name: 'startup', run };
