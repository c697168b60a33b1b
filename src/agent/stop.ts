// An early end of a run: thrown by the executor and by planners when a bound was reached, and the words for every such end.
import { LIMITS } from '../limits.js';
import type { StoppedReason } from './planner.js';

export class Stop extends Error {
  constructor(readonly reason: 'step_limit' | 'call_limit' | 'token_limit') {
    super(reason);
  }
}

/** For an end before there was anything to report. */
export const EARLY_END: Readonly<Record<StoppedReason, string>> = {
  done: 'Done.',
  step_limit: `Stopped: a run holds at most ${LIMITS.agentSteps} steps. Ask for less at a time.`,
  call_limit: `Stopped: a run makes at most ${LIMITS.agentCalls} tool calls. Ask for less at a time.`,
  token_limit: `Stopped: one request may use ${LIMITS.agentTokens} tokens of the model. Ask for less at a time.`,
  deadline: 'Stopped: the time for one request was over. Try again, or ask for less at a time.',
  cancelled: 'Cancelled.',
  error: 'The request failed.',
};
