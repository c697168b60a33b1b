// Words and columns for scores: the line of one question, and the board at the end. Pure.
import type { Kind, Score } from './score.js';
import type { Summary, Tally } from './summary.js';

export type Paint = Readonly<Record<'bold' | 'dim' | 'green' | 'red', (text: string) => string>>;

/** One line for a right answer, and one more for each check that failed. */
export function questionLines({ question, scenario, right, checks, calls, charactersRead }: Score, paint: Paint): string {
  const mark = right ? paint.green('right') : paint.red('WRONG');
  const spent = paint.dim(`${calls} calls, ${thousands(charactersRead)} read`);
  const missed = checks.filter(({ passed }) => !passed).map(({ kind, detail }) => `        ${paint.red(kind)}: ${detail}`);
  return [`${mark}  ${question.id}  ${paint.dim(scenario)}  ${spent}`, ...missed].join('\n');
}

/** The columns of kinds that say most about a planner; `mode`, `exit` and `budget` show under "other". */
const COLUMNS: readonly (readonly [title: string, kinds: readonly Kind[]])[] = [
  ['calls', ['calls']],
  ['evidence', ['evidence']],
  ['cause', ['cause']],
  ['words', ['words']],
  ['forbidden', ['forbidden']],
  ['grounded', ['grounded']],
  ['other', ['mode', 'exit', 'budget']],
];

export function scoreboard({ categories, total, shortfalls }: Summary, paint: Paint): string {
  const header = ['', 'right', '', ...COLUMNS.map(([title]) => title), 'calls/q', 'read/q', 'written/q'];
  const rows = [...categories.map((row) => [row.category, ...cells(row)]), ['total', ...cells(total)]];
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]): string => row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ');
  const body = rows.map((row, index) => (index === rows.length - 1 ? paint.bold(line(row)) : line(row)));
  const verdict = shortfalls.length === 0 ? [paint.green('Good enough.')] : shortfalls.map((text) => paint.red(`Not good enough: ${text}`));
  return [paint.dim(line(header)), ...body, ...verdict].join('\n');
}

function cells(tally: Tally): readonly string[] {
  const share = (kinds: readonly Kind[]): string => {
    const passed = kinds.reduce((sum, kind) => sum + tally.checks[kind].passed, 0);
    const of = kinds.reduce((sum, kind) => sum + tally.checks[kind].of, 0);
    return of === 0 ? '-' : `${passed}/${of}`;
  };
  const percent = tally.questions === 0 ? '-' : `${Math.floor((100 * tally.right) / tally.questions)} %`;
  return [`${tally.right}/${tally.questions}`, percent, ...COLUMNS.map(([, kinds]) => share(kinds)), tally.calls.toFixed(1), thousands(tally.charactersRead), thousands(tally.charactersWritten)];
}

function thousands(characters: number): string {
  return Math.round(characters).toLocaleString('en-US');
}
