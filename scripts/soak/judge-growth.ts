// Whether a process grew: its heap and handles at rest, after the warm-up and at the end; its memory over the whole run. Pure.
import type { Sample, Watched } from './facts.js';

/** Heap after a full collection, with all traffic stopped: what may come on top of the warm-up's, MB. */
const HEAP_MB = 3;
/** Resident memory, of which a part is only not given back yet: what the line through all samples, and the end against the start, may gain, MB. */
const RSS_MB = 64;

export interface Growth {
  readonly name: string;
  readonly rssStartMb: number;
  readonly rssEndMb: number;
  /** Of the line through all samples after the warm-up, MB an hour. */
  readonly rssSlopeMbPerHour: number;
  readonly heapStartMb: number;
  readonly heapEndMb: number;
  readonly fds: number;
  readonly threads: number;
}

export function judgeGrowth(watched: readonly Watched[]): readonly string[] {
  return watched.flatMap((process) => {
    const { name, quiet } = process;
    if (quiet === null) return [`${name} did not live through the run`];
    const [before, after] = quiet;
    const { rssStartMb, rssEndMb, rssSlopeMbPerHour, heapStartMb, heapEndMb } = growthOf(process);
    const bad: string[] = [];
    for (const what of ['fds', 'threads'] as const) if (after[what] > before[what]) bad.push(`${name} has ${after[what]} ${what}, after the warm-up it had ${before[what]}`);
    if (after.children.length > before.children.length) bad.push(`${name} has ${after.children.length} child processes, after the warm-up it had ${before.children.length}: ${after.children.join('; ').slice(0, 1000)}`);
    for (const [kind, count] of Object.entries(after.resources ?? {})) {
      const had = before.resources?.[kind] ?? 0;
      if (count > had) bad.push(`${name} has ${count} ${kind}, after the warm-up it had ${had}`);
    }
    if (before.heapMb === null || after.heapMb === null) bad.push(`${name} did not tell its heap`);
    if (heapEndMb - heapStartMb > HEAP_MB) bad.push(`the heap of ${name} grew from ${heapStartMb} to ${heapEndMb} MB`);
    const predicted = rssSlopeMbPerHour * hours(process);
    // Both: a line through few samples bends with one of them, and one sample may stand at a peak.
    if (predicted > RSS_MB && rssEndMb - rssStartMb > RSS_MB) bad.push(`the memory of ${name} grew from ${rssStartMb} to ${rssEndMb} MB, ${rssSlopeMbPerHour} MB an hour`);
    return bad;
  });
}

/** Medians of the first and the last quarter after the warm-up. */
export function growthOf({ name, samples, quiet }: Watched): Growth {
  const kept = afterWarmUp({ samples, quiet });
  const quarter = Math.max(1, Math.floor(kept.length / 4));
  const rss = (part: readonly Sample[]): number => round(median(part.map(({ rssMb }) => rssMb)));
  return {
    name,
    rssStartMb: rss(kept.slice(0, quarter)),
    rssEndMb: rss(kept.slice(-quarter)),
    rssSlopeMbPerHour: round(slope(kept) * 3_600_000),
    heapStartMb: round(quiet?.[0].heapMb ?? 0),
    heapEndMb: round(quiet?.[1].heapMb ?? 0),
    fds: quiet?.[1].fds ?? 0,
    threads: quiet?.[1].threads ?? 0,
  };
}

function afterWarmUp({ samples, quiet }: Pick<Watched, 'samples' | 'quiet'>): readonly Sample[] {
  return samples.filter(({ at }) => at >= (quiet?.[0].at ?? 0));
}

function hours(process: Watched): number {
  const kept = afterWarmUp(process);
  return ((kept.at(-1)?.at ?? 0) - (kept[0]?.at ?? 0)) / 3_600_000;
}

/** Least squares, MB a millisecond. */
function slope(samples: readonly Sample[]): number {
  const mean = (of: (sample: Sample) => number): number => samples.reduce((sum, sample) => sum + of(sample), 0) / Math.max(1, samples.length);
  const [t, m] = [mean(({ at }) => at), mean(({ rssMb }) => rssMb)];
  const spread = samples.reduce((sum, { at }) => sum + (at - t) ** 2, 0);
  return spread === 0 ? 0 : samples.reduce((sum, { at, rssMb }) => sum + (at - t) * (rssMb - m), 0) / spread;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

const round = (value: number): number => Math.round(value * 10) / 10;
