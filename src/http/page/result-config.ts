// A change of the configuration: the key, its old value and its new one.
import { h } from './dom.js';
import { text, type Json } from './reading.js';

export function configResult({ key, value, previous }: Json): HTMLElement | null {
  if (typeof key !== 'string') return null;
  return h(
    'dl',
    { class: 'change' },
    h('div', {}, h('dt', {}, 'Setting'), h('dd', {}, h('code', {}, key))),
    h('div', {}, h('dt', {}, 'Before'), h('dd', { class: 'old' }, text(previous) === null ? h('span', { class: 'hint' }, 'not set') : h('code', {}, text(previous)))),
    h('div', {}, h('dt', {}, 'Now'), h('dd', { class: 'new' }, h('code', {}, shownValue(value)))),
  );
}

function shownValue(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
