// The formats of `ls` with several names on a line: -C, -x and -m.
import type { Entry } from './ls-entry.js';
import type { Formatter, Widths } from './ls-format.js';
import type { LsSettings } from './ls-options.js';

/** The narrowest column: one character and the gap. */
const NARROWEST = 3;
const GAP = 2;

interface Cell {
  readonly text: string;
  readonly width: number;
}

export function formatColumns(entries: readonly Entry[], widths: Widths, formatter: Formatter, settings: LsSettings): string {
  const cells = entries.map((entry) => ({ text: formatter.short(entry, widths), width: formatter.shortWidth(entry, widths) }));
  if (settings.format === 'commas') return join(cells, ',', settings);
  if (settings.width === 0) return join(cells, ' ', settings);
  return grid(cells, settings);
}

/** One after the other, a new line where the next would not fit. */
function join(cells: readonly Cell[], separator: string, { width: line, end }: LsSettings): string {
  let text = '';
  let position = 0;
  for (const [index, cell] of cells.entries()) {
    if (index > 0) {
      const fits = line === 0 || position + cell.width + GAP < line;
      text += separator + (fits ? ' ' : end);
      position = fits ? position + GAP : 0;
    }
    text += cell.text;
    position += cell.width;
  }
  return text + end;
}

function grid(cells: readonly Cell[], { width: line, format, tabs, end }: LsSettings): string {
  const vertical = format === 'vertical';
  const columns = columnWidths(cells, line, vertical);
  const rows = Math.ceil(cells.length / columns.length);
  let text = '';
  for (let row = 0; row < rows; row += 1) {
    let from = 0;
    let to = 0;
    for (const [column, width] of columns.entries()) {
      const cell = cells[vertical ? column * rows + row : row * columns.length + column];
      if (cell === undefined) break;
      text += blanks(from, to, tabs) + cell.text;
      from = to + cell.width;
      to += width;
    }
    text += end;
  }
  return text;
}

/** The most columns whose widths fit the line. */
function columnWidths(cells: readonly Cell[], line: number, vertical: boolean): number[] {
  const most = Math.max(1, Math.min(cells.length, Math.ceil(line / NARROWEST)));
  for (let count = most; count > 1; count -= 1) {
    const columns = widthsOf(cells, count, line, vertical);
    if (columns !== undefined) return columns;
  }
  return [0];
}

/** Undefined as soon as the columns do not fit; the narrowest ones fit by definition. */
function widthsOf(cells: readonly Cell[], count: number, line: number, vertical: boolean): number[] | undefined {
  const columns = new Array<number>(count).fill(NARROWEST);
  const rows = Math.ceil(cells.length / count);
  let total = count * NARROWEST;
  for (const [index, { width }] of cells.entries()) {
    const column = vertical ? Math.floor(index / rows) : index % count;
    const needed = width + (column === count - 1 ? 0 : GAP);
    const grown = needed - (columns[column] ?? 0);
    if (grown <= 0) continue;
    columns[column] = needed;
    total += grown;
    if (total >= line) return undefined;
  }
  return columns;
}

/** Tabs where a stop lies on the way, else spaces. */
function blanks(from: number, to: number, tabs: number): string {
  let text = '';
  for (let at = from; at < to; ) {
    const tab = tabs !== 0 && Math.floor(to / tabs) > Math.floor((at + 1) / tabs);
    text += tab ? '\t' : ' ';
    at += tab ? tabs - (at % tabs) : 1;
  }
  return text;
}
