// `npm run soak [-- --minutes 60 --seed N]`: real servers under mixed calls while containers, engine, disk, logs and servers fail.
// Exit 1 when an answer was wrong, a record is missing, or anything grew or is left over. Half an hour or more goes on record. Linux only.
import { parseArgs } from 'node:util';
import { record, type Table } from '../evidence/record.js';
import { growthOf } from './judge-growth.js';
import { soak } from './run.js';

const RECORDED_MINUTES = 30;

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '60' }, seed: { type: 'string', default: String(Date.now() % 1_000_000) } } });
const [minutes, seed] = [Number(values.minutes), Number(values.seed)];
if (!(minutes > 0) || !Number.isSafeInteger(seed)) {
  console.error('usage: npm run soak -- [--minutes 60] [--seed N]');
  process.exit(2);
}
const say = (line: string): void => void process.stderr.write(`${line}\n`);
say(`soak of ${minutes} minutes, seed ${seed}`);
const early = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => early.abort());
const { facts, verdict, skipped, records, files, lasted } = await soak({ minutes, seed, say, signal: early.signal });

const { calls, faults, killed, watched } = facts;
// Where everything is there, nothing may be left out.
const violations = [...verdict.violations, ...(process.env['ZOPS_REQUIRE_DOCKER'] === '1' ? skipped : [])];
const figures = {
  minutes: Math.round(lasted / 6_000) / 10,
  calls: calls.length,
  'faults injected': faults.length,
  'wrong, lost or doubled answers': calls.filter(({ end }) => end === 'wrong' || end === 'open').length,
  'errors that no fault explains': calls.filter(({ end }) => end === 'failed').length - total(verdict.excused),
  'errors that a fault explains': total(verdict.excused),
  'slowest call, ms': Math.round(calls.reduce((most, { answered, sent }) => Math.max(most, answered - sent), 0)),
  'audit records checked': records,
  'audit files': files,
  'servers killed': killed.size,
  violations: violations.length,
  ...(skipped.length > 0 ? { 'left out': skipped.join('; ') } : {}),
};
const tables: readonly Table[] = [
  { title: 'Calls', columns: ['of', 'calls'], rows: counted(calls.map(({ tool }) => tool)) },
  { title: 'Faults, each until everything worked again', columns: ['fault', 'times', 'longest, s'], rows: counted(faults.map(({ kind }) => kind)).map(([kind, times]) => [kind, times, longest(kind)]) },
  { title: 'Errors within faults', columns: ['code', 'calls'], rows: Object.entries(verdict.excused) },
  {
    title: 'Servers that lived through it, after the warm-up and at the end (resident memory: medians of the first and last quarter; heap: after a full collection, at rest)',
    columns: ['server', 'memory, MB', 'memory, MB an hour', 'heap, MB', 'open files', 'threads', 'child processes'],
    rows: watched.map((one) => {
      const { name, rssStartMb, rssEndMb, rssSlopeMbPerHour, heapStartMb, heapEndMb } = growthOf(one);
      const both = (what: 'fds' | 'threads'): string => `${one.quiet?.[0][what] ?? '?'} → ${one.quiet?.[1][what] ?? '?'}`;
      const children = one.quiet?.map((sample) => sample.children.length).join(' → ') ?? '?';
      return [name, `${rssStartMb} → ${rssEndMb}`, rssSlopeMbPerHour, `${heapStartMb} → ${heapEndMb}`, both('fds'), both('threads'), children];
    }),
  },
];
for (const [name, value] of Object.entries(figures)) say(`${name}: ${value}`);
for (const { title, columns, rows } of tables) say([`${title}:`, ...[columns, ...rows].map((row) => `  ${row.join(' | ')}`)].join('\n'));
for (const violation of violations) say(`VIOLATION ${violation}`);
if (minutes >= RECORDED_MINUTES) record({ name: 'soak', command: `npm run soak -- --minutes ${minutes} --seed ${seed}`, holds: violations.length === 0, figures, tables });
say(violations.length === 0 ? 'Nothing lost, nothing wrong, nothing grew.' : `${violations.length} violations.`);
process.exitCode = violations.length === 0 ? 0 : 1;

function counted(names: readonly string[]): (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function longest(kind: string): number {
  return Math.round(Math.max(...faults.filter((fault) => fault.kind === kind).map(({ begin, end }) => end - begin)) / 100) / 10;
}
