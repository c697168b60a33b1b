// The newest matching records of a log while it is read backwards: keeps what a page can hold, and knows when it has enough. Pure.
import type { TimedRecord } from './timeline.js';

/** Text of one page in memory at most (but always one record), characters; far beyond what a tool result may hold. */
const PAGE_CHARS = 4 * 1024 * 1024;

export class Collector {
  #kept: TimedRecord[] = [];
  /** The newest match that the page has no place for. */
  #beyond: TimedRecord | null = null;
  #full: 'tail' | 'size' = 'tail';

  constructor(readonly tail: number) {}

  offer(match: TimedRecord): void {
    this.#kept.push(match);
    if (this.#kept.length > 2 * this.tail + 1_000) this.#settle();
  }

  /** @param newestOpen rank of the newest record that may still come */
  isFull(newestOpen: number): boolean {
    this.#settle();
    return this.#beyond !== null && this.#beyond.record.rank > newestOpen;
  }

  /** Newest first. @param above only records of a higher rank: the others are for the next call */
  result(above = -1): { readonly records: readonly TimedRecord[]; readonly beyond: TimedRecord | null; readonly full: 'tail' | 'size' } {
    this.#settle();
    const isAbove = ({ record }: TimedRecord): boolean => record.rank > above;
    return { records: this.#kept.filter(isAbove), beyond: this.#beyond !== null && isAbove(this.#beyond) ? this.#beyond : null, full: this.#full };
  }

  #settle(): void {
    this.#kept.sort((a, b) => b.record.rank - a.record.rank);
    let chars = 0;
    let keep = 0;
    for (const { record } of this.#kept) {
      for (const { raw } of record.lines) chars += raw.text.length;
      if (keep === this.tail || (keep > 0 && chars > PAGE_CHARS)) break;
      keep += 1;
    }
    const first = this.#kept[keep];
    if (first === undefined) return;
    if (this.#beyond === null || first.record.rank > this.#beyond.record.rank) {
      this.#beyond = first;
      this.#full = keep === this.tail ? 'tail' : 'size';
    }
    this.#kept = this.#kept.slice(0, keep);
  }
}
