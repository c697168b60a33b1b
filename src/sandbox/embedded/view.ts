// The one door to the disk: a read-only view of a host directory as /sim. Every path is walked by hand, link by link, so
// that nothing outside the directory is ever looked at; names are byte strings, errors carry no host path.
import fs from 'node:fs';
import { SIM_ROOT } from '../environment.js';
import { NO_PATH_RULES, type PathRules } from '../../policy/narrow/path-rules.js';
import type { Reach } from '../../policy/narrow/site-paths.js';
import { decode, toBuffer } from './bytes.js';
import { FileError, isErrno, OutsideError, Refused } from './errno.js';
import { Unsupported } from './unsupported.js';

/** Largest file that is read, bytes: the emulation holds a file whole. */
export const MAX_FILE_BYTES = 64 * 1024 * 1024;

const MAX_LINKS = 40;
const SIM_NAME = SIM_ROOT.slice(1);

export type FileKind = 'file' | 'directory' | 'link' | 'fifo' | 'socket' | 'character' | 'block';

export interface FileStat {
  readonly kind: FileKind;
  readonly mode: number;
  readonly nlink: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  /** Blocks of 512 bytes. */
  readonly blocks: number;
  readonly dev: bigint;
  readonly ino: bigint;
  /** Nanoseconds since the epoch. */
  readonly atime: bigint;
  readonly mtime: bigint;
  readonly ctime: bigint;
  readonly birthtime: bigint;
}

interface Place {
  /** Where it is on the host, a byte string. */
  readonly host: string;
  /** Names below the root `/`; empty only for the root itself, which is not part of the view. */
  readonly names: readonly string[];
  readonly stat: FileStat;
}

export class SimView {
  private readonly root: string;

  /**
   * @param directory host path of the directory that is shown as /sim.
   * @param rules the site's, for where links that a program follows really lead; what it was told to read is judged before
   */
  constructor(
    directory: string,
    private readonly rules: PathRules = NO_PATH_RULES,
  ) {
    this.root = onDisk(() => fs.realpathSync.native(directory, { encoding: 'latin1' }));
  }

  /** @throws FileError with the errno that the system call would give; EACCES for what lies outside. */
  stat(path: string): FileStat {
    const place = this.walk(path, true);
    this.confine(place, 'itself');
    return place.stat;
  }

  lstat(path: string): FileStat {
    return this.walk(path, false).stat;
  }

  /** Path without links, `.` and `..`, as seen inside. */
  realpath(path: string): string {
    return `/${this.walk(path, true).names.join('/')}`;
  }

  /** The same as far as it exists, and what is there: null when the walk ended before the end of the path. */
  reached(path: string): { readonly path: string; readonly kind: FileKind | null } {
    const names = startOf(path);
    let kind: FileKind | null = null;
    try {
      kind = this.walk(path, true, names).stat.kind;
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
    }
    return { path: `/${names.join('/')}`, kind };
  }

  /** Names in a directory, unsorted, without `.` and `..`. */
  list(path: string): string[] {
    const place = this.walk(path, true);
    if (place.stat.kind !== 'directory') throw new FileError('ENOTDIR');
    this.confine(place, 'entries');
    return onDisk(() => fs.readdirSync(toBuffer(place.host), { encoding: 'latin1' }));
  }

  readlink(path: string): string {
    return this.target(this.walk(path, false).host);
  }

  /** @throws Unsupported for a special file and for one above `MAX_FILE_BYTES`: never a part of a file. */
  read(path: string): Buffer {
    const place = this.walk(path, true);
    if (place.stat.kind === 'directory') throw new FileError('EISDIR');
    this.confine(place, 'itself');
    if (place.stat.kind !== 'file') throw new Unsupported(`Reading a special file (${place.stat.kind})`);
    return onDisk(() => {
      const flags = fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK;
      const descriptor = fs.openSync(toBuffer(place.host), flags);
      try {
        this.checkOpened(descriptor);
        const { size } = fs.fstatSync(descriptor);
        if (size > MAX_FILE_BYTES) {
          const limit = `${MAX_FILE_BYTES / 1024 / 1024} MiB`;
          throw new Unsupported(`A file of more than ${limit}`, 'use get_logs, which reads logs of any size, or the docker sandbox (ZOPS_SANDBOX=docker).');
        }
        return fs.readFileSync(descriptor);
      } finally {
        fs.closeSync(descriptor);
      }
    });
  }

