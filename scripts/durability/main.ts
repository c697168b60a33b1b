// `npm run durability [-- --rounds N --seed N]`: SIGKILL at random points of a working server, one, two and eight servers on one
// state directory, and a disk that misbehaves. Writes docs/evidence/durability.json; exit 1 when anything acknowledged was lost.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT, ZOPS } from '../bench/servers.js';
import { FAULTS, type FaultReport } from './faults.js';
import { runLife, type LifeReport } from './life.js';
import { randomFrom } from './random.js';

/** Servers on one state directory, life after life. */
const SERVERS = [1, 2, 8, 1, 2, 1, 2, 8, 1, 2];

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '500' }, seed: { type: 'string', default: String(Date.now() % 1_000_000) } } });
const [rounds, seed] = [Number(values.rounds), Number(values.seed)];
const random = randomFrom(seed);
const work = mkdtempSync(path.join(os.tmpdir(), 'zops-durability-'));
const lives: LifeReport[] = [];
const faults: FaultReport[] = [];
try {
  for (const [index, servers] of SERVERS.entries()) {
    const share = Math.floor(rounds / SERVERS.length) + (index < rounds % SERVERS.length ? 1 : 0);
    if (share === 0) continue;
    const life = await runLife({ command: ZOPS, directory: path.join(work, `life${index}`), servers, rounds: share, random });
    lives.push(life);
    process.stderr.write(`${servers} server(s), ${share} kills: ${life.calls_acknowledged + life.updates_acknowledged} calls acknowledged, ${life.violations.length} violations\n`);
  }
  for (const fault of FAULTS) {
    const report = await fault({ command: ZOPS, work });
    faults.push(report);
    process.stderr.write(`${report.name}: ${report.skipped ?? (report.violations.length === 0 ? 'holds' : report.violations.join('; '))}\n`);
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
const sum = (of: (life: LifeReport) => number): number => lives.reduce((total, life) => total + of(life), 0);
const report = {
  name: 'durability',
  date: new Date().toISOString(),
  node: process.version,
  system: `${os.type()} ${os.release()} ${os.arch()}`,
  seed,
  rounds: sum((life) => life.rounds),
  calls_acknowledged: sum((life) => life.calls_acknowledged),
  updates_acknowledged: sum((life) => life.updates_acknowledged),
  audit_records: sum((life) => life.audit_records),
  violations: [...lives, ...faults].reduce((total, { violations }) => total + violations.length, 0),
  lives,
  faults,
};
mkdirSync(path.join(ROOT, 'docs/evidence'), { recursive: true });
writeFileSync(path.join(ROOT, 'docs/evidence/durability.json'), `${JSON.stringify(report, null, 2)}\n`);
process.exitCode = report.violations === 0 ? 0 : 1;
