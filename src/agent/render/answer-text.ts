// The answer on screen: paragraphs and lists wrapped, quoted lines kept one a row, what matters coloured. Pure.
import { visibleLines } from '../visible.js';
import type { Style } from './style.js';

const QUOTED = /^ {4}/;
const NARROW = 20;

export function renderAnswer(answer: string, style: Style): string {
  const lines = visibleLines(answer).split('\n');
  if (!style.terminal) return lines.map((line) => (QUOTED.test(line) ? line : highlight(line, style))).join('\n');
  return lines.flatMap((line) => (QUOTED.test(line) ? [quoted(line, style)] : wrap(line, style.width).map((part) => highlight(part, style)))).join('\n');
}

/** Log lines keep to one row each: cut at the edge rather than wrapped into each other. */
function quoted(line: string, style: Style): string {
  const row = line.length > style.width ? `${line.slice(0, style.width - 1)}…` : line;
  if (/\bABEND|\bSYSTEM COMPLETION CODE|\bJCL ERROR|INSUFFICIENT|INVALID PASSWORD/i.test(row)) return style.red(row);
  return style.dim(row);
}

function highlight(text: string, style: Style): string {
  return text
    .replace(/^[A-Z][^:"]{2,60}:$/, (title) => style.bold(title))
    .replace(/^(\d+\.) /, (_, number: string) => `${style.cyan(number)} `)
    .replace(/^- (critical)\b/, (_, word: string) => `- ${style.red(word)}`)
    .replace(/^- (warning)\b/, (_, word: string) => `- ${style.yellow(word)}`)
    .replace(/\b(?:abended with \S+|very high|high\b|refuses? it|refused|failed \([a-z_]+\))/g, (word) => style.red(word))
    .replace(/\bNothing was run\b|\bthe policy allows it\b|\ball is well\b|\bnothing wrong\b/g, (word) => style.green(word))
    .replace(/`[^`]+`/g, (command) => style.cyan(command));
}

/** Greedy, at blanks; list items hang. */
export function wrap(line: string, width: number): string[] {
  const indent = ' '.repeat(/^(?:- |\d+\. )/.exec(line)?.[0].length ?? 0);
  const rows: string[] = [];
  let row = '';
  for (const word of line.split(' ')) {
    const next = row === '' && rows.length > 0 ? indent + word : row === '' ? word : `${row} ${word}`;
    if (next.length > Math.max(width, NARROW) && row.trim() !== '') {
      rows.push(row);
      row = indent + word;
    } else row = next;
  }
  return [...rows, row];
}
