// A wish together with the steps that are to fulfil it. Pure.
import type { Step, StepOutcome } from '../../planner.js';
import type { Wish } from './language/wish.js';
import { distinct, stepsOf, TOOLS } from './steps.js';
import { asPage, type Page } from './results.js';

export interface Task {
  readonly wish: Wish;
  readonly steps: readonly Step[];
}

export type LogTask = Task & { readonly wish: Extract<Wish, { kind: 'logs' }> };

/** One task a wish, in order; a call that an earlier task makes already is not made twice. */
export function tasksFor(wishes: readonly Wish[]): readonly Task[] {
  const planned: Step[] = [];
  return wishes.map((wish) => {
    const steps = distinct(stepsOf(wish), planned);
    planned.push(...steps);
    return { wish, steps };
  });
}

export function outcomesOf({ steps }: Task, outcomes: readonly StepOutcome[]): readonly StepOutcome[] {
  return outcomes.filter(({ step }) => steps.includes(step));
}

/** The log pages that a task brought, in the order of the calls. */
export function pagesOf(task: Task, outcomes: readonly StepOutcome[]): readonly Page[] {
  return outcomesOf(task, outcomes).flatMap((outcome) =>
    outcome.status === 'succeeded' && outcome.step.tool === TOOLS.logs ? (asPage(outcome.result) ?? []) : [],
  );
}
