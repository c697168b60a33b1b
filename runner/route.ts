// The folders that lead to a command's files, remembered so that a link swapped during the run is noticed.
import { lstatSync, type BigIntStats } from 'node:fs';
import { RUNNER_LIMITS } from './limits.js';

const NS_PER_MS = 1_000_000n;

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

/** Undefined for what this user cannot see: then the program cannot either. */
export function lstat(file: string): BigIntStats | undefined {
  try {
    return lstatSync(file, { bigint: true, throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
