// The dialog that says what a message id or an abend code means, from the server's knowledge.
import type { Explanation } from '../contract.js';
import { getJson } from './api.js';
import { h, replace } from './dom.js';
import type { Explain } from './linked.js';
import { describe } from './notice.js';
import { RequestFailed } from './problem.js';

/** A modal dialog: the browser keeps the focus inside, closes it on Esc and gives the focus back. */
export function createExplain(dialog: HTMLDialogElement): Explain {
  const known = new Map<string, Explanation>();
  const title = h('h2', { id: 'explain-title' });
  const content = h('div', { 'aria-live': 'polite' });
  dialog.append(title, content, h('button', { type: 'button', class: 'primary', autofocus: true, onclick: () => dialog.close() }, 'Close'));
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close(); // the backdrop
  });
  let wanted = '';
  return (id) => {
    wanted = id;
    replace(title, id);
    replace(content, h('p', { class: 'hint' }, 'Looking it up'));
    dialog.showModal();
    void meaning(id).then((drawn) => {
      if (wanted === id) replace(content, drawn);
    });
  };

  async function meaning(id: string): Promise<Node> {
    try {
      const answer = known.get(id) ?? ((await getJson(`/explain/${encodeURIComponent(id)}`)) as Explanation);
      known.set(id, answer);
      return drawMeaning(answer);
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      return h('p', {}, describe(error.problem));
    }
  }
}

function drawMeaning({ meaning, causes, check }: Explanation): HTMLElement {
  const rows = [
    ['Meaning', meaning],
    ['Usual causes', causes],
    ['Check next', check],
  ].flatMap(([name, words]) => (words === null ? [] : [h('dt', {}, name), h('dd', {}, words)]));
  return h('dl', {}, ...rows);
}
