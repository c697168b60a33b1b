// A system status as bars and a table. Pure; shows nothing when the result is of another form.
import * as z from 'zod';
import { visible } from '../visible.js';
import type { Style } from './style.js';

const FIGURES = z.object({
  cpu: z.number().nullable(),
  memory: z.object({ used: z.number(), total: z.number(), percent: z.number() }),
  dasd: z.object({ volumes: z.number(), capacity_percent: z.number() }),
  subsystems: z.record(z.string(), z.string()),
});
const BAR = 24;

export function renderStatus(result: unknown, style: Style): string {
  const { data } = FIGURES.safeParse(result);
  if (data === undefined) return '';
  const { cpu, memory, dasd, subsystems } = data;
  const rows = [
    row('CPU', cpu, '', style),
    row('Memory', memory.percent, `${memory.used.toLocaleString('en-US')} of ${memory.total.toLocaleString('en-US')} MB`, style),
    row('DASD', dasd.capacity_percent, `${dasd.volumes} volumes`, style),
  ];
  const names = Object.entries(subsystems).map(([name, state]) => `${lamp(state, style)} ${visible(name)}`);
  return [...rows, ...wrapped(names, style.width - 10).map((line, index) => `${(index === 0 ? 'Systems' : '').padEnd(8)} ${line.join('  ')}`)].join('\n');
}

function row(name: string, percent: number | null, note: string, style: Style): string {
  if (percent === null) return `${name.padEnd(8)} ${style.dim('not known')}`;
  const filled = Math.round((Math.min(100, Math.max(0, percent)) / 100) * BAR);
  const paint = percent >= 95 ? style.red : percent >= 85 ? style.yellow : style.green;
  return `${name.padEnd(8)} ${paint('█'.repeat(filled))}${style.dim('░'.repeat(BAR - filled))} ${String(percent).padStart(4)} %  ${style.dim(note)}`.trimEnd();
}

function lamp(state: string, style: Style): string {
  if (/^(?:active|up|online|running|available|ok|started|normal|ready)$/i.test(state)) return style.green('●');
  return /^(?:down|inactive|stopped|failed|offline|abended)/i.test(state) ? style.red('●') : style.yellow('●');
}

/** Names in rows that fit the width; a painted lamp counts as one column. */
function wrapped(names: readonly string[], width: number): string[][] {
  const rows: string[][] = [];
  let used = Infinity;
  for (const name of names) {
    const length = name.slice(name.lastIndexOf(' ') + 1).length + 4;
    if (used + length > width) {
      rows.push([]);
      used = 0;
    }
    rows.at(-1)?.push(name);
    used += length;
  }
  return rows;
}