  /** @throws Refused for what the site keeps to itself; a folder on the way to something that is allowed may be looked at. */
  private confine({ names, stat }: Place, reach: Reach): void {
    const path = `/${names.map(decode).join('/')}`;
    const isFolder = stat.kind === 'directory';
    const refusal = reach === 'itself' && this.rules.shows(path, isFolder) ? null : this.rules.check(path, reach, isFolder);
    if (refusal !== null) throw new Refused(refusal);
  }

  /**
   * Walks `path` from /sim (or from `/`), following links; what leaves /sim is refused without a look at the disk.
   * @param names where the walk begins, and at its end, also a bad one, where it is
   */
  private walk(path: string, follow: boolean, names: string[] = startOf(path)): Place {
    if (path === '') throw new FileError('ENOENT');
    const rest = path.split('/');
    let links = 0;
    let stat = names.length > 0 ? this.look(names) : undefined;
    for (let name = rest.shift(); name !== undefined; name = rest.shift()) {
      if (stat !== undefined && stat.kind !== 'directory') throw new FileError('ENOTDIR');
      if (name === '' || name === '.') continue;
      if (name === '..') names.pop();
      else names.push(name);
      if (names.length === 0) {
        stat = undefined;
        continue;
      }
      stat = this.look(names);
      if (stat.kind !== 'link' || (rest.length === 0 && !follow)) continue;
      links += 1;
      if (links > MAX_LINKS) throw new FileError('ELOOP');
      const target = this.target(this.hostPath(names));
      names.pop();
      if (target.startsWith('/')) names.length = 0;
      rest.unshift(...target.split('/'));
      stat = names.length > 0 ? this.look(names) : undefined;
    }
    if (stat === undefined) throw new OutsideError();
    return { host: this.hostPath(names), names, stat };
  }

  /**
   * A directory on the way may have been swapped for a link since the walk: the kernel knows what was really opened.
   * Where there is no /proc, the walk alone protects.
   */
  private checkOpened(descriptor: number): void {
    if (process.platform !== 'linux') return;
    const opened = fs.readlinkSync(`/proc/self/fd/${descriptor}`, { encoding: 'latin1' });
    if (!opened.startsWith(this.root === '/' ? '/' : `${this.root}/`)) throw new OutsideError();
  }

  /** A link's target; one that names a place in the directory by its host path reads as a path in /sim. */
  private target(host: string): string {
    const target = onDisk(() => fs.readlinkSync(toBuffer(host), { encoding: 'latin1' }));
    return target === this.root || target.startsWith(`${this.root}/`) ? SIM_ROOT + target.slice(this.root.length) : target;
  }

  private hostPath(names: readonly string[]): string {
    if (names[0] !== SIM_NAME) throw new OutsideError();
    return [this.root, ...names.slice(1)].join('/');
  }

  private look(names: readonly string[]): FileStat {
    const host = toBuffer(this.hostPath(names));
    const found = onDisk(() => fs.lstatSync(host, { bigint: true }));
    return {
      kind: kindOf(found),
      mode: Number(found.mode),
      nlink: Number(found.nlink),
      uid: Number(found.uid),
      gid: Number(found.gid),
      size: Number(found.size),
      blocks: Number(found.blocks),
      dev: found.dev,
      ino: found.ino,
      atime: found.atimeNs,
      mtime: found.mtimeNs,
      ctime: found.ctimeNs,
      birthtime: found.birthtimeNs,
    };
  }
}

function startOf(path: string): string[] {
  return path.startsWith('/') ? [] : [SIM_NAME];
}

function kindOf(stat: fs.BigIntStats): FileKind {
  if (stat.isDirectory()) return 'directory';
  if (stat.isSymbolicLink()) return 'link';
  if (stat.isFIFO()) return 'fifo';
  if (stat.isSocket()) return 'socket';
  if (stat.isCharacterDevice()) return 'character';
  return stat.isBlockDevice() ? 'block' : 'file';
}

/** A host error becomes its errno alone; what is not known by name is an I/O error. */
function onDisk<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    if (error instanceof FileError) throw error;
    throw new FileError(isErrno(error.code) ? error.code : 'EIO');
  }
}
