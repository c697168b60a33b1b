// The requests of this session, newest first; choosing one shows it again.
import { byId, h } from './dom.js';
import { MODE_NAMES } from './facts.js';
import { clock } from './reading.js';
import { summary, type RunState } from './run-state.js';
import { slot, type Slot } from './slot.js';

export interface Entry {
  readonly state: RunState;
  readonly current: boolean;
}

export type HistoryRow = Slot<Entry>;

/** Its row stays the same element while what it says changes: a click or the focus is not lost to an event. */
export function addToHistory(open: () => void): HistoryRow {
  byId('history-empty', HTMLElement).hidden = true;
  const asked = h('span', { class: 'asked' });
  const what = h('span', { class: 'what' });
  const button = h('button', { type: 'button', onclick: open }, asked, what);
  const message = slot((text: string) => text, Object.is, asked);
  const words = slot((text: string) => text, Object.is, what);
  const element = h('li', {}, button);
  byId('history', HTMLOListElement).prepend(element);
  return {
    element,
    show: ({ state, current }) => {
      message.show(state.message);
      words.show(`${clock(state.startedAt.toTimeString())} · ${MODE_NAMES[state.mode]} · ${summary(state)}`);
      if (current) button.setAttribute('aria-current', 'true');
      else button.removeAttribute('aria-current');
    },
  };
}
