// What the suite found against what the baseline excuses: nothing fails unexcused, and no excuse outlives its failure. Pure.
import { z } from 'zod';
import type { Check } from './suite.js';

/** Why checks, named `scenario:check`, cannot pass against a target. Whether a message is valid is never excused. */
export const baselineSchema = z.array(
  z.strictObject({
    reason: z.string().min(20),
    checks: z.array(z.string().regex(/^[\w-]+:(?!wire-schema)[\w$-]+$/)).min(1),
  }),
);

export type Baseline = z.infer<typeof baselineSchema>;

export interface Judgement {
  readonly passed: readonly string[];
  readonly excused: readonly string[];
  /** One sentence each; the run is good when there is none. */
  readonly problems: readonly string[];
}

/** @param scenarios all that had to run */
export function judge(scenarios: readonly string[], found: ReadonlyMap<string, readonly Check[]>, baseline: Baseline): Judgement {
  const excuses = baseline.flatMap(({ checks }) => checks);
  const problems = [
    ...scenarios.filter((scenario) => (found.get(scenario) ?? []).length === 0).map((scenario) => `${scenario} did not run.`),
    ...[...found.keys()].filter((scenario) => !scenarios.includes(scenario)).map((scenario) => `${scenario} ran, but is not in the list.`),
    ...excuses.filter((name, at) => excuses.indexOf(name) !== at).map((name) => `${name} is in the baseline twice.`),
  ];
  const passed: string[] = [];
  const excused: string[] = [];
  const results = worst(found);
  for (const [name, { status, errorMessage }] of results) {
    if (status === 'SUCCESS') passed.push(name);
    else if (excuses.includes(name)) excused.push(name);
    else problems.push(`${name} is ${status}: ${errorMessage ?? 'no message'}`);
  }
  for (const name of excuses) {
    if (results.get(name)?.status === 'SUCCESS') problems.push(`${name} passes: take it out of the baseline.`);
    else if (!results.has(name)) problems.push(`${name} is in the baseline, but the suite has no such check any more.`);
  }
  return { passed, excused, problems };
}

const GRAVITY = ['SUCCESS', 'SKIPPED', 'WARNING', 'FAILURE'] as const;

/** A check that ran several times counts by its worst run; what only informs does not count. */
function worst(found: ReadonlyMap<string, readonly Check[]>): Map<string, Check> {
  const results = new Map<string, Check>();
  for (const [scenario, checks] of found) {
    for (const check of checks) {
      if (check.status === 'INFO') continue;
      const name = `${scenario}:${check.id}`;
      const before = results.get(name);
      if (before === undefined || gravity(check) > gravity(before)) results.set(name, check);
    }
  }
  return results;
}

function gravity({ status }: Check): number {
  return GRAVITY.findIndex((one) => one === status);
}
