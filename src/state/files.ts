// File operations of the state directory: private files, no symbolic links followed, replaced as a whole.
import { constants } from 'node:fs';
import { mkdir, open, rename, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { systemCode } from '../errors.js';
import { assertOwn } from './ownership.js';

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

/** Opens a regular file that only we may change, for appending or for writing in place; made when missing. @throws ExposedError */
export async function openForAppend(path: string): Promise<FileHandle> {
  return own(path, await guarded(path, open(path, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | GUARDED, 0o600)));
}

export async function openForUpdate(path: string): Promise<FileHandle> {
  return own(path, await guarded(path, open(path, constants.O_RDWR | constants.O_CREAT | GUARDED, 0o600)));
}

export interface ReadOptions {
  /** What is read decides what zops does next, so nobody else may be able to change it. @throws ExposedError */
  readonly own?: boolean;
}

/** Null when there is no such file. */
export async function openForRead(path: string, options: ReadOptions = {}): Promise<FileHandle | null> {
  try {
    const handle = await guarded(path, open(path, constants.O_RDONLY | GUARDED));
    return options.own === true ? await own(path, handle) : handle;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  }
}

/** The text of a small state file; null when there is none. */
export async function readText(path: string, maxBytes: number, options: ReadOptions = {}): Promise<string | null> {
  const handle = await openForRead(path, options);
  if (handle === null) return null;
  try {
    const { size } = await handle.stat();
    if (size > maxBytes) throw new StateFileError(`${basename(path)} is larger than ${maxBytes} bytes`);
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}

/** Replaces a file as a whole: a reader sees the old text or the new one, and it survives a power failure. Needs the lock. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const draft = `${path}.tmp`;
  const handle = await own(draft, await guarded(draft, open(draft, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | GUARDED, 0o600)));
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, path);
  await syncDirectory(dirname(path));
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

/** The state directory, when there is one. @throws ExposedError when others may change what is in it; ENOENT */
export async function assertOwnDirectory(directory: string): Promise<void> {
  assertOwn('the state directory (ZOPS_STATE_DIR)', await stat(directory));
}

async function own(path: string, handle: FileHandle): Promise<FileHandle> {
  try {
    assertOwn(basename(path), await handle.stat());
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function guarded(path: string, opening: Promise<FileHandle>): Promise<FileHandle> {
  let handle: FileHandle;
  try {
    handle = await opening;
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ELOOP') throw new StateFileError(`${basename(path)} is a symbolic link, which zops does not follow`, { cause: error });
    // A directory that was to be written to, a socket.
    if (code === 'EISDIR' || code === 'ENXIO') throw notRegular(path);
    throw error;
  }
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  throw notRegular(path);
}

function notRegular(path: string): StateFileError {
  return new StateFileError(`${basename(path)} is not a regular file`);
}
