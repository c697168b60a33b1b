// Plans that people have seen and may still have carried out: bounded, for a while, each at most once.
import type { KeptPlan } from '../agent/kept-plan.js';
import { LIMITS } from '../limits.js';
import { HttpProblem } from './problem.js';

export interface Plans {
  keep(traceId: string, plan: KeptPlan): void;
  /** The plan with these of its steps, all when undefined; it stays. @throws HttpProblem 404, 422 */
  find(traceId: string, steps: readonly number[] | undefined): KeptPlan;
  /** Takes the plan away; false when another was faster. */
  take(traceId: string): boolean;
}

/** @param now milliseconds of a clock that only goes forward */
export function createPlans(now: () => number = () => performance.now()): Plans {
  const kept = new Map<string, { readonly plan: KeptPlan; readonly until: number }>();
  return {
    keep(traceId, plan) {
      kept.set(traceId, { plan, until: now() + LIMITS.httpPlanMs });
      for (const [id, { until }] of kept) {
        if (until > now() && kept.size <= LIMITS.httpPlans) break;
        kept.delete(id);
      }
    },
    find(traceId, wanted) {
      const found = kept.get(traceId);
      if (found === undefined || found.until <= now()) throw unknownPlan();
      const { plan } = found;
      const missing = wanted?.filter((index) => index >= plan.steps.length) ?? [];
      if (missing.length > 0)
        throw new HttpProblem(422, 'invalid_request', `There is no step ${missing.join(', ')}; the plan has ${plan.steps.length}, counted from 0.`, {
          errors: [{ field: 'steps', reason: `names ${missing.join(', ')}, and the plan has ${plan.steps.length} steps, counted from 0` }],
        });
      return wanted === undefined ? plan : { ...plan, steps: plan.steps.filter((_, index) => wanted.includes(index)) };
    },
    take: (traceId) => kept.delete(traceId),
  };
}

export function unknownPlan(): HttpProblem {
  return new HttpProblem(404, 'unknown_plan', 'There is no plan to carry out under this trace id: it was carried out already, is too old, or another server made it. Ask again.');
}
