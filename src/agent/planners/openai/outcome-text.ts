// What a model reads about its calls: results inside the data envelope, everything else in our own words. Pure.
import type { StepOutcome } from '../../planner.js';
import type { DataEnvelope } from '../../untrusted.js';

/** @param outcome undefined: the step was left out */
export function outcomeText(outcome: StepOutcome | undefined, envelope: DataEnvelope): string {
  switch (outcome?.status) {
    case 'succeeded':
      return envelope.wrap(outcome.step.tool, outcome.result);
    case 'failed':
      return `Failed.\n${envelope.wrap(outcome.step.tool, outcome.error)}`;
    case 'pending_approval':
      return 'Not run: it changes something and was not in the plan, so the user has to approve it first. Do not try it again in another way; tell the user what you suggest and why.';
    case 'not_run':
    case undefined:
      return 'Not run: a limit of this request came first.';
  }
}

/** For a model that did not make these calls in this conversation: a person took them from its earlier plan. */
export function approvedText(outcomes: readonly StepOutcome[], envelope: DataEnvelope): string {
  const results = outcomes.map((outcome) => `${outcome.step.tool} ${JSON.stringify(outcome.step.args)}: ${outcomeText(outcome, envelope)}`);
  return ['(The user saw and approved these calls, and they were made. Call nothing more; answer now with what there is.)', ...results].join('\n\n');
}

/** One line for each step. */
export function progressText(outcomes: readonly StepOutcome[]): string {
  return outcomes.map(({ step, status }) => `- ${step.tool} ${JSON.stringify(step.args)}: ${WORDS[status]}`).join('\n');
}

const WORDS: Readonly<Record<StepOutcome['status'], string>> = {
  succeeded: 'done',
  failed: 'failed',
  pending_approval: 'waits for approval',
  not_run: 'not run',
};
