// The long form of the policy's property tests: `npm run properties -- [approved commands] [seed]`. Each runs under strace in a
// scratch root and in the Docker sandbox. Ends with 1 and the shrunk command when one does more than read in /sim. Needs root.
import { defaultImage } from '../../src/sandbox/docker/image.js';
import { VERSION } from '../../src/version.js';
import { runCampaign } from '../../test/properties/campaign.js';
import { Oracle } from '../../test/properties/oracle.js';
import { scratchProblem } from '../../test/properties/scratch.js';
import { record } from './record.js';

const [approved = 30_000, seed = Date.now() % 2 ** 31] = process.argv.slice(2).map(Number);
if (!Number.isSafeInteger(approved) || approved < 1 || !Number.isSafeInteger(seed)) {
  console.error('usage: npm run properties -- [approved commands, at least 1] [seed]');
  process.exit(2);
}
const problem = scratchProblem();
if (problem !== null) {
  console.error(`The property tests cannot run here: ${problem}.`);
  process.exit(1);
}
const { PATH = '', HOME = '', DOCKER_HOST } = process.env;
console.error(`seed ${seed}`);
const started = performance.now();
const oracle = await Oracle.make(process.env['ZOPS_IMAGE'] ?? defaultImage(VERSION), { PATH, HOME, ...(DOCKER_HOST === undefined ? {} : { DOCKER_HOST }) });
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void oracle.close().finally(() => process.exit(130)));
const before = oracle.scratch.digest();
let changed: boolean;
let report;
try {
  report = await runCampaign(oracle, {
    approved,
    seed,
    onProgress: (runs) => {
      if (runs % 1000 === 0) console.error(`${runs} of ${approved} commands, ${Math.round((performance.now() - started) / 1000)} s`);
    },
  });
  changed = oracle.scratch.digest() !== before;
} finally {
  await oracle.close();
}
const violations = [...report.violations, ...(changed ? ['the scratch root is not what it was'] : [])];
for (const violation of violations) console.error(`VIOLATION ${violation}`);
record({
  name: 'properties',
  command: `npm run properties -- ${approved} ${seed}`,
  holds: violations.length === 0,
  figures: {
    'commands generated': report.generated,
    'refused by the policy': report.refused,
    'approved by the policy': report.approved,
    'share approved, %': Math.round((report.approved / report.generated) * 1000) / 10,
    'of these refused by the runner, for links that lead out of /sim': report.refusedByRunner,
    'run under strace in a scratch root': report.ran,
    'run in the Docker sandbox': report.ran,
    'violations: a system call beyond reading in /sim, a change, a canary shown, no end': violations.length,
    minutes: Math.round((performance.now() - started) / 6000) / 10,
  },
  tables: [{ title: 'Options in commands that ran', columns: ['program', 'options', 'of'], rows: Object.entries(report.options).map(([program, [used, there]]) => [program, used, there]) }],
});
console.log(`${report.generated} commands generated, ${report.approved} approved, ${report.ran} run twice each (seed ${seed}): ${violations.length} violations.`);
process.exitCode = violations.length === 0 ? 0 : 1;
