// What zops says when a state file could be changed by others than the user that runs it. Pure.
import type { Stats } from 'node:fs';
import { effectiveUser, exposureOf, octalMode } from '../ownership.js';

/** Others than zops's own user could change the state; the message says what to do, and holds no path. */
export class ExposedError extends Error {
  override readonly name = 'ExposedError';
}

/**
 * @param what the file's name, or what stands for the directory.
 * @throws ExposedError
 */
export function assertOwn(what: string, stats: Pick<Stats, 'uid' | 'mode'>, user: number | null = effectiveUser()): void {
  const exposure = exposureOf(stats, user);
  if (exposure === null) return;
  const why =
    exposure === 'foreign'
      ? `belongs to another user (uid ${stats.uid}, but zops runs as uid ${user}); run zops as that user`
      : `can be written by other users (mode ${octalMode(stats.mode)}); take that away with chmod go-w`;
  throw new ExposedError(`${what} ${why} or set ZOPS_STATE_DIR to a directory of its own, then try again`);
}
