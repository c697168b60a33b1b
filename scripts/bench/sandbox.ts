// What a command costs in each sandbox, beside the ways to run one without zops. Needs a Docker engine with the runner's image.
import { execFile } from 'node:child_process';
import { cpSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { runArguments } from '../../src/sandbox/docker/arguments.js';
import { defaultImage } from '../../src/sandbox/docker/image.js';
import { CONTAINER_LIMITS } from '../../src/sandbox/docker/limits.js';
import { VERSION } from '../../src/version.js';
import { byTurns, type Action } from './measure.js';
import { connectMcp, type McpProcess } from './mcp-process.js';
import type { Context, Part, Result, Table } from './part.js';
import { ROOT, ZOPS, zopsEnv } from './servers.js';

const ROUNDS = 6;
const WARM = 20;
const IMAGE = process.env['ZOPS_IMAGE'] ?? defaultImage(VERSION);
const TAIL = ['-n', '5'];

const HOST = 'host: spawn tail';
const OURS = 'run_command over MCP, docker sandbox';
const EMBEDDED = 'run_command over MCP, embedded sandbox';
const EXEC = 'docker exec tail';
const RUN = 'docker run tail';
const FIRST = 'first run_command, container start included';

/** Runs a program on the host to its end. @throws with what it wrote to stderr */
const run = promisify(execFile);

async function part(context: Context): Promise<Result> {
  const missing = await run('docker', ['image', 'inspect', IMAGE]).then(
    () => null,
    () => `The sandboxes were left out: there is no Docker engine with the image ${IMAGE} (npm run sandbox:build).`,
  );
  if (missing !== null) return { tables: [], bars: [], notes: [missing] };

  const sim = path.join(context.work, 'sim');
  cpSync(path.join(ROOT, 'fixtures/baseline'), sim, { recursive: true });
  const docker = Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[0].startsWith('DOCKER_') && entry[1] !== undefined));
  const serve = (sandbox: 'docker' | 'embedded'): Promise<McpProcess> =>
    connectMcp(ZOPS, zopsEnv(context, sandbox, { ...docker, ZOPS_SANDBOX: sandbox, ZOPS_IMAGE: IMAGE, ZOPS_DATA_DIR: sim }));
  const keeper = `zops-bench-${process.pid}`;
  /** `docker run` arguments of our container, with `tail` in place of the runner. */
  const runTail = (name: string, ...args: string[]): string[] => {
    const flags = runArguments({ name, image: IMAGE, directory: sim, limits: CONTAINER_LIMITS }).filter((flag) => flag !== '--interactive' && flag !== IMAGE);
    return [...flags, '--entrypoint=/usr/bin/tail', IMAGE, ...args];
  };
  const times = (count: number, action: () => Promise<unknown>): Action => async () => {
    const taken: number[] = [];
    for (let time = 0; time < count; time += 1) {
      const started = performance.now();
      await action();
      taken.push(performance.now() - started);
    }
    return taken;
  };

  context.say(`a command in each sandbox, ${ROUNDS} rounds`);
  const [inDocker, embedded] = await Promise.all([serve('docker'), serve('embedded')]);
  const [entry = '', ...rest] = runTail(keeper, '-f', '/dev/null');
  try {
    await run('docker', [entry, '--detach', ...rest]);
    let runs = 0;
    const table: Table = {
      title: 'tail -n 5 syslog.log',
      unit: 'ms',
      baseline: HOST,
      samples: await byTurns(ROUNDS, {
        [HOST]: times(WARM, () => run('/usr/bin/tail', [...TAIL, path.join(sim, 'syslog.log')])),
        [OURS]: times(WARM, () => tail(inDocker)),
        [EMBEDDED]: times(WARM, () => tail(embedded)),
        [EXEC]: times(3, () => run('docker', ['exec', keeper, '/usr/bin/tail', ...TAIL, '/sim/syslog.log'])),
        [RUN]: times(1, () => run('docker', runTail(`${keeper}-${++runs}`, ...TAIL, '/sim/syslog.log'))),
        [FIRST]: async () => {
          const fresh = await serve('docker');
          await sleep(300); // a client is seldom faster
          const taken = await times(1, () => tail(fresh))();
          await fresh.end();
          return taken;
        },
      }),
    };
    return {
      tables: [table],
      bars: [
        { what: 'warm command in the docker sandbox, against spawning it on the host', table, row: OURS, against: HOST, bound: { atMost: 2.5 } },
        { what: 'docker exec, against the warm command', table, row: EXEC, against: OURS, bound: { atLeast: 20 } },
        { what: 'first command, against docker run', table, row: FIRST, against: RUN, bound: { atMost: 1.3 } },
      ],
    };
  } finally {
    await Promise.all([inDocker.end(), embedded.end()]);
    await run('docker', ['rm', '--force', keeper]);
  }
}

async function tail(server: McpProcess): Promise<void> {
  const { structuredContent } = (await server.request('tools/call', { name: 'run_command', arguments: { command: 'tail -n 5 syslog.log', dry_run: false } })) as { structuredContent: { exit_code: number } };
  if (structuredContent.exit_code !== 0) throw new Error(JSON.stringify(structuredContent));
}

export const SANDBOX: Part = { name: 'sandbox', run: part };
