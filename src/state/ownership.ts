// Who may change a state file: the user that runs zops and root, nobody else; sshd and gpg ask the same of theirs. Pure.
import type { Stats } from 'node:fs';

/** Others than zops's own user could change the state; the message says what to do, and holds no path. */
export class ExposedError extends Error {
  override readonly name = 'ExposedError';
}

/**
 * @param what the file's name, or what stands for the directory.
 * @param user effective user of this process; null on Windows, where the folder's ACL decides, which Node cannot read.
 * @throws ExposedError
 */
export function assertOwn(what: string, { uid, mode }: Pick<Stats, 'uid' | 'mode'>, user: number | null = process.geteuid?.() ?? null): void {
  if (user === null) return;
  if (uid !== user && uid !== 0) {
    throw new ExposedError(`${what} belongs to another user (uid ${uid}, but zops runs as uid ${user}); run zops as that user or set ZOPS_STATE_DIR to a directory of its own, then try again`);
  }
  if ((mode & 0o022) !== 0) {
    const octal = (mode & 0o7777).toString(8).padStart(4, '0');
    throw new ExposedError(`${what} can be written by other users (mode ${octal}); take that away with chmod go-w or set ZOPS_STATE_DIR to a directory of its own, then try again`);
  }
}
