// What a lock file says of the process that holds the lock, whatever somebody may have put in its place. Reads only.
import type { Stats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { systemCode } from '../errors.js';
import { readText, StateFileError } from './files.js';
import type { ProcessMark } from './process-mark.js';

export interface Holder {
  /** Unique to one acquisition. */
  readonly id: string;
  /** Null when the file does not say who wrote it: a power failure can leave it empty. */
  readonly mark: ProcessMark | null;
  /** Wall clock, ms. */
  readonly writtenAt: number;
  /** What stands there when it is no file. */
  readonly oddity: string | null;
}

export const DIRECTORY = 'a directory';

/** What a lock says of its holder is far shorter. */
const MAX_HOLDER_BYTES = 4096;

/** Null when there is nothing. */
export async function readHolder(path: string): Promise<Holder | null> {
  try {
    const stats = await lstat(path);
    const text = stats.isFile() ? await readText(path, MAX_HOLDER_BYTES).catch(saysNothing) : null;
    return { ...(parseHolder(text ?? '') ?? { id: `unreadable-${stats.ino}-${stats.mtimeMs}`, mark: null }), writtenAt: stats.mtimeMs, oddity: oddityOf(stats) };
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  }
}

/** A giant says nothing of a holder; nor does what became a pipe or a link since we looked. */
function saysNothing(error: unknown): null {
  if (error instanceof StateFileError) return null;
  throw error;
}

function parseHolder(text: string): Pick<Holder, 'id' | 'mark'> | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { id, pid, started, realm } = value as Readonly<Record<string, unknown>>;
  if (typeof id !== 'string' || !/^[0-9a-f]{24}$/.test(id) || typeof pid !== 'number' || typeof realm !== 'string') return null;
  return { id, mark: { pid, started: typeof started === 'string' ? started : null, realm } };
}

function oddityOf(stats: Stats): string | null {
  if (stats.isFile()) return null;
  if (stats.isDirectory()) return DIRECTORY;
  if (stats.isSymbolicLink()) return 'a symbolic link';
  return stats.isFIFO() ? 'a pipe' : 'a socket or a device';
}
