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
  /** @param index place in the pending approvals. */
  readonly approve: (index: number) => void;
  readonly announce: (text: string) => void;
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
  const answer = slot((text: string) => (text === '' ? null : h('section', { class: 'card', 'aria-label': 'Answer' }, drawAnswer(text, explain))));
  const plan = createPlan(actions);
  const approvals = slot(({ pending, phase }: RunState) => (phase === 'busy' ? null : drawApprovals(pending, actions.approve)), (a, b) => a.pending === b.pending && a.phase === b.phase);
  const script = slot((text: string | null) => (text === null ? null : drawScript(text, announce)));
  const trail = slot((traceId: string | null) => (traceId === null ? null : drawTrail(traceId)));
  const parts = [notice, activity, answer, plan, approvals, script, trail].map(({ element }) => element);
  return {
    element: h('article', { class: 'run', 'aria-labelledby': 'run-title' }, h('header', { class: 'run-head' }, heading, facts.element), ...parts),
    heading,
    show: (state) => {
      facts.show(state);
      notice.show(state);
      activity.show(state.activity);
      answer.show(state.answer);
      plan.show(state);
      approvals.show(state);
      script.show(state.script);
      trail.show(state.phase === 'busy' ? null : state.traceId);
    },
  };
}
