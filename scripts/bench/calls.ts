// What a call costs over stdio, one after another and many at once, beside a call of an echo server on the same SDK.
import { byTurns, type Action } from './measure.js';
import { connectMcp, type McpProcess } from './mcp-process.js';
import type { Context, Part, Result, Table } from './part.js';
import { bundledEcho, ZOPS, zopsEnv } from './servers.js';

const ROUNDS = 10;
const IN_SEQUENCE = 40;
const AT_ONCE = 200;

const ECHO = 'echo';
const DRY_RUN = 'run_command, dry run';

/** Name and arguments of each call. */
const KINDS: Readonly<Record<string, readonly [string, Readonly<Record<string, unknown>>]>> = {
  [DRY_RUN]: ['run_command', { command: 'grep -n ABEND syslog.log' }],
  'run_command, refused (dry run)': ['run_command', { command: 'cat ../etc/passwd' }],
  'run_command, refused (asked to execute)': ['run_command', { command: 'rm -rf /', dry_run: false }],
  'arguments that are not valid': ['get_logs', { source: 'syslog', lines: 10 }],
  get_system_status: ['get_system_status', {}],
  'get_logs, tail 10': ['get_logs', { source: 'syslog', tail: 10 }],
  'get_logs, tail 100': ['get_logs', { source: 'syslog', tail: 100 }],
};

async function run(context: Context): Promise<Result> {
  const [echo, zops] = await Promise.all([connectMcp(await bundledEcho(context)), connectMcp(ZOPS, zopsEnv(context, 'calls'))]);
  const calls: Record<string, () => Promise<unknown>> = { [ECHO]: () => call(echo, 'echo', { text: 'grep -n ABEND syslog.log' }) };
  for (const [name, [tool, args]] of Object.entries(KINDS)) calls[name] = () => call(zops, tool, args);
  const each = (action: (one: () => Promise<unknown>) => Promise<number | readonly number[]>): Record<string, Action> => Object.fromEntries(Object.entries(calls).map(([name, one]) => [name, () => action(one)]));

  context.say(`calls in sequence, ${ROUNDS} rounds of ${IN_SEQUENCE}`);
  const sequence: Table = {
    title: 'One call after another: request written → answer read',
    unit: 'µs',
    baseline: ECHO,
    samples: await byTurns(
      ROUNDS,
      each(async (one) => {
        const taken: number[] = [];
        for (let time = 0; time < IN_SEQUENCE; time += 1) {
          const started = performance.now();
          await one();
          taken.push((performance.now() - started) * 1000);
        }
        return taken;
      }),
    ),
  };

  context.say(`calls at once, ${ROUNDS} rounds of ${AT_ONCE}`);
  const pipelined: Table = {
    title: `${AT_ONCE} calls written at once (pipelined)`,
    unit: 'calls/s',
    baseline: ECHO,
    samples: await byTurns(
      ROUNDS,
      each(async (one) => {
        const started = performance.now();
        await Promise.all(Array.from({ length: AT_ONCE }, one));
        return (AT_ONCE * 1000) / (performance.now() - started);
      }),
    ),
  };
  await Promise.all([echo.end(), zops.end()]);

  return {
    tables: [sequence, pipelined],
    bars: [
      { what: 'dry run, p50 against an echo call', table: sequence, row: DRY_RUN, against: ECHO, bound: { atMost: 1.5 } },
      { what: 'dry runs at once, calls per second against echo', table: pipelined, row: DRY_RUN, against: ECHO, bound: { atLeast: 0.6 } },
    ],
  };
}

const call = (server: McpProcess, name: string, args: Readonly<Record<string, unknown>>): Promise<unknown> => server.request('tools/call', { name, arguments: args });

export const CALLS: Part = { name: 'calls', run };
