// Says which parts of an audit log others could have written. A server refuses to use such ones; a check looks at them all the same.
import type { Stats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { systemCode } from '../errors.js';
import { effectiveUser, exposureOf, octalMode } from '../ownership.js';
import { headPath } from './audit-end.js';
import { listSegments } from './audit-segments.js';

/** One sentence for the operator; null when nobody but the user who asks, and root, could have written any of it. */
export async function describeExposure(auditPath: string): Promise<string | null> {
  const segments = (await listSegments(auditPath)).map(({ path }) => path);
  const named = [...segments, auditPath, headPath(auditPath)].map((path) => [basename(path), path] as const);
  const parts = await Promise.all([['the state directory', dirname(auditPath)] as const, ...named].map(async ([name, path]) => describePart(name, await statsOf(path))));
  const exposed = parts.filter((part) => part !== null);
  if (exposed.length === 0) return null;
  return `Others could have written here: ${exposed.join(', ')}. Who can write a log can rewrite it as a whole, and its chain holds: check as the user that runs zops, and take the right to write from all others (chmod go-w).`;
}

function describePart(name: string, stats: Stats | null): string | null {
  const exposure = stats === null ? null : exposureOf(stats);
  if (stats === null || exposure === null) return null;
  return exposure === 'writable' ? `${name} (mode ${octalMode(stats.mode)})` : `${name} (of uid ${stats.uid}, while uid ${effectiveUser()} checks)`;
}

async function statsOf(path: string): Promise<Stats | null> {
  try {
    return await lstat(path);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  }
}
