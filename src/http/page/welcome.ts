// What stands in the place of a result before anything was asked.
import { h } from './dom.js';

export function drawWelcome(): HTMLElement {
  const point = (name: string, text: string): HTMLElement[] => [h('dt', {}, name), h('dd', {}, text)];
  return h(
    'dl',
    { class: 'welcome' },
    ...point('Plan only', 'You see the steps and the policy’s verdict on each. Nothing runs until you run the plan.'),
    ...point('Execute', 'The steps run in order, each judged by the policy first. A change that was not in the plan waits for your approval.'),
    ...point('Always', 'Commands read a copy of the data in a sandbox. Every call is in the audit trail before it takes effect.'),
  );
}
