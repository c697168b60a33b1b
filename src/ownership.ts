// Who may change a file: its user and root, nobody else; sshd and gpg ask the same of theirs. Pure, imports nothing of zops.
import type { Stats } from 'node:fs';

/** Why others could change something: it is theirs, or its mode lets them (a sticky bit does not help: they may add to it). */
export type Exposure = 'foreign' | 'writable';

/** @param user effective user of this process; null on Windows, where the folder's ACL decides, which Node cannot read. */
export function exposureOf({ uid, mode }: Pick<Stats, 'uid' | 'mode'>, user: number | null = effectiveUser()): Exposure | null {
  if (user === null) return null;
  if (uid !== user && uid !== 0) return 'foreign';
  return (mode & 0o022) === 0 ? null : 'writable';
}

export function effectiveUser(): number | null {
  return process.geteuid?.() ?? null;
}

/** As chmod takes it. */
export function octalMode(mode: number): string {
  return (mode & 0o7777).toString(8).padStart(4, '0');
}
