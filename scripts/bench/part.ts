// What a part of the benchmark is: it measures, and says which figures have a bar. Judging and printing is done elsewhere.

/** Values of one thing, in the unit of its table; the bench shows their median and range. */
export type Samples = ReadonlyMap<string, readonly number[]>;

export interface Table {
  readonly title: string;
  readonly unit: 'ms' | 'µs' | 'MiB' | 'calls/s';
  readonly samples: Samples;
  /** The row that the others are divided by in the last column. */
  readonly baseline: string;
}

/** A figure of the tables above that has to stay within a bound. */
export interface Bar {
  /** What is promised, in words. */
  readonly what: string;
  readonly table: Table;
  readonly row: string;
  /** The bound is on the ratio to this row; absent: on the value itself, in the table's unit. */
  readonly against?: string;
  readonly bound: { readonly atMost: number } | { readonly atLeast: number };
  /** Default: median. */
  readonly statistic?: 'median' | 'p99' | 'max';
}

export interface Result {
  readonly tables: readonly Table[];
  readonly bars: readonly Bar[];
  /** What a reader must know: what could not be measured here, and what to install. */
  readonly notes?: readonly string[];
}

export interface Context {
  /** A folder for everything that the part writes; it is removed at the end. */
  readonly work: string;
  /** Says on stderr what goes on. */
  readonly say: (text: string) => void;
}

export interface Part {
  /** One word: `npm run bench -- NAME`. */
  readonly name: string;
  readonly run: (context: Context) => Promise<Result>;
}
