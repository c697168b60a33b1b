// The dialog that says what a message id or an abend code means, from the server's knowledge.
import { getJson } from './api.js';
import { h, replace } from './dom.js';
import type { Explain } from './linked.js';
import { describe } from './notice.js';
import { RequestFailed } from './problem.js';
import { isObject, text, type Json } from './reading.js';

/** A modal dialog: the browser keeps the focus inside, closes it on Esc and gives the focus back. */
export function createExplain(dialog: HTMLDialogElement): Explain {
  const known = new Map<string, Json>();
  const show = (id: string, ...content: readonly (Node | null)[]): void =>
    replace(
      dialog,
      h('h2', { id: 'explain-title' }, id),
      ...content,
      h('form', { method: 'dialog', onsubmit: close }, h('button', { type: 'submit', class: 'primary', autofocus: true }, 'Close')),
    );
  function close(event: Event): void {
    event.preventDefault();
    dialog.close();
  }
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close(); // the backdrop
  });
  return (id) => {
    show(id, h('p', { class: 'hint' }, 'Looking it up'));
    dialog.showModal();
    void meaning(id).then((content) => show(id, content));
  };

  async function meaning(id: string): Promise<Node> {
    try {
      const answer = known.get(id) ?? (await getJson(`/explain/${encodeURIComponent(id)}`));
      if (!isObject(answer)) throw new TypeError('The meaning of an id is not an object.');
      known.set(id, answer);
      return drawMeaning(answer);
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      return h('p', {}, describe(error.problem));
    }
  }
}

function drawMeaning(answer: Json): HTMLElement {
  const rows = [
    ['Meaning', answer['meaning']],
    ['Usual causes', answer['causes']],
    ['Check next', answer['check']],
  ].flatMap(([name, value]) => (text(value) === null ? [] : [h('dt', {}, text(name)), h('dd', {}, text(value))]));
  return h('dl', {}, ...rows);
}
