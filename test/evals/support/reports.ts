// Canned reports of an agent, to score without one.
import type { Outcome, Report } from '../../../evals/report.js';

type Action = Report['actions_taken'][number];

interface Canned {
  readonly answer: string;
  readonly mode?: 'plan_only' | 'execute_safe';
  readonly actions?: readonly Action[];
  readonly plan?: Report['plan'];
  readonly exitCode?: number;
  readonly stopped?: string;
}

export function succeeded(tool: string, args: Record<string, unknown>, result: unknown): Action {
  return { tool, args, success: true, result };
}

export function outcome({ answer, mode = 'execute_safe', actions = [], plan, exitCode = 0, stopped = 'done' }: Canned): Outcome {
  const report: Report = {
    answer,
    plan: plan ?? actions.map(({ tool, args, success }) => ({ tool, args, executed: success })),
    actions_taken: [...actions],
    script: null,
    audit: { mode, executed_count: actions.length, planner: 'stub', model: null, stopped_reason: stopped },
  };
  return { report, exitCode, durationMs: 1 };
}
