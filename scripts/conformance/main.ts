// `npm run conformance`: the official MCP conformance suite against the suite's fixtures behind our adapter and against
// the real server, judged by test/foreign/conformance-baseline.json. Ends everything that it started.
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { startBridge } from './bridge.js';
import { baselineSchema, judge } from './judge.js';
import { REVISION, Suite } from './suite.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The arguments of `node` that start each target; the names are those of the baseline. */
const TARGETS = {
  fixtures: ['--import', 'tsx', 'test/foreign/fixtures-server.ts'],
  zops: ['dist/main.js'],
} as const;

async function check(target: keyof typeof TARGETS, suite: Suite, work: string, stop: AbortController): Promise<boolean> {
  const folder = path.join(work, target);
  await mkdir(folder);
  const env = { PATH: process.env['PATH'], ZOPS_STATE_DIR: path.join(folder, 'state'), ZOPS_SANDBOX: 'embedded' };
  const server = { command: process.execPath, args: TARGETS[target], cwd: ROOT, env };
  const bridge = await startBridge(server, (reason) => stop.abort(reason));
  try {
    const scenarios = await suite.scenarios();
    const baseline = [...baselines.both, ...baselines[target]];
    const { passed, excused, problems } = judge(scenarios, await suite.run(bridge.url, path.join(folder, 'report'), stop.signal), baseline);
    console.log(`\n${target}: ${scenarios.length} scenarios of ${REVISION}, ${passed.length} checks passed, ${excused.length} cannot apply, ${problems.length} problems`);
    for (const { reason, checks } of baseline) console.log(`  cannot apply: ${[...new Set(checks.map((name) => name.split(':')[0]))].join(', ')}: ${reason}`);
    for (const problem of problems) console.log(`  PROBLEM: ${problem}`);
    return problems.length === 0;
  } finally {
    await bridge.close();
  }
}

const baselines = z
  .strictObject({ both: baselineSchema, fixtures: baselineSchema, zops: baselineSchema })
  .parse(JSON.parse(await readFile(path.join(ROOT, 'test/foreign/conformance-baseline.json'), 'utf8')));
const work = await mkdtemp(path.join(os.tmpdir(), 'zops-conformance-'));
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort(new Error(`Ended by ${signal}.`)));
try {
  const suite = await Suite.find();
  // Both to their end, also when one fails: what they started is ended by then.
  const ends = await Promise.allSettled([check('fixtures', suite, work, stop), check('zops', suite, work, stop)]);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  process.exitCode = ends.every((end) => end.status === 'fulfilled' && end.value) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await rm(work, { recursive: true, force: true });
}
