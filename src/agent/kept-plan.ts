// A plan that a person has seen and may still have carried out: exactly these steps, without asking a planner again. Pure.
import type { Run } from './executor.js';
import type { Step, Turn } from './planner.js';

export interface KeptPlan {
  readonly message: string;
  /** What came before the message. */
  readonly history: readonly Turn[];
  /** The plan of a plan_only answer, or what an execute_safe answer lists as waiting for approval. */
  readonly steps: readonly Step[];
}

/** Undefined when the answer left nothing to carry out. */
export function keptPlan({ turn }: Run, history: readonly Turn[]): KeptPlan | undefined {
  const open = turn.mode === 'plan_only' ? 'not_run' : 'pending_approval';
  const steps = turn.outcomes.filter(({ status }) => status === open).map(({ step }) => step);
  return steps.length === 0 ? undefined : { message: turn.message, history, steps };
}
