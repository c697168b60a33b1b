// One request on the page: what was asked, the answer, the plan with its results, approvals, the script, the trail.
import { drawAnswer } from './answer.js';
import { drawApprovals } from './approvals.js';
import { h } from './dom.js';
import { drawFacts } from './facts.js';
import { drawNotice, type NoticeActions } from './notice.js';
import { createPlan, type PlanActions } from './plan.js';
import type { RunState } from './run-state.js';
import { drawScript } from './script.js';
import { slot } from './slot.js';
import { drawTrail } from './trail.js';

export interface RunActions extends NoticeActions, PlanActions {
  /** @param steps places in the pending approvals. */
  readonly approve: (steps: readonly number[]) => void;
  readonly announce: (text: string) => void;
}

interface ShownAnswer {
  readonly answer: string;
  readonly folded: boolean;
}

export interface RunView {
  readonly element: HTMLElement;
  /** Takes the focus when the view is opened by hand. */
  readonly heading: HTMLElement;
  readonly show: (state: RunState) => void;
}

export function createRunView(message: string, actions: RunActions): RunView {
  const { explain, announce } = actions;
  const heading = h('h2', { id: 'run-title', tabindex: -1 }, message);
  const facts = slot((state: RunState) => drawFacts(state, announce));
  const notice = slot(({ problem, mode }: RunState) => problem && drawNotice(problem, mode, actions), (a, b) => a.problem === b.problem);
  const activity = slot((text: string) => (text === '' ? null : h('p', { class: 'activity' }, text)));
  const answer = slot(
    ({ answer: text, folded }: ShownAnswer) => (text === '' ? null : h('section', { class: 'card', 'aria-label': 'Answer' }, drawAnswer(text, folded, explain))),
    (a, b) => a.answer === b.answer && a.folded === b.folded,
  );
  const plan = createPlan(actions);
  const approvals = slot(
    ({ pending, phase, decided }: RunState) => (phase === 'busy' ? null : drawApprovals(pending, decided, actions.approve)),
    (a, b) => a.pending === b.pending && a.phase === b.phase && a.decided === b.decided,
  );
  const script = slot((text: string | null) => (text === null ? null : drawScript(text, announce)));
  const trail = slot((traceId: string | null) => (traceId === null ? null : drawTrail(traceId)));
  const parts = [notice, activity, answer, approvals, plan, script, trail].map(({ element }) => element);
  return {
    element: h('article', { class: 'run', 'aria-labelledby': 'run-title' }, h('header', { class: 'run-head' }, heading, facts.element), ...parts),
    heading,
    show: (state) => {
      facts.show(state);
      notice.show(state);
      activity.show(state.activity);
      answer.show({ answer: state.answer, folded: isDrawnBelow(state) });
      plan.show(state);
      approvals.show(state);
      script.show(state.script);
      trail.show(state.phase === 'busy' ? null : state.traceId);
    },
  };
}

/** A status is easier to take in as gauges than in words: then the words stand back. */
function isDrawnBelow({ phase, steps }: RunState): boolean {
  return phase === 'ended' && steps !== null && steps.length > 0 && steps.every(({ tool, action }) => tool === 'get_system_status' && action?.success === true);
}
