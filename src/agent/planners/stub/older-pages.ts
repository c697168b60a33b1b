// A result holds only so much: asks for the records before it while a question covers all of them. Pure.
import type { Step, StepOutcome } from '../../planner.js';
import type { Page } from './results.js';
import { logStep } from './steps.js';
import { pagesOf, type LogTask } from './task.js';
import { logName } from './zos/record.js';

/** Only for questions about everything in a span ("errors since 09:00"); who asks for records gets the newest. */
export function olderPage(task: LogTask, outcomes: readonly StepOutcome[]): Step | undefined {
  const { source, filters, about } = task.wish;
  const { minutes, ...sent } = filters;
  if ((about === 'records' && minutes === undefined) || filters.tail !== undefined) return undefined;
  const pages = pagesOf(task, outcomes);
  const oldest = pages.at(-1);
  if (oldest?.truncated !== true || oldest.first_time === null || oldest.first_time === oldest.last_time) return undefined;
  if (minutes !== undefined && isCovered(oldest, pages[0], minutes)) return undefined;
  return logStep(source, { ...sent, until: oldest.first_time }, `Read the records of the ${logName(source)} before those.`);
}

function isCovered({ first_time }: Page, newest: Page | undefined, minutes: number): boolean {
  const [from, to] = [first_time, newest?.last_time ?? null].map((time) => Date.parse(`${time?.slice(0, 19) ?? ''}Z`));
  return from === undefined || to === undefined || Number.isNaN(from) || Number.isNaN(to) || to - from >= minutes * 60_000;
}
