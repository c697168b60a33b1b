// A planner that plays given batches of steps and remembers the outcomes it was shown.
import type { Conclusion, Planner, Planning, PlanningContext, Step, StepOutcome } from '../../../src/agent/planner.js';

export class ScriptedPlanner implements Planner, Planning {
  readonly name = 'scripted';
  readonly model = 'none-1';
  readonly shown: (readonly StepOutcome[])[] = [];
  conclusion: Conclusion | undefined;
  context: PlanningContext | undefined;

  /** @param batches the plan, then what follows each look at the results. */
  constructor(private readonly batches: readonly (readonly Step[])[]) {}

  begin(_message: string, context: PlanningContext): Planning {
    this.context = context;
    return this;
  }

  plan(): Promise<readonly Step[]> {
    return Promise.resolve(this.batches[0] ?? []);
  }

  next(outcomes: readonly StepOutcome[]): Promise<readonly Step[]> {
    this.shown.push(outcomes);
    return Promise.resolve(this.batches[this.shown.length] ?? []);
  }

  answer(conclusion: Conclusion): Promise<string> {
    this.conclusion = conclusion;
    return Promise.resolve(`answered after ${conclusion.outcomes.length} steps (${conclusion.stopped})`);
  }
}

export const status: Step = { tool: 'get_system_status', args: {}, reasoning: 'Look.' };
export const list: Step = { tool: 'run_command', args: { command: 'ls /sim', dry_run: false }, reasoning: 'List.' };
export const change: Step = { tool: 'update_config', args: { key: 'max_jobs', value: '20' }, reasoning: 'Set.' };
