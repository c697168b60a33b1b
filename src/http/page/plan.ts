// The plan: its steps with verdicts and results, and the button that runs exactly this plan.
import { h } from './dom.js';
import { statusOf, type RunState, type StepState, type StepStatus } from './run-state.js';
import { slot, type Slot } from './slot.js';
import { drawStep, type StepActions } from './step.js';

export interface PlanActions extends StepActions {
  readonly runPlan: () => void;
}

export function createPlan(actions: PlanActions): Slot<RunState> {
  const list = h('ol', { class: 'steps' });
  const rows: Slot<{ readonly step: StepState; readonly status: StepStatus }>[] = [];
  const foot = slot((offer: Offer) => drawOffer(offer, actions.runPlan));
  const card = h('section', { class: 'card', 'aria-label': 'Plan' }, h('h3', {}, 'Plan'), list, foot.element);
  const element = h('div', { class: 'slot' });
  return {
    element,
    show: (state) => {
      const steps = state.steps ?? [];
      for (const row of rows.splice(steps.length)) row.element.remove();
      steps.forEach((step, index) => {
        const row = (rows[index] ??= newRow(index));
        row.show({ step, status: statusOf(step, state) });
      });
      foot.show(offerOf(state, steps));
      // Taken out only when there is nothing to show: what is put in anew loses focus and scrolling.
      if (steps.length === 0) card.remove();
      else if (card.parentNode === null) element.append(card);
    },
  };

  function newRow(index: number): Slot<{ readonly step: StepState; readonly status: StepStatus }> {
    const row = slot(
      ({ step, status }: { readonly step: StepState; readonly status: StepStatus }) => drawStep(step, index + 1, status, actions),
      (a, b) => a.step === b.step && a.status === b.status,
      h('li', { class: 'step' }),
    );
    list.append(row.element);
    return row;
  }
}

type Offer = 'none' | 'run' | 'all refused' | 'carried out';

function offerOf({ mode, phase, problem, traceId, decided }: RunState, steps: readonly StepState[]): Offer {
  if (mode !== 'plan_only' || phase === 'busy' || problem !== null || traceId === null) return 'none';
  if (decided) return 'carried out';
  return steps.every(({ verdict }) => verdict?.allowed === false) ? 'all refused' : 'run';
}

function drawOffer(offer: Offer, runPlan: () => void): HTMLElement | null {
  if (offer === 'none') return null;
  if (offer === 'carried out') return h('p', { class: 'plan-actions hint' }, 'Carried out as a request of its own; see This session.');
  if (offer === 'all refused') return h('p', { class: 'plan-actions hint' }, 'Nothing of this plan can run: the policy refuses every step.');
  return h(
    'div',
    { class: 'plan-actions' },
    h('button', { type: 'button', class: 'primary', onclick: runPlan }, 'Run this plan'),
    h('span', { class: 'hint' }, 'Nothing has run so far. Exactly these steps run; the policy judges each once more.'),
  );
}
