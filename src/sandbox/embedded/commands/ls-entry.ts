// What `ls` knows of one name: looked at no closer than its options ask for, so that it fails where GNU's fails.
import { FileError, OutsideError } from '../errno.js';
import type { FileKind, FileStat, SimView } from '../view.js';
import type { LsSettings } from './ls-options.js';

export interface Entry {
  readonly name: string;
  readonly kind: FileKind | 'unknown';
  /** Only when the listing needs it, and it could be had. */
  readonly stat: FileStat | undefined;
  /** From the directory, known without a stat. */
  readonly inode: bigint | undefined;
  /** It should have been looked at, and that failed. */
  readonly failed: boolean;
  /** Where a link points, and what is there. */
  readonly link: string | undefined;
  readonly target: FileStat | undefined;
  readonly text: string;
  readonly width: number;
}

/** An entry without what depends on its neighbours. */
export type Facts = Omit<Entry, 'text' | 'width'>;

export interface Found {
  readonly facts: Facts;
  /** Why the entry shows question marks. */
  readonly error: FileError | undefined;
}

/** @throws FileError when there is nothing to list. */
export function lookAtOperand(view: SimView, name: string, settings: LsSettings): Facts {
  const stat = statOperand(view, name, settings);
  return { name, kind: stat.kind, stat, inode: stat.ino, failed: false, ...lookAlong(view, name, stat.kind, settings) };
}

function statOperand(view: SimView, name: string, { dereference }: LsSettings): FileStat {
  if (dereference === 'never') return view.lstat(name);
  if (dereference !== 'directory operands') return view.stat(name);
  try {
    const stat = view.stat(name);
    if (stat.kind === 'directory') return stat;
  } catch (error) {
    if (!(error instanceof FileError) || error.errno !== 'ENOENT') throw error;
  }
  return view.lstat(name);
}

/** @param path where the directory is, as the messages name it. */
export function lookAtEntry(view: SimView, path: string, name: string, settings: LsSettings): Found {
  const full = entryPath(path, name);
  let own: FileStat | undefined;
  let error: FileError | undefined;
  try {
    own = name === '..' ? parent(view, path) : view.lstat(full);
  } catch (failure) {
    if (!(failure instanceof FileError)) throw failure;
    error = failure;
  }
  const listed = { name, kind: own?.kind ?? 'unknown', inode: own?.ino } as const;
  const follows = settings.dereference === 'always' && listed.kind === 'link';
  if (!needsStat(listed.kind, settings)) return { facts: { ...listed, stat: undefined, failed: false, link: undefined, target: undefined }, error: undefined };
  try {
    const stat = follows ? view.stat(full) : own;
    if (stat === undefined) return { facts: { ...listed, stat, failed: true, link: undefined, target: undefined }, error };
    return { facts: { name, kind: stat.kind, stat, inode: stat.ino, failed: false, ...lookAlong(view, full, stat.kind, settings) }, error: undefined };
  } catch (failure) {
    if (!(failure instanceof FileError)) throw failure;
    return { facts: { ...listed, stat: undefined, failed: true, link: undefined, target: undefined }, error: failure };
  }
}

/** As a message names it: `.` itself is left out. */
export const entryPath = (path: string, name: string): string => (path === '.' ? name : path.endsWith('/') ? path + name : `${path}/${name}`);

/** Above /sim there is nothing: it is its own parent, as a root directory is. */
function parent(view: SimView, path: string): FileStat {
  try {
    return view.lstat(`${path}/..`);
  } catch (error) {
    if (error instanceof OutsideError) return view.stat(path);
    throw error;
  }
}

function needsStat(kind: Facts['kind'], settings: LsSettings): boolean {
  const { format, sort, blocks, context, recursive, indicators, directoriesFirst, dereference, inode } = settings;
  if (format === 'long' || sort === 'time' || sort === 'size' || blocks || context) return true;
  if ((kind === 'file' || kind === 'unknown') && indicators === 'classify') return true;
  const needsKind = recursive || indicators !== 'none' || directoriesFirst;
  if (kind === 'unknown') return needsKind;
  return kind === 'link' && (dereference === 'always' || directoriesFirst) && (inode || needsKind);
}

function lookAlong(view: SimView, path: string, kind: FileKind, { format, indicators, directoriesFirst }: LsSettings): Pick<Entry, 'link' | 'target'> {
  if (kind !== 'link' || (format !== 'long' && !directoriesFirst)) return { link: undefined, target: undefined };
  const link = view.readlink(path);
  if (!directoriesFirst && (indicators === 'none' || indicators === 'slash')) return { link, target: undefined };
  try {
    return { link, target: view.stat(path) };
  } catch (error) {
    if (error instanceof FileError) return { link, target: undefined };
    throw error;
  }
}
