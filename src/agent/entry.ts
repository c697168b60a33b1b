// A planned step on its way: what the policy said of it, what became of it, and how a report shows it. Pure.
import { deepFreeze } from './freeze.js';
import type { Step, StepOutcome } from './planner.js';
import type { PlanEntry } from './report.js';
import { isDryRun } from './step-effect.js';
import type { CommandVerdict } from './tool-client.js';

export interface Entry {
  readonly step: Step;
  /** Its place in the plan. */
  readonly index: number;
  outcome: StepOutcome;
  verdict?: CommandVerdict;
}

/** From here on nobody changes what the step says. */
export function newEntry(step: Step, index: number): Entry {
  return { step: deepFreeze(step), index, outcome: { step, status: 'not_run' } };
}

export function toPlanEntry({ step, outcome, verdict }: Entry): PlanEntry {
  const { tool, args, reasoning } = step;
  const executed = outcome.status === 'succeeded' && !isDryRun(step);
  return { tool, args, reasoning, executed, ...(verdict === undefined ? {} : { verdict: toVerdict(verdict) }) };
}

export function toVerdict({ allowed, rule, reason }: CommandVerdict): NonNullable<PlanEntry['verdict']> {
  return { allowed, rule, reason };
}
