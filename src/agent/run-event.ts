// What happens in a run, as it happens: for a terminal, and for the stream of the HTTP front, which sends each as it is.
import type { Mode, Step } from './planner.js';
import type { ActionEntry, PlanEntry } from './report.js';

/** `index` is the step's place in the report's `plan`; of a `pending` one: in its `pending_approvals`. */
export type RunEvent =
  /** What is being done now, a few words. */
  | { readonly type: 'activity'; readonly text: string }
  /** Once, when there is a plan. */
  | { readonly type: 'plan'; readonly trace_id: string; readonly mode: Mode; readonly planner: string; readonly model: string | null; readonly steps: readonly Step[] }
  /** A step that joins the plan on the way, at its end. */
  | ({ readonly type: 'step'; readonly index: number } & Step)
  /** On a command; the last one counts. `suggestion`: a command that passes and comes closest. */
  | { readonly type: 'verdict'; readonly index: number; readonly verdict: NonNullable<PlanEntry['verdict']> & { readonly suggestion?: string } }
  | { readonly type: 'action_started'; readonly index: number }
  | { readonly type: 'action'; readonly index: number; readonly action: ActionEntry }
  | ({ readonly type: 'pending'; readonly index: number } & Step)
  /** A piece of the answer while a model writes it. */
  | { readonly type: 'text'; readonly delta: string };

export type RunObserver = (event: RunEvent) => void;
