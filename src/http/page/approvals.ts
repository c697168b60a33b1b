// Steps that change something and were thought of on the way: each waits for its own yes, and shows exactly what would run.
import { h } from './dom.js';
import type { PlannedStep } from './run-state.js';
import { drawCall } from './step.js';

export function drawApprovals(pending: readonly PlannedStep[], approve: (index: number) => void): HTMLElement | null {
  if (pending.length === 0) return null;
  return h(
    'section',
    { class: 'card approvals', 'aria-label': 'Waiting for your approval' },
    h('h3', {}, 'Waiting for your approval'),
    h('p', { class: 'hint' }, 'These steps change something and were not in the plan. None has run.'),
    h('ol', { class: 'steps' }, ...pending.map((step, index) => drawOne(step, () => approve(index)))),
  );
}

function drawOne(step: PlannedStep, approve: () => void): HTMLElement {
  const button = h('button', { type: 'button', class: 'primary', onclick: approve }, 'Approve and run');
  return h('li', { class: 'approval' }, h('div', {}, drawCall(step), h('p', { class: 'reasoning' }, step.reasoning)), button);
}
