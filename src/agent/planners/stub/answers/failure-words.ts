// Words for a step that failed or that the policy refused. Pure.
import type { StepOutcome } from '../../../planner.js';
import { plannedCommand } from '../../../step-effect.js';

export function failureWords({ step, error }: Extract<StepOutcome, { status: 'failed' }>): string {
  const command = plannedCommand(step);
  const source = step.args['source'];
  const about = command === undefined ? `${step.tool}${typeof source === 'string' ? ` (${source})` : ''}` : `\`${command}\``;
  if (error.code !== 'refused') return `${about} failed (${error.code}): ${error.message}`;
  const rule = typeof error['rule'] === 'string' ? ` (${error['rule']})` : '';
  const instead = typeof error['suggestion'] === 'string' ? ` What would pass: ${error['suggestion']}` : '';
  return `The policy refused ${about}${rule}, it was not run: ${error.message}${instead}`;
}
