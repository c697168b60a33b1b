// The data directory of the simulator: the only code of src/system that opens files. Read-only; nothing leaves the directory.
import { constants } from 'node:fs';
import { lstat, open, readlink, realpath, stat, type FileHandle } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { systemCode, ZopsError } from '../errors.js';

const DIRECTORY_HELP = 'check ZOPS_DATA_DIR, or without it ZOPS_SCENARIO (a folder of fixtures/ such as baseline)';

/** Where sandboxes show the directory: a link to `/sim/today.log` means the same file here as there. */
const SHOWN_AS = '/sim';
const MOST_LINKS = 40;

/** Where the files are, and who may refuse one by its name or by its real path in the directory (links followed), such as `/sim/audit.log`. */
export interface DataDirectory {
  readonly directory: string;
  /** @throws ZopsError */
  readonly mayRead: (path: string) => void;
}

/**
 * Opens a regular file of the directory for reading; symbolic links may point around inside it, not out of it.
 * A pipe or device is refused before it could block. The caller closes the handle.
 * @throws ZopsError `data_missing`, `data_invalid`, both naming the file by its base name only, and what `mayRead` throws
 */
export async function openDataFile({ directory, mayRead }: DataDirectory, name: string): Promise<FileHandle> {
  const root = await realDirectory(directory);
  try {
    mayRead(inSim(root, join(root, name)));
    const path = await follow(root, name);
    if (path === null) throw leadsOutside(name);
    mayRead(inSim(root, path));
    const entry = await stat(path);
    if (!entry.isFile()) throw notRegular(name);
    // O_NONBLOCK and the second look: the entry, or a directory on the way to it, may have been swapped since.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
    try {
      if (!(await file.stat()).isFile()) throw notRegular(name);
      if (process.platform === 'linux') {
        const opened = await readlink(`/proc/self/fd/${file.fd}`);
        if (!isInside(root, opened)) throw leadsOutside(name);
        mayRead(inSim(root, opened));
      }
      return file;
    } catch (error) {
      await file.close();
      throw error;
    }
  } catch (error) {
    if (error instanceof ZopsError) throw error;
    throw unreadable(name, error);
  }
}

/** The path of a file without links, or null when one leads outside. A link to `/sim` stays inside whatever the host has there. */
async function follow(root: string, name: string): Promise<string | null> {
  let path = root;
  const todo = name.split('/');
  for (let links = 0; ; ) {
    const next = todo.shift();
    if (next === undefined) return isInside(root, path) ? path : null;
    if (next === '' || next === '.') continue;
    if (next === '..') {
      if (path === root) return null;
      path = dirname(path);
      continue;
    }
    const here = join(path, next);
    if (!(await lstat(here)).isSymbolicLink()) {
      path = here;
      continue;
    }
    links += 1;
    if (links > MOST_LINKS) throw Object.assign(new Error('too many links'), { code: 'ELOOP' });
    const target = await readlink(here);
    const inside = isAbsolute(target) ? await insideOf(root, target) : target;
    if (inside === null) return null;
    if (isAbsolute(target)) path = root;
    todo.unshift(...inside.split(sep));
  }
}

/** An absolute link's target as seen from the directory: by its name in the sandbox, or by its own. */
async function insideOf(root: string, target: string): Promise<string | null> {
  for (const base of [root, SHOWN_AS]) if (target === base || target.startsWith(`${base}${sep}`)) return target.slice(base.length);
  // The directory may have other names, by links above it.
  const path = await realpath(target).catch(() => null);
  return path !== null && isInside(root, path) ? relative(root, path) : null;
}

async function realDirectory(directory: string): Promise<string> {
  try {
    const root = await realpath(directory);
    if (!(await stat(root)).isDirectory()) throw new ZopsError('data_invalid', `The data directory is not a directory: ${DIRECTORY_HELP}.`);
    return root;
  } catch (error) {
    if (error instanceof ZopsError) throw error;
    if (systemCode(error) === 'ENOENT') throw new ZopsError('data_missing', `The data directory does not exist: ${DIRECTORY_HELP}.`);
    throw new ZopsError('data_invalid', `The data directory cannot be read (${systemCode(error) ?? 'error'}): ${DIRECTORY_HELP}.`);
  }
}

function isInside(root: string, path: string): boolean {
  return path.startsWith(root.endsWith(sep) ? root : root + sep);
}

function inSim(root: string, path: string): string {
  return `/sim/${path.slice(root.length).split(sep).filter((segment) => segment !== '').join('/')}`;
}

function leadsOutside(name: string): ZopsError {
  return new ZopsError('data_invalid', `${name} is a link that leads outside the data directory, which is not followed; put the file itself there.`);
}

function notRegular(name: string): ZopsError {
  return new ZopsError('data_invalid', `${name} is not a regular file (a directory, pipe or device); put a readable text file there.`);
}

/** The error of a file operation as the caller may see it: what and which file, never where on the host. */
export function unreadable(name: string, error: unknown): ZopsError {
  const code = systemCode(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new ZopsError('data_missing', `${name} is missing from the data directory; add it, or point ZOPS_DATA_DIR to a directory that has it.`);
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new ZopsError('data_invalid', `${name} cannot be read (permission denied); let the user that runs zops read it and its directory.`);
  }
  return new ZopsError('data_invalid', `${name} cannot be read (${code ?? 'error'}); check the file and try again.`);
}
