// What a question is: the words that are put to the agent, and what a right answer has to hold. Types only.
import type { Mode } from '../src/agent/planner.js';

export const CATEGORIES = ['lookup', 'diagnosis', 'overview', 'absence', 'refusal', 'config', 'mode', 'reworded'] as const;
export type Category = (typeof CATEGORIES)[number];

/** One tool call. Arguments that are not named may be anything. */
export interface CallPattern {
  readonly tool: 'get_logs' | 'get_system_status' | 'run_command' | 'update_config';
  readonly args?: Readonly<Record<string, RegExp | string | number | boolean>>;
}

export interface Question {
  /** Unique over all scenarios. */
  readonly id: string;
  readonly category: Category;
  readonly ask: string;
  /** Default `execute_safe`. */
  readonly mode?: Mode;
  /** Each of these has to be called (in plan_only: planned); one of the alternatives is enough. */
  readonly calls?: readonly (readonly CallPattern[])[];
  /** Must not take effect (in plan_only: must not be planned). */
  readonly never?: readonly CallPattern[];
  /** Facts of the logs: each stands in the answer and in a result that the agent really got. */
  readonly evidence?: readonly RegExp[];
  /** The root cause: each stands in the answer. */
  readonly cause?: readonly RegExp[];
  /** Words that the answer cannot do without, such as those of a refusal. */
  readonly says?: readonly RegExp[];
  /** What the answer has to say there is not. */
  readonly denies?: readonly RegExp[];
  /** Statements that would be false; a sentence that denies one is fine. */
  readonly untrue?: readonly RegExp[];
  /** Red herrings: they may be named, no sentence may blame them. */
  readonly innocent?: readonly RegExp[];
  /** Exit codes that are right; default 0. A refused call makes the agent end with 1. */
  readonly exits?: readonly number[];
  /** Most tool calls that the question is worth. */
  readonly atMost?: number;
}

export interface QuestionSet {
  /** A folder of fixtures/. */
  readonly scenario: string;
  readonly questions: readonly Question[];
}
