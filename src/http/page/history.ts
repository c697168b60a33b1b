// The requests of this session, newest first; choosing one shows it again.
import { byId, h, replace } from './dom.js';
import { MODE_NAMES } from './facts.js';
import { clock } from './reading.js';
import { summary, type RunState } from './run-state.js';

export interface Entry {
  readonly state: RunState;
  readonly current: boolean;
  readonly open: () => void;
}

export function drawHistory(entries: readonly Entry[]): void {
  byId('history-empty', HTMLElement).hidden = entries.length > 0;
  const list = byId('history', HTMLOListElement);
  const items = entries.map(({ state, current, open }) =>
    h(
      'li',
      {},
      h(
        'button',
        { type: 'button', 'aria-current': current ? 'true' : null, onclick: open },
        h('span', { class: 'asked' }, state.message),
        h('span', { class: 'what' }, `${clock(state.startedAt.toTimeString())} · ${MODE_NAMES[state.mode]} · ${summary(state)}`),
      ),
    ),
  );
  const focused = [...list.children].findIndex((item) => item.contains(document.activeElement));
  replace(list, ...items);
  items[focused]?.querySelector('button')?.focus();
}
