// The planner seam: who decides which tools to call and words the answer. Scripted and model-driven planners both fit.
// Touches nothing: a planner sees results, it never calls a tool itself.
import type { Observation } from '../tracing/tracing.js';
import type { CommandVerdict, ToolArguments, ToolFailure, ToolInfo } from './tool-client.js';

export const MODES = ['plan_only', 'execute_safe'] as const;
export type Mode = (typeof MODES)[number];

/** One intended tool call. */
export interface Step {
  readonly tool: string;
  readonly args: ToolArguments;
  /** Why, one sentence for the user. */
  readonly reasoning: string;
}

/** What became of a step. Every step a planner returned comes back with exactly one outcome, with the very step object. */
export type StepOutcome =
  | { readonly step: Step; readonly status: 'succeeded'; readonly result: unknown }
  | { readonly step: Step; readonly status: 'failed'; readonly error: ToolFailure }
  /** It would change something and was not in the original plan: a person has to approve it first. */
  | { readonly step: Step; readonly status: 'pending_approval' }
  /** Not run: plan_only, a limit, the deadline or a cancellation came first. `verdict` when the policy was asked. */
  | { readonly step: Step; readonly status: 'not_run'; readonly verdict?: CommandVerdict };

/**
 * Why a run ended. `done`: the planner was finished. `step_limit`, `call_limit`, `token_limit`, `deadline`: the bound of that
 * name (LIMITS.agent*) came first. `cancelled`: by the user. `error`: the server or the planner failed.
 */
export type StoppedReason = 'done' | 'step_limit' | 'call_limit' | 'token_limit' | 'deadline' | 'cancelled' | 'error';

/** One finished exchange of a chat. */
export interface Turn {
  readonly message: string;
  readonly mode: Mode;
  readonly outcomes: readonly StepOutcome[];
  readonly answer: string;
}

export interface PlanningContext {
  readonly mode: Mode;
  readonly tools: readonly ToolInfo[];
  /** Earlier turns of the chat, oldest first. */
  readonly history: readonly Turn[];
  /** Steps of an earlier answer to this message that a person approved: they are the plan, and only `answer` is called. */
  readonly approved?: readonly Step[];
  /** Aborted at the deadline or when the user cancels. */
  readonly signal: AbortSignal;
  /** Takes pieces of the answer while a model writes it. */
  readonly onText?: (delta: string) => void;
  /** Where a planner with a model puts an observation of each of the model's turns. */
  readonly trace?: Observation;
}

export interface Conclusion {
  readonly stopped: StoppedReason;
  /** Every step of the run, in order. */
  readonly outcomes: readonly StepOutcome[];
  /** Steps of the plan that were left out because a run holds at most `LIMITS.agentSteps`. */
  readonly leftOut: number;
}

/** The planning of one request: `plan` once, `next` after each batch of executed steps, `answer` once at the end. */
export interface Planning {
  /** The original plan; may be empty. */
  plan(): Promise<readonly Step[]>;
  /** Given the outcomes of the last batch: further steps, or none when done. May throw `Stop` for a bound of its own. */
  next(outcomes: readonly StepOutcome[]): Promise<readonly Step[]>;
  answer(conclusion: Conclusion): Promise<string>;
}

export interface Planner {
  readonly name: string;
  /** The model behind it; null without one. */
  readonly model: string | null;
  /** `message` is not blank and at most `LIMITS.agentMessageChars` long. Failures reject with ZopsError `planner_failed`. */
  begin(message: string, context: PlanningContext): Planning;
}
