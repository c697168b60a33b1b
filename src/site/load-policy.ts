// Reads the site policy file, once, at start: whatever is not exactly right with it keeps the server from starting.
import { constants } from 'node:fs';
import { lstat, open, readlink, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { messageOf, systemCode, ZopsError } from '../errors.js';
import { exposureOf } from '../ownership.js';
import { createPolicy, type Policy } from '../policy/policy.js';
import type { SitePolicy } from '../policy/narrow/site-policy.js';
import { explainProblems } from './problems.js';
import { SITE_POLICY_SCHEMA } from './schema.js';

/** Far above any real one, bytes. */
const MAX_BYTES = 64 * 1024;

/** The policy in force with this file. @throws ZopsError `invalid_environment` that says what is wrong with which part of the file */
export async function loadPolicy(file: string): Promise<Policy> {
  return createPolicy(await readSitePolicy(file));
}

/** @throws ZopsError `invalid_environment` */
export async function readSitePolicy(file: string): Promise<SitePolicy> {
  const text = await readGuarded(file);
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw unusable(file, `it is not valid JSON (${messageOf(error)})`);
  }
  if (namesIn(text) !== keysOf(json)) throw unusable(file, 'an object in it holds the same field twice, and one of the two would count for nothing: remove one');
  const parsed = SITE_POLICY_SCHEMA.safeParse(json);
  if (!parsed.success) throw unusable(file, explainProblems(parsed.error.issues, json).join('; '));
  return parsed.data;
}

async function readGuarded(file: string): Promise<string> {
  try {
    // O_NONBLOCK: a pipe must not hold the start.
    const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stats = await handle.stat();
      if (!stats.isFile()) throw unusable(file, 'it is not a regular file');
      if (stats.size > MAX_BYTES) throw unusable(file, `it is larger than ${MAX_BYTES / 1024} KB`);
      const exposure = exposureOf(stats);
      if (exposure === 'writable') throw unusable(file, 'others than its owner may write it: chmod go-w it');
      if (exposure === 'foreign') throw unusable(file, 'it belongs to another user, who could change it: chown it to root or to the user that runs zops');
      await assertOwnFolders(file, file);
      return await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof ZopsError) throw error;
    const code = systemCode(error);
    throw unusable(file, code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code ?? messageOf(error)})`);
  }
}

/**
 * Who may write a folder can put another file in the place of this one: its own folder must be ours, and those of the links
 * that lead to it. Whoever can only replace such a folder as a whole puts one of their own there, which is refused, too.
 */
async function assertOwnFolders(file: string, name: string): Promise<void> {
  const folder = await realpath(dirname(name));
  const exposure = exposureOf(await stat(folder));
  if (exposure !== null) {
    const who = exposure === 'foreign' ? `its folder ${folder} belongs to another user, who` : `others than the owner of its folder ${folder} may write there and`;
    throw unusable(file, `${who} could put another file in its place: move it to a folder that only root or the user that runs zops may write`);
  }
  const entry = join(folder, basename(name));
  if ((await lstat(entry)).isSymbolicLink()) await assertOwnFolders(file, resolve(folder, await readlink(entry)));
}

/** Fields as the text has them. JSON.parse keeps the last of two that have one name, silently. */
function namesIn(text: string): number {
  return [...text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g)].filter(([, colon]) => colon !== undefined).length;
}

function keysOf(json: unknown): number {
  if (typeof json !== 'object' || json === null) return 0;
  return Object.values(json).reduce((sum: number, value) => sum + keysOf(value), Array.isArray(json) ? 0 : Object.keys(json).length);
}

function unusable(file: string, why: string): ZopsError {
  return new ZopsError('invalid_environment', `The site policy ${file} (ZOPS_POLICY) cannot be used, and without it nothing is served: ${why}.`);
}
