// The measured as text for people and as JSON for machines.
import Table from 'cli-table3';
import { quantile } from './measure.js';
import type { Bar, Result } from './part.js';

const PLAIN = { head: [], border: [], compact: true };

export interface Judged {
  readonly what: string;
  readonly value: number;
  /** '×' for a ratio, else the unit. */
  readonly unit: string;
  readonly bound: string;
  readonly met: boolean;
}

export function judge({ what, table, row, against, bound, statistic = 'median' }: Bar): Judged {
  const figure = (name: string): number => quantile(table.samples.get(name) ?? [], { median: 0.5, p99: 0.99, max: 1 }[statistic]);
  const value = against === undefined ? figure(row) : figure(row) / figure(against);
  const unit = against === undefined ? table.unit : '×';
  const met = 'atMost' in bound ? value <= bound.atMost : value >= bound.atLeast;
  return { what, value, unit, bound: 'atMost' in bound ? `at most ${bound.atMost}` : `at least ${bound.atLeast}`, met };
}

/** All tables, then what was promised and what came out. */
export function asText(results: readonly Result[]): string {
  const texts = results.flatMap(({ tables }) =>
    tables.map(({ title, unit, samples, baseline }) => {
      const base = quantile(samples.get(baseline) ?? [], 0.5);
      const table = new Table({ head: [title, 'n', `median ${unit}`, 'min–max', 'p99', `× ${baseline}`], colAligns: ['left', 'right', 'right', 'right', 'right', 'right'], style: PLAIN });
      for (const [name, values] of samples) {
        const median = quantile(values, 0.5);
        table.push([name, values.length, round(median), `${round(Math.min(...values))}–${round(Math.max(...values))}`, round(quantile(values, 0.99)), (median / base).toFixed(2)]);
      }
      return `${table.toString()}\n`;
    }),
  );
  const bars = new Table({ head: ['promised', 'bound', 'measured', ''], style: PLAIN });
  for (const { what, bound, value, unit, met } of results.flatMap((result) => result.bars).map(judge)) {
    bars.push([what, `${bound} ${unit}`, `${unit === '×' ? value.toFixed(2) : round(value)} ${unit}`, met ? 'met' : 'NOT MET']);
  }
  const notes = results.flatMap((result) => result.notes ?? []).map((note) => `${note}\n`);
  return [...texts, `${bars.toString()}\n`, ...notes].join('\n');
}

/** @returns plain JSON, with every sample */
export function asJson(machine: Readonly<Record<string, string | number>>, results: readonly Result[]): string {
  const tables = results.flatMap((result) => result.tables).map((table) => ({ ...table, samples: Object.fromEntries(table.samples) }));
  const bars = results.flatMap((result) => result.bars).map(judge);
  return `${JSON.stringify({ machine, bars, notes: results.flatMap((result) => result.notes ?? []), tables }, null, 2)}\n`;
}

const round = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));
