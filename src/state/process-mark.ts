// Tells whether the process that left a mark in a file is still running. Reads /proc where there is one; knows nothing of locks.
import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { systemCode } from '../errors.js';

/** Who wrote a file: enough to see later, from another process, that the writer has died. */
export interface ProcessMark {
  readonly pid: number;
  /** Start time in clock ticks since boot; tells a process from a later one with the same pid. Null where the platform does not say. */
  readonly started: string | null;
  /** Where the pid means something: one boot and one pid namespace (Linux), or one host. */
  readonly realm: string;
}

/** `unknown`: it runs elsewhere (another container, host or boot), or the platform cannot tell it from a later process. */
export type Liveness = 'alive' | 'dead' | 'unknown';

export async function markOwnProcess(): Promise<ProcessMark> {
  return { pid: process.pid, started: (await procStat(process.pid))?.started ?? null, realm: await ownRealm() };
}

/** @param own the mark of the process that asks. */
export async function livenessOf(mark: ProcessMark, own: ProcessMark): Promise<Liveness> {
  if (mark.realm !== own.realm) return 'unknown';
  try {
    process.kill(mark.pid, 0);
  } catch (error) {
    if (systemCode(error) === 'ESRCH') return 'dead';
  }
  const stat = await procStat(mark.pid);
  if (stat === null || mark.started === null) return 'unknown';
  // A zombie has let go of everything but its exit status; a parent that never reaps (a container's pid 1) may keep it for ever.
  return stat.started === mark.started && !/[ZX]/.test(stat.state) ? 'alive' : 'dead';
}

async function ownRealm(): Promise<string> {
  try {
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
    return `${boot.trim()} ${await readlink('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}

async function procStat(pid: number): Promise<{ readonly state: string; readonly started: string } | null> {
  try {
    const text = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in parentheses and may hold blanks and parentheses itself.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const [state, started] = [fields[0], fields[19]];
    return state === undefined || started === undefined ? null : { state, started };
  } catch {
    return null;
  }
}
