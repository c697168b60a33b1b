// Measuring by turns, and the few statistics that the bench shows.
import { readFile } from 'node:fs/promises';
import type { Samples } from './part.js';

/** Does its thing once, or several times, and returns the samples; null for its wall clock in ms. */
export type Action = () => Promise<number | readonly number[] | null>;

/** Runs every action in every round, in another order each time: whatever else the machine does meets them all. The first round warms up and does not count. */
export async function byTurns(rounds: number, actions: Readonly<Record<string, Action>>): Promise<Samples> {
  const names = Object.keys(actions);
  const samples = new Map(names.map((name) => [name, [] as number[]]));
  for (let round = 0; round <= rounds; round += 1) {
    const first = round % names.length;
    for (const name of [...names.slice(first), ...names.slice(0, first)]) {
      const started = performance.now();
      const taken = (await actions[name]?.()) ?? performance.now() - started;
      if (round > 0) samples.get(name)?.push(...[taken].flat());
    }
  }
  return samples;
}

/** @param fraction 0.5 is the median */
export function quantile(values: readonly number[], fraction: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * fraction))] ?? Number.NaN;
}

/** Resident memory of a process, MiB. Linux only. `VmHWM` is its peak so far. */
export async function memoryOf(pid: number, field: 'VmRSS' | 'VmHWM' = 'VmRSS'): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const kib = new RegExp(`^${field}:\\s*(\\d+) kB$`, 'm').exec(status)?.[1];
  if (kib === undefined) throw new Error(`/proc/${pid}/status has no ${field}.`);
  return Number(kib) / 1024;
}
