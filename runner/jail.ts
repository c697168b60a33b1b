// Where a file operand really leads: the walk that the kernel would make, link by link, refused as soon as it leaves /sim.
// Remembers the folders on the way, so that a link swapped during the run is noticed. File system calls are synchronous:
// each takes microseconds, a hop to the thread pool takes a hundred.
import { lstatSync, readlinkSync, readdirSync, type BigIntStats } from 'node:fs';
import path from 'node:path';
import type { Entry } from '../src/policy/glob.js';
import { Failure } from './failure.js';
import { RUNNER_LIMITS } from './limits.js';

const NS_PER_MS = 1_000_000n;

/** The folders that lead to a command's files, as they were before it ran. */
export class Route {
  private readonly folders = new Map<string, BigIntStats>();

  add(folder: string, stats: BigIntStats): void {
    this.folders.set(folder, stats);
  }

  /** Whether a folder changed so lately that a second change could carry the same time stamp. */
  isFresh(nowMs: number): boolean {
    const now = BigInt(Math.round(nowMs)) * NS_PER_MS;
    const settle = BigInt(RUNNER_LIMITS.settleMs) * NS_PER_MS;
    return [...this.folders.values()].some(({ ctimeNs }) => ctimeNs > now - settle && ctimeNs < now + settle);
  }

  /** Whether every folder is still the same and nothing was created, renamed or removed in it since. */
  holds(): boolean {
    return [...this.folders].every(([folder, before]) => {
      const after = lstat(folder);
      return after?.dev === before.dev && after.ino === before.ino && after.ctimeNs === before.ctimeNs && after.mtimeNs === before.mtimeNs;
    });
  }
}

export class Jail {
  /** @param root where /sim really is: `/sim` in the container, any folder in a test. */
  constructor(readonly root: string) {}

  /**
   * Follows an operand, absolute or relative to /sim, and notes the folders on its way in `route`.
   * @returns the real path as far as it exists; the program itself reports what is missing or not readable
   * @throws Failure `refused` when it leaves /sim
   */
  follow(operand: string, route: Route): string {
    let todo = this.inside(operand, operand);
    let at: string[] = [];
    let links = 0;
    this.note(this.root, route);
    for (let next = todo.shift(); next !== undefined; next = todo.shift()) {
      if (next === '..') {
        if (at.pop() === undefined) throw outside(operand);
        continue;
      }
      const here = path.join(this.root, ...at, next);
      const stats = lstat(here);
      if (stats?.isSymbolicLink() === true) {
        links += 1;
        if (links > RUNNER_LIMITS.links) return here;
        const target = readlinkSync(here);
        todo = [...this.inside(target, operand), ...todo];
        if (target.startsWith('/')) at = [];
        continue;
      }
      at.push(next);
      if (stats?.isDirectory() !== true) return here;
      route.add(here, stats);
    }
    return path.join(this.root, ...at);
  }

  /** What is in a folder, for globs; nothing when it is missing, unreadable or outside. */
  list(folder: string): readonly Entry[] {
    try {
      const entries = readdirSync(this.follow(folder, new Route()), { withFileTypes: true });
      return entries.map((entry) => ({ name: entry.name, isDirectory: entry.isDirectory() || (entry.isSymbolicLink() && this.isFolder(`${folder}/${entry.name}`)) }));
    } catch {
      return [];
    }
  }

  private isFolder(operand: string): boolean {
    try {
      return lstat(this.follow(operand, new Route()))?.isDirectory() === true;
    } catch {
      return false;
    }
  }

  /** The segments below /sim of an absolute path, or of a relative one as it is. */
  private inside(target: string, operand: string): string[] {
    const segments = target.split('/').filter((segment) => segment !== '' && segment !== '.');
    if (!target.startsWith('/')) return segments;
    if (segments.shift() !== 'sim') throw outside(operand);
    return segments;
  }

  private note(folder: string, route: Route): void {
    const stats = lstat(folder);
    if (stats !== undefined) route.add(folder, stats);
  }
}

function outside(operand: string): Failure {
  return new Failure('refused', `${JSON.stringify(operand)} leads outside of /sim`);
}

/** Undefined for what this user cannot see: then the program cannot either. */
function lstat(file: string): BigIntStats | undefined {
  try {
    return lstatSync(file, { bigint: true, throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
