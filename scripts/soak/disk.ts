// A small disk of the run's own for the state directory, in memory, that can be full or read-only for a while. Needs root, on Linux.
import { spawnSync } from 'node:child_process';
import { mkdirSync, statfsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const SIZE = '3g';
/** What is left on a full disk, bytes: the record that meets its end is cut in the middle. */
const LEFT = 48 * 1024;
const TRIES = 200;

export class Disk {
  private constructor(private readonly directory: string) {}

  /** @returns why there can be no such disk here */
  static mount(directory: string): Disk | string {
    mkdirSync(directory, { mode: 0o700 });
    const { status, stderr, error } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE},mode=0700`, 'tmpfs', directory], { encoding: 'utf8' });
    return status === 0 ? new Disk(directory) : `a disk of its own cannot be mounted (${error?.message ?? stderr.trim()}); it needs root`;
  }

  /** Leaves room for a few records only. */
  async fill(): Promise<void> {
    // It may have grown since we asked how full it is.
    await this.remount(() => {
      const { blocks, bfree, bsize } = statfsSync(this.directory);
      return `size=${(blocks - bfree) * bsize + LEFT}`;
    });
  }

  /** Only while nobody writes: then there is a moment in which no file is open. */
  async forbid(): Promise<void> {
    await this.remount(() => 'ro');
  }

  async restore(): Promise<void> {
    await this.remount(() => `rw,size=${SIZE}`);
  }

  remove(): void {
    spawnSync('umount', [this.directory]);
  }

  private async remount(options: () => string): Promise<void> {
    let said = '';
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const { status, stderr } = spawnSync('mount', ['-o', `remount,${options()}`, this.directory], { encoding: 'utf8' });
      if (status === 0) return;
      said = stderr.trim();
      await sleep(50);
    }
    throw new Error(`the disk cannot be mounted again: ${said}`);
  }
}
