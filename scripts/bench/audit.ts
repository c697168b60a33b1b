// An audit log of a million records beside one of a thousand: what grows with it (a check), and what must not (start-up, append, tail).
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { createRedactor } from '../../src/redact.js';
import { headNote } from '../../src/state/audit-end.js';
import { createAuditLog } from '../../src/state/audit-log.js';
import { GENESIS, sealRecord } from '../../src/state/audit-record.js';
import { verifyAuditLog } from '../../src/state/audit-verify.js';
import type { ChainEnd } from '../../src/state/state.js';
import { byTurns } from './measure.js';
import { connectMcp } from './mcp-process.js';
import type { Context, Part, Result, Table } from './part.js';
import { ZOPS } from './servers.js';

const SIZES = { '1,000 records': 1_000, '1,000,000 records': 1_000_000 } as const;
const [SMALL, LARGE] = ['1,000 records', '1,000,000 records'] as const;
const ROUNDS = 10;

async function run(context: Context): Promise<Result> {
  const directories = new Map<string, string>();
  for (const [name, count] of Object.entries(SIZES)) {
    context.say(`writing ${name}`);
    directories.set(name, record(path.join(context.work, String(count)), count));
  }
  const each = (action: (directory: string) => Promise<number | null>) => Object.fromEntries([...directories].map(([name, directory]) => [name, () => action(directory)]));

  context.say('start-up, append and tail');
  const first: Table = {
    title: 'A server starts and records its first call',
    unit: 'ms',
    baseline: SMALL,
    samples: await byTurns(
      ROUNDS,
      each(async (directory) => {
        const started = performance.now();
        const server = await connectMcp(ZOPS, { ZOPS_STATE_DIR: directory, ZOPS_SANDBOX: 'embedded' });
        await server.request('tools/call', { name: 'run_command', arguments: { command: 'ls' } });
        const taken = performance.now() - started;
        await server.end();
        return taken;
      }),
    ),
  };
  const append: Table = {
    title: 'The log is opened, appended to and closed',
    unit: 'ms',
    baseline: SMALL,
    samples: await byTurns(
      ROUNDS,
      each(async (directory) => {
        const log = logIn(directory);
        const started = performance.now();
        await log.append({ event: 'call', tool: 'run_command', args: { command: 'ls' } });
        await log.close();
        return performance.now() - started;
      }),
    ),
  };
  const tail: Table = { title: 'audit tail, 20 records', unit: 'ms', baseline: SMALL, samples: await byTurns(ROUNDS, each(async (directory) => logIn(directory).tail(20).then(() => null))) };

  context.say('verify');
  const verify: Table = {
    title: 'audit verify, each record',
    unit: 'µs',
    baseline: SMALL,
    samples: await byTurns(
      3,
      each(async (directory) => {
        const started = performance.now();
        const { ok, records } = await verifyAuditLog(path.join(directory, 'audit.jsonl'));
        if (!ok) throw new Error('The log that was just written does not verify.');
        return ((performance.now() - started) * 1000) / records;
      }),
    ),
  };
  const flat = (what: string, table: Table) => ({ what: `${what} with 1,000,000 records against 1,000`, table, row: LARGE, against: SMALL, bound: { atMost: 1.5 } });
  return { tables: [first, append, tail, verify], bars: [flat('start and first call', first), flat('append', append), flat('tail', tail)] };
}

const logIn = (directory: string) => createAuditLog({ directory, redactor: createRedactor({ secrets: [] }) });

/** Short records: a million of them stay in one file, below the size at which it is put aside. */
function record(directory: string, count: number): string {
  mkdirSync(directory, { mode: 0o700 });
  const file = openSync(path.join(directory, 'audit.jsonl'), 'w', 0o600);
  const at = { time: '2026-11-23T00:00:00.000Z', pid: 1 };
  let after: ChainEnd = GENESIS;
  let text = '';
  for (let index = 0; index < count; index += 1) {
    const sealed = sealRecord(after, { event: 'call', tool: 'run_command' }, at);
    after = sealed.record;
    text += sealed.line;
    if (text.length > 1_000_000 || index === count - 1) {
      writeSync(file, text);
      text = '';
    }
  }
  closeSync(file);
  writeFileSync(path.join(directory, 'audit.head'), headNote(after), { mode: 0o600 });
  return directory;
}

export const AUDIT: Part = { name: 'audit', run };
