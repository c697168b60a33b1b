// Words for plan_only: what would be done, what the policy says of the commands, and that nothing was run. How to carry it out
// is for the one who shows the answer to say: on a terminal, in the chat and on the page it is another thing. Pure.
import type { StepOutcome } from '../../../planner.js';
import { isDryRun, plannedCommand } from '../../../step-effect.js';

export function planAnswer(outcomes: readonly StepOutcome[]): string {
  const lines = outcomes.map((outcome, index) => `${index + 1}. ${describe(outcome)}`);
  const all = outcomes.length === 1 ? 'This one step' : `These ${outcomes.length} steps`;
  const verdicts = outcomes.flatMap((outcome) => (outcome.status === 'not_run' && outcome.verdict !== undefined ? [outcome.verdict] : []));
  const refused = verdicts.filter(({ allowed }) => !allowed);
  const end =
    refused.length > 0 && refused.length === outcomes.length
      ? 'Nothing was run, and execute_safe would refuse it, too.'
      : 'Nothing was run.';
  return [`${all} would answer that:`, ...lines, end].join('\n');
}

function describe(outcome: StepOutcome): string {
  const { step } = outcome;
  const command = plannedCommand(step);
  const args = Object.entries(step.args).map(([name, value]) => `${name}=${String(value)}`);
  const what = command ?? [step.tool, ...args].join(' ');
  const verdict = outcome.status === 'not_run' ? outcome.verdict : undefined;
  if (verdict === undefined) return `${step.reasoning} (${what})`;
  const says = verdict.allowed ? 'the policy allows it' : `the policy refuses it (${verdict.rule}): ${verdict.reason}`;
  const instead = verdict.suggestion === undefined ? '' : ` What would pass: ${verdict.suggestion}`;
  const trial = isDryRun(step) ? ' It would only be judged, not run.' : '';
  return `${step.reasoning} ${what}: ${says}${instead}${trial}`;
}
