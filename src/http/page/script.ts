// The plan as a script to read and to take along.
import { copyButton } from './copy.js';
import { h } from './dom.js';

export function drawScript(script: string, announce: (text: string) => void): HTMLElement {
  return h(
    'details',
    { class: 'card' },
    h('summary', {}, h('h3', {}, 'Script'), h('span', { class: 'hint' }, 'the plan’s commands, commented')),
    h('div', { class: 'script' }, h('pre', { class: 'output', tabindex: 0, role: 'group', 'aria-label': 'Script' }, script), h('p', {}, copyButton('Copy script', 'Copy script', script, announce))),
  );
}
