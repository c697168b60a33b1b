// Reads the site policy file, once, at start: whatever is not exactly right with it keeps the server from starting.
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { messageOf, systemCode, ZopsError } from '../errors.js';
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
      if (process.getuid !== undefined) {
        if ((stats.mode & 0o022) !== 0) throw unusable(file, 'others than its owner may write it: chmod go-w it');
        if (stats.uid !== 0 && stats.uid !== process.getuid()) throw unusable(file, 'it belongs to another user, who could change it: chown it to root or to the user that runs zops');
      }
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
