// Steps that change something and were thought of on the way: each needs its own yes, and shows exactly what would run.
import { h, replace } from './dom.js';
import type { PlannedStep } from './run-state.js';
import { callText, drawCall } from './step.js';

/** @param approve takes the places of the approved steps; they run together, once. */
export function drawApprovals(pending: readonly PlannedStep[], decided: boolean, approve: (steps: readonly number[]) => void): HTMLElement | null {
  if (pending.length === 0) return null;
  if (decided) return h('p', { class: 'hint' }, 'What you approved was carried out as a request of its own; see This session.');
  const boxes = pending.map((step) => h('input', { type: 'checkbox', 'aria-label': `Approve step: ${callText(step)}`, onchange: count }));
  const button = h('button', { type: 'button', class: 'primary', onclick: () => approve(chosen()) });
  const chosen = (): readonly number[] => boxes.flatMap(({ checked }, index) => (checked ? [index] : []));
  function count(): void {
    const { length } = chosen();
    button.disabled = length === 0;
    replace(button, length === 0 ? 'Run approved steps' : `Run ${length === 1 ? 'the approved step' : `${length} approved steps`}`);
  }
  count();
  return h(
    'section',
    { class: 'card approvals', 'aria-label': 'Waiting for your approval' },
    h('h3', {}, 'Waiting for your approval'),
    h('p', { class: 'hint' }, 'These steps change something or run a command, and were not in the plan. None has run.'),
    h('ol', { class: 'steps' }, ...pending.map((step, index) => drawOne(step, boxes[index]))),
    h('div', { class: 'plan-actions' }, button, h('span', { class: 'hint' }, 'Exactly what you approve runs; the policy judges it once more. What you leave out is dropped.')),
  );
}

function drawOne(step: PlannedStep, box: HTMLInputElement | undefined): HTMLElement {
  return h('li', { class: 'approval' }, h('div', {}, drawCall(step), h('p', { class: 'reasoning' }, step.reasoning)), h('label', {}, box, ' Approve'));
}
