// The line of facts under a request: mode, state, planner, trace id.
import { copyButton } from './copy.js';
import { h, type Child } from './dom.js';
import { clock } from './reading.js';
import { summary, type Mode, type RunState } from './run-state.js';

export const MODE_NAMES: Readonly<Record<Mode, string>> = { plan_only: 'Plan only', execute_safe: 'Execute' };

export function drawFacts(state: RunState, announce: (text: string) => void): HTMLElement {
  const { mode, startedAt, traceId, audit } = state;
  const rows: readonly (readonly [string, ...Child[]])[] = [
    ['Mode', MODE_NAMES[mode]],
    ['State', summary(state)],
    ['Asked', clock(startedAt.toTimeString())],
    ...(audit === null ? [] : [['Planner', [audit.planner, audit.model].filter((part) => part !== null).join(' ')] as const]),
    ...(traceId === null ? [] : [['Trace', h('span', { class: 'trace' }, traceId), copyButton('Copy', 'Copy the trace id', traceId, announce)] as const]),
  ];
  return h('dl', { class: 'facts' }, ...rows.map(([name, ...value]) => h('div', {}, h('dt', {}, name), h('dd', {}, ...value))));
}
