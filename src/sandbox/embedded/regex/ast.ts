// A regular expression as a tree over bytes: what the parsers make and the matchers read.
import type { ByteSet } from './byte-set.js';

/** Conditions on the bytes before and behind a position of a line. */
export type Assertion = 'line-start' | 'line-end' | 'word-start' | 'word-end' | 'boundary' | 'no-boundary' | 'no-word-before' | 'no-word-behind';

export type Node =
  | { readonly type: 'set'; readonly set: ByteSet }
  | { readonly type: 'assert'; readonly assertion: Assertion }
  | { readonly type: 'sequence'; readonly items: readonly Node[] }
  | { readonly type: 'choice'; readonly items: readonly Node[] }
  | { readonly type: 'repeat'; readonly item: Node; readonly min: number; readonly max: number }
  | { readonly type: 'group'; readonly item: Node; readonly index: number }
  | { readonly type: 'reference'; readonly index: number };

export const EMPTY: Node = { type: 'sequence', items: [] };

export const sequence = (items: readonly Node[]): Node => (items.length === 1 && items[0] !== undefined ? items[0] : { type: 'sequence', items });

export const choice = (items: readonly Node[]): Node => (items.length === 1 && items[0] !== undefined ? items[0] : { type: 'choice', items });

export const assertion = (kind: Assertion): Node => ({ type: 'assert', assertion: kind });

/** Whether it may match no byte at all. */
export function canBeEmpty(node: Node): boolean {
  switch (node.type) {
    case 'set':
      return false;
    case 'sequence':
      return node.items.every(canBeEmpty);
    case 'choice':
      return node.items.some(canBeEmpty);
    case 'repeat':
      return node.min === 0 || canBeEmpty(node.item);
    case 'group':
      return canBeEmpty(node.item);
    case 'assert':
    case 'reference':
      return true;
  }
}

export const hasReference = (node: Node): boolean => holds(node, ({ type }) => type === 'reference');

/** Whether a repeated part of it holds an anchor or a word boundary. */
export const repeatsAssertion = (node: Node): boolean =>
  holds(node, (part) => part.type === 'repeat' && holds(part.item, ({ type }) => type === 'assert'));

function holds(node: Node, is: (part: Node) => boolean): boolean {
  if (is(node)) return true;
  switch (node.type) {
    case 'sequence':
    case 'choice':
      return node.items.some((item) => holds(item, is));
    case 'repeat':
    case 'group':
      return holds(node.item, is);
    case 'set':
    case 'assert':
    case 'reference':
      return false;
  }
}
