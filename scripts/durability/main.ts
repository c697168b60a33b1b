// `npm run durability [-- --rounds N --seed N]`: SIGKILL at random points of a working server, one, two and eight servers on one
// state directory, and a disk that misbehaves. Writes docs/evidence/durability.json; exit 1 when anything acknowledged was lost.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ZOPS } from '../bench/servers.js';
import { record } from '../evidence/record.js';
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
const violations = [...lives, ...faults].flatMap((report) => report.violations);
for (const violation of violations) process.stderr.write(`VIOLATION: ${violation}\n`);
record({
  name: 'durability',
  command: `npm run durability -- --rounds ${rounds} --seed ${seed}`,
  holds: violations.length === 0,
  figures: {
    'servers killed': sum((life) => life.rounds),
    'calls acknowledged': sum((life) => life.calls_acknowledged),
    'configuration updates acknowledged': sum((life) => life.updates_acknowledged),
    'audit records written': sum((life) => life.audit_records),
    'lost or wrong': violations.length,
  },
  tables: [
    {
      title: 'Lives of a state directory (killed while they held the lock of the audit log, of the configuration)',
      columns: ['servers', 'kills', 'acknowledged', 'audit files', 'killed with lock', 'torn records', 'slowest call, ms', 'violations'],
      rows: lives.map((life) => [life.servers, life.rounds, life.calls_acknowledged + life.updates_acknowledged, life.audit_files, `${life.killed_with_lock.audit}, ${life.killed_with_lock.config}`, life.torn_records, life.slowest_call_ms, life.violations.length]),
    },
    {
      title: 'Disks, clocks, torn lines',
      columns: ['fault', 'seen', 'violations'],
      rows: faults.map(({ name, skipped, seen, violations: found }) => [name, skipped ?? Object.entries(seen).map(([what, value]) => `${what.replaceAll('_', ' ')} ${String(value)}`).join(', '), found.length]),
    },
  ],
});
process.exitCode = violations.length === 0 ? 0 : 1;
