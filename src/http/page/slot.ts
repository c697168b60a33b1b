// A part of the page that is drawn anew only when what it shows has changed: focus and scrolling stay while events come in.
import { h, replace, type Child } from './dom.js';

export interface Slot<T> {
  readonly element: HTMLElement;
  readonly show: (value: T) => void;
}

/** @param element holds what is drawn; by default one that takes no part in the layout. */
export function slot<T>(draw: (value: T) => Child | readonly Child[], same: (a: T, b: T) => boolean = Object.is, element: HTMLElement = h('div', { class: 'slot' })): Slot<T> {
  let last: { readonly value: T } | undefined;
  return {
    element,
    show: (value) => {
      if (last !== undefined && same(last.value, value)) return;
      last = { value };
      replace(element, ...[draw(value)].flat());
    },
  };
}
