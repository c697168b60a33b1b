// `npm run bench [-- PART...]`: every part measures itself against its baselines in the same run. The tables go to stdout, all
// samples to bench.json. Nothing here is a test: figures are read by people, on a machine that they know.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { AUDIT } from './audit.js';
import { CALLS } from './calls.js';
import { HTTP } from './http.js';
import { LARGE_LOGS } from './large-logs.js';
import type { Part, Result } from './part.js';
import { POLICY } from './policy.js';
import { asJson, asText } from './report.js';
import { ROOT } from './servers.js';
import { SANDBOX } from './sandbox.js';
import { STARTUP } from './startup.js';

const PARTS: readonly Part[] = [STARTUP, CALLS, LARGE_LOGS, POLICY, SANDBOX, AUDIT, HTTP];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !PARTS.some((part) => part.name === name));
if (unknown.length > 0) {
  process.stderr.write(`There is no part ${unknown.join(', ')}. The parts are ${PARTS.map((part) => part.name).join(', ')}.\n`);
  process.exit(2);
}

const [cpu] = os.cpus();
const machine = {
  cpu: cpu?.model.trim() ?? 'unknown',
  cores: os.availableParallelism(),
  memory_gib: Math.round(os.totalmem() / 2 ** 30),
  system: `${os.type()} ${os.release()} ${os.arch()}`,
  node: process.version,
  load_before: os.loadavg()[0]?.toFixed(2) ?? '',
};

const results: Result[] = [];
for (const part of PARTS.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  const work = mkdtempSync(path.join(os.tmpdir(), `zops-bench-${part.name}-`));
  const say = (text: string): boolean => process.stderr.write(`${part.name}: ${text}\n`);
  try {
    results.push(await part.run({ work, say }));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
process.stdout.write(`${Object.entries(machine).map(([name, value]) => `${name}: ${value}`).join(' · ')}\n\n${asText(results)}`);
writeFileSync(path.join(ROOT, 'bench.json'), asJson(machine, results));
