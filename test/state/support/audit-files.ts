// Real audit logs for tests, and hands to tamper with them.
import { readFile, readdir, readlink, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRedactor } from '../../../src/redact.js';
import { createAuditLog } from '../../../src/state/audit-log.js';
import type { OwnAuditLog } from '../../../src/state/state.js';
import { tempDir } from '../../support/temp.js';

/** Far more than any test needs, and less than a server waits: a lock that never comes back shall show soon. */
export const LOCK_WAIT_MS = 6_000;

export interface Trail {
  readonly directory: string;
  readonly path: string;
  readonly log: OwnAuditLog;
}

export function openTrail(directory: string, secrets: readonly string[] = [], limits: { readonly fileBytes?: number } = {}): Trail {
  return { directory, path: join(directory, 'audit.jsonl'), log: createAuditLog({ directory, redactor: createRedactor({ secrets }), lockWaitMs: LOCK_WAIT_MS, ...limits }) };
}

/** A log of `count` records, written by a server that is gone by now. */
export async function recordedTrail(count: number): Promise<Trail> {
  const trail = openTrail(await tempDir());
  await Promise.all(Array.from({ length: count }, (_, index) => trail.log.append({ event: 'call', tool: 'run_command', args: { command: `ls ${index + 1}` } })));
  await trail.log.close();
  return openTrail(trail.directory);
}

export async function linesOf(path: string): Promise<string[]> {
  return (await readFile(path, 'utf8')).split('\n').slice(0, -1);
}

export async function editLines(path: string, edit: (lines: string[]) => readonly string[]): Promise<void> {
  await writeFile(path, edit(await linesOf(path)).map((line) => `${line}\n`).join(''));
}

/** What is in a state directory, but for the empty file of a process that was killed in the very moment it made it: that goes after a minute. */
export async function namesIn(directory: string): Promise<string[]> {
  const names = (await readdir(directory)).sort();
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(directory, name))).size));
  return names.filter((name, index) => !/\.lock\.[0-9a-f]{24}$/.test(name) || sizes[index] !== 0);
}

/** The files of a directory that this process has open. */
export async function openIn(directory: string): Promise<readonly string[]> {
  const targets = await Promise.all((await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')));
  return targets.filter((target) => target.startsWith(directory));
}
