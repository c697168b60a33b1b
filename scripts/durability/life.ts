// One life of a state directory: several real servers at work, one of them killed in each round and started again, and the
// audit log put aside now and then by an operator who may be killed, too. At the end nothing acknowledged may be missing.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { verifyAuditLog } from '../../src/state/audit-verify.js';
import type { AuditRecord } from '../../src/state/state.js';
import { createClient, type Client } from './client.js';
import type { Random } from './random.js';

export interface LifeOptions {
  /** The program of the bin `zops-mcp` and what starts it. */
  readonly command: readonly [string, ...string[]];
  /** A private folder. */
  readonly directory: string;
  readonly servers: number;
  /** One SIGKILL each. */
  readonly rounds: number;
  readonly random: Random;
}

export interface LifeReport {
  readonly servers: number;
  readonly rounds: number;
  readonly calls_acknowledged: number;
  readonly updates_acknowledged: number;
  readonly audit_records: number;
  readonly audit_files: number;
  /** Kills that met a server while it held the audit log's lock, and the config's. */
  readonly killed_with_lock: { readonly audit: number; readonly config: number };
  /** Records that a kill left unfinished. */
  readonly torn_records: number;
  readonly slowest_call_ms: number;
  /** Empty when everything that was acknowledged is there and the chain holds. */
  readonly violations: readonly string[];
}

/** Longest time that a server works before the round's kill, ms. */
const WORK_MS = 150;
/** An operator puts the log aside every so many rounds. */
const ROTATE_EVERY = 5;

export async function runLife({ command, directory, servers, rounds, random }: LifeOptions): Promise<LifeReport> {
  const env = { ZOPS_STATE_DIR: directory, ZOPS_SANDBOX: 'embedded' };
  const clients = Array.from({ length: servers }, (_, index) => createClient({ command, env, name: `client${index}`, index }));
  const working = new Map<Client, Promise<void>>();
  const killed = { audit: 0, config: 0 };
  const begin = async (client: Client): Promise<void> => {
    await client.start();
    working.set(client, client.work());
  };

  await Promise.all(clients.map(begin));
  for (let round = 1; round <= rounds; round += 1) {
    const victim = clients[Math.floor(random() * servers)];
    if (victim === undefined) continue;
    const rotating = round % ROTATE_EVERY === 0 ? rotate(command, env, random) : Promise.resolve();
    await sleep(random() * WORK_MS);
    victim.kill();
    for (const name of ['audit', 'config'] as const) if ((await holderOf(path.join(directory, `${name}.lock`))) === victim.pid()) killed[name] += 1;
    await working.get(victim);
    await rotating;
    await begin(victim);
  }
  await Promise.all(clients.map((client) => client.stop()));
  await Promise.all(working.values());

  const records = await readRecords(directory);
  const ledgers = clients.map(({ ledger }) => ledger);
  const { records: count, broken } = await verifyAuditLog(path.join(directory, 'audit.jsonl'));
  return {
    servers,
    rounds,
    calls_acknowledged: ledgers.reduce((sum, { commands }) => sum + commands.length, 0),
    updates_acknowledged: ledgers.reduce((sum, { updates }) => sum + updates.length, 0),
    audit_records: count,
    audit_files: (await auditFiles(directory)).length,
    killed_with_lock: killed,
    torn_records: records.filter(({ torn }) => torn !== undefined).length,
    slowest_call_ms: Math.round(Math.max(...ledgers.map(({ slowestMs }) => slowestMs))),
    violations: [
      ...ledgers.flatMap(({ broken: said }) => said),
      ...(broken === null ? [] : [`the chain is broken at line ${broken.line} of ${broken.file}: ${broken.message}`]),
      ...missing(ledgers.flatMap(({ commands }) => commands), records, ({ args }) => String(args?.['command'])),
      ...missing(ledgers.flatMap(({ updates }) => updates.map(({ key, value }) => `${key}=${value}`)), records, ({ args }) => `${String(args?.['key'])}=${String(args?.['value'])}`),
    ],
  };
}

/** What was acknowledged more often than it was recorded. */
function missing(acknowledged: readonly string[], records: readonly AuditRecord[], nameOf: (record: AuditRecord) => string): readonly string[] {
  const recorded = new Map<string, number>();
  for (const record of records) if (record.event === 'call') recorded.set(nameOf(record), (recorded.get(nameOf(record)) ?? 0) + 1);
  return acknowledged.flatMap((name) => {
    const left = recorded.get(name) ?? 0;
    recorded.set(name, left - 1);
    return left > 0 ? [] : [`${name} was acknowledged, but is not in the audit log`];
  });
}

async function rotate([program, ...args]: readonly [string, ...string[]], env: Readonly<Record<string, string>>, random: Random): Promise<void> {
  const child = spawn(program, [...args, 'audit', 'rotate'], { env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env }, stdio: 'ignore' });
  const timer = random() < 0.5 ? setTimeout(() => child.kill('SIGKILL'), random() * 300) : undefined;
  await once(child, 'exit');
  clearTimeout(timer);
}

async function holderOf(lock: string): Promise<number | null> {
  try {
    return (JSON.parse(await readFile(lock, 'utf8')) as { pid: number }).pid;
  } catch {
    return null;
  }
}

async function auditFiles(directory: string): Promise<readonly string[]> {
  const names = (await readdir(directory)).filter((name) => /^audit(?:-\d+)?\.jsonl$/.test(name));
  return names.map((name) => path.join(directory, name));
}

async function readRecords(directory: string): Promise<readonly AuditRecord[]> {
  const texts = await Promise.all((await auditFiles(directory)).map((file) => readFile(file, 'utf8')));
  return texts.flatMap((text) => text.split('\n').slice(0, -1).map((line) => JSON.parse(line) as AuditRecord));
}
