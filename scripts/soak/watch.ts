// Looks at processes from outside (/proc) and asks those that carry probe.js what they hold after a garbage collection. Linux only.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Sample, Watched } from './facts.js';

/** A loaded machine may keep a process from answering for a while, ms. */
const PROBE_MS = 20_000;

export class Watch {
  private readonly samples: Sample[] = [];
  private readonly quiet: Sample[] = [];

  constructor(
    private readonly name: string,
    readonly pid: number,
    /** Where probe.js writes. */
    private readonly folder: string,
    private readonly now: () => number,
  ) {}

  /** @param quiet nothing goes on: what is held now is held for good */
  async look(quiet = false): Promise<void> {
    const inside = quiet ? await this.ask() : null;
    const sample = outside(this.pid, this.now(), inside);
    if (sample === null) return;
    (quiet ? this.quiet : this.samples).push(sample);
  }

  result(): Watched {
    const [first, last] = [this.quiet[0], this.quiet.at(-1)];
    return { name: this.name, samples: this.samples, quiet: this.quiet.length < 2 || first === undefined || last === undefined ? null : [first, last] };
  }

  private async ask(): Promise<Inside | null> {
    const file = path.join(this.folder, `${this.pid}.json`);
    rmSync(file, { force: true });
    if (!signalled(this.pid)) return null;
    for (let waited = 0; waited < PROBE_MS; waited += 20) {
      await sleep(20);
      try {
        return JSON.parse(readFileSync(file, 'utf8')) as Inside;
      } catch {
        // not yet
      }
    }
    return null;
  }
}

interface Inside {
  readonly bytes: number;
  readonly resources: Readonly<Record<string, number>>;
}

function signalled(pid: number): boolean {
  try {
    process.kill(pid, 'SIGUSR2');
    return true;
  } catch {
    return false;
  }
}

function outside(pid: number, at: number, inside: Inside | null): Sample | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const figure = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]);
    return {
      at,
      rssMb: Math.round(figure('VmRSS') / 102.4) / 10,
      fds: readdirSync(`/proc/${pid}/fd`).length,
      threads: figure('Threads'),
      children: childrenOf(pid).map(commandOf),
      heapMb: inside === null ? null : Math.round(inside.bytes / 104_857.6) / 10,
      resources: inside?.resources ?? null,
    };
  } catch {
    return null;
  }
}

/** Of all its threads: Node starts processes from its first, but that is not for us to know. */
function childrenOf(pid: number): readonly string[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) => readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').trim().split(' ').filter((child) => child !== ''));
}

function commandOf(pid: string): string {
  return readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ').trim();
}

/** Processes that were started with this text in their environment: ours, wherever they hang by now. */
export function startedWith(text: string): readonly { readonly pid: number; readonly command: string }[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid).flatMap((pid) => {
    try {
      if (!readFileSync(`/proc/${pid}/environ`, 'latin1').includes(text)) return [];
      return [{ pid: Number(pid), command: commandOf(pid) }];
    } catch {
      return []; // ended meanwhile
    }
  });
}
