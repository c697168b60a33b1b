// Words for "any abends?": all of them, put together from the logs that were searched. Pure.
import type { StepOutcome } from '../../../planner.js';
import { recordsOf, todayOf } from '../evidence.js';
import { pagesOf, type LogTask } from '../task.js';
import { findIn } from '../zos/findings.js';
import { logName } from '../zos/record.js';
import { abendLine } from './findings-words.js';
import { nothing } from './logs-answer.js';
import { and, bullets, capital, count } from '../words.js';

export function abendsAnswer(tasks: readonly LogTask[], outcomes: readonly StepOutcome[]): string {
  const pages = tasks.flatMap((task) => pagesOf(task, outcomes));
  const today = todayOf(pages);
  const read = [...new Set(pages.map(({ source }) => source))];
  const codes = tasks[0]?.wish.codes ?? [];
  const abends = findIn(pages.flatMap(recordsOf)).abends.filter(({ code }) => codes.length === 0 || codes.includes(code));
  const { contains, ...filters } = tasks[0]?.wish.filters ?? {};
  if (abends.length === 0 && codes.length > 0)
    return `No abend with ${codes.slice(0, -1).join(', ')}${codes.length > 1 ? ' or ' : ''}${codes.at(-1) ?? ''} in the ${and(read.map(logName))}.`;
  if (abends.length === 0) return nothing(read, contains === undefined || contains === 'ABEND' ? filters : { ...filters, contains }, 'abends');
  return `${capital(count(abends.length, 'abend'))} found in the ${and(read.map(logName))}:\n${bullets(abends.map((abend) => abendLine(abend, today)))}`;
}
