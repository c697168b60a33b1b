// File operations of the state directory: private files, no symbolic links followed, replaced as a whole.
import { constants } from 'node:fs';
import { mkdir, open, rename } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { systemCode } from '../errors.js';

const onWindows = process.platform === 'win32';

/**
 * A link planted at one of our names must not lead a write (or a read) elsewhere, and a pipe must not block.
 * Windows has neither flag, and lets only privileged users make links.
 */
const GUARDED = onWindows ? 0 : constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** What is wrong with a state file, in words for the operator; holds no path. */
export class StateFileError extends Error {
  override readonly name = 'StateFileError';
}

/** Opens a regular file that is ours, for appending (made when missing) or for reading (null when missing). */
export async function openForAppend(path: string): Promise<FileHandle> {
  return guarded(path, open(path, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | GUARDED, 0o600));
}

export async function openForRead(path: string): Promise<FileHandle | null> {
  try {
    return await guarded(path, open(path, constants.O_RDONLY | GUARDED));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  }
}

/** The text of a small state file; null when there is none. */
export async function readText(path: string, maxBytes: number): Promise<string | null> {
  const handle = await openForRead(path);
  if (handle === null) return null;
  try {
    const { size } = await handle.stat();
    if (size > maxBytes) throw new StateFileError(`${basename(path)} is larger than ${maxBytes} bytes`);
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}

/** Replaces a file as a whole: a reader sees the old text or the new one. `durable`: it also survives a power failure. Needs the lock. */
export async function replaceFile(path: string, text: string, { durable }: { readonly durable: boolean }): Promise<void> {
  const draft = `${path}.tmp`;
  const handle = await guarded(draft, open(draft, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | GUARDED, 0o600));
  try {
    await handle.writeFile(text);
    if (durable) await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, path);
  if (durable) await syncDirectory(dirname(path));
}

/**
 * Makes the directory with what is missing above it, for the owner only. Level by level, because Node's own recursive
 * mkdir never returns under a file system that refuses new entries with ENOENT, as /proc does.
 */
export async function ensureDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory, { mode: 0o700 });
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return;
    if (systemCode(error) !== 'ENOENT' || dirname(directory) === directory) throw error;
    await ensureDirectory(dirname(directory));
    await mkdir(directory, { mode: 0o700 }).catch((again: unknown) => {
      if (systemCode(again) !== 'EEXIST') throw again;
    });
  }
  // A new name survives a power failure once the directory that holds it is synced; one that is not ours to open is not.
  await syncDirectory(dirname(directory)).catch(() => undefined);
}

export async function syncDirectory(directory: string): Promise<void> {
  if (onWindows) return;
  const handle = await open(directory, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function guarded(path: string, opening: Promise<FileHandle>): Promise<FileHandle> {
  let handle: FileHandle;
  try {
    handle = await opening;
  } catch (error) {
    if (systemCode(error) !== 'ELOOP') throw error;
    throw new StateFileError(`${basename(path)} is a symbolic link, which zops does not follow`, { cause: error });
  }
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  throw new StateFileError(`${basename(path)} is not a regular file`);
}
