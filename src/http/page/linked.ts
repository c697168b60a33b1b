// Text in which message ids and abend codes open their meaning. The page has one dialog for it; `explain` shows it.
import { h, type Child } from './dom.js';
import { idsIn } from './message-ids.js';

export type Explain = (id: string) => void;

export function linked(text: string, explain: Explain): Child[] {
  const children: Child[] = [];
  let from = 0;
  for (const { id, at } of idsIn(text)) {
    children.push(text.slice(from, at), h('button', { type: 'button', class: 'id', 'aria-haspopup': 'dialog', onclick: () => explain(id) }, id));
    from = at + id.length;
  }
  return [...children, text.slice(from)];
}
