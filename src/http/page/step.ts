// One step of a plan: the call, why, the policy's verdict, and what came of it.
import { effectMark } from '../../agent/step-effect.js';
import { h } from './dom.js';
import type { Explain } from './linked.js';
import { text } from './reading.js';
import { drawResult } from './results.js';
import type { PlannedStep, StepState, StepStatus } from './run-state.js';

export interface StepActions {
  readonly explain: Explain;
  /** Puts a command into the request field. */
  readonly useCommand: (command: string) => void;
}

/** What stands in the step's row. */
export function drawStep(step: StepState, number: number, status: StepStatus, actions: StepActions): readonly HTMLElement[] {
  const { verdict, reasoning } = step;
  const mark = effectMark(step);
  const badges = h('span', { class: 'step-badges' }, mark !== undefined && h('span', { class: 'badge warn' }, mark), verdict?.allowed === true && h('span', { class: 'badge ok' }, 'policy allows'), h('span', { class: `badge ${BADGES[status]}` }, wordsOf(step, status)));
  return [
    h('span', { class: 'step-number', 'aria-hidden': 'true' }, number),
    h('div', { class: 'step-body' }, h('div', { class: 'step-head' }, drawCall(step), badges), h('p', { class: 'reasoning' }, reasoning), outcome(step, actions)),
  ];
}

const BADGES: Readonly<Record<StepStatus, string>> = { planned: '', waiting: '', running: 'info', done: 'ok', judged: '', refused: 'bad', failed: 'bad', 'not run': 'warn' };

function wordsOf({ verdict }: StepState, status: StepStatus): string {
  return status === 'refused' ? `policy refuses: ${verdict?.rule ?? ''}` : status;
}

/** A command as it is; other calls with their arguments. */
export function drawCall(call: Call): HTMLElement {
  const { name, args } = partsOf(call);
  return h('span', { class: 'call' }, name, args !== '' && h('span', { class: 'args' }, ` ${args}`));
}

export function callText(call: Call): string {
  const { name, args } = partsOf(call);
  return `${name} ${args}`.trim();
}

type Call = Pick<PlannedStep, 'tool' | 'args'>;

function partsOf({ tool, args }: Call): { readonly name: string; readonly args: string } {
  const command = args['command'];
  if (tool === 'run_command' && typeof command === 'string') return { name: command, args: '' };
  return { name: tool, args: Object.entries(args).map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`).join(' ') };
}

function outcome({ tool, action, verdict }: StepState, actions: StepActions): HTMLElement | null {
  if (action?.success === true) return h('div', { class: 'step-result' }, drawResult(tool, action.result, actions.explain));
  const suggestion = text(action?.error['suggestion']) ?? text(verdict?.suggestion);
  if (verdict?.allowed === false) return refusal(verdict.rule, verdict.reason, suggestion, actions);
  return action === undefined ? null : refusal(action.error.code, action.error.message, suggestion, actions);
}

function refusal(rule: string, reason: string, suggestion: string | null, { useCommand }: StepActions): HTMLElement {
  return h(
    'div',
    { class: 'step-result refusal' },
    h('p', {}, h('span', { class: 'rule' }, rule), ` ${reason}`),
    suggestion !== null &&
      h('p', { class: 'suggestion' }, 'What would pass:', h('code', {}, suggestion), h('button', { type: 'button', class: 'quiet', onclick: () => useCommand(suggestion) }, 'Ask for this')),
  );
}
