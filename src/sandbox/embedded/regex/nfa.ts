// A regular expression as a nondeterministic automaton over bytes (Thompson's construction).
import { Unsupported } from '../unsupported.js';
import type { Assertion, Node } from './ast.js';
import type { ByteSet } from './byte-set.js';

/** States of an automaton: a bound for what counted repetitions unfold to. */
const MAX_STATES = 50_000;

export type State =
  | { readonly type: 'match' }
  | { readonly type: 'byte'; readonly set: ByteSet; readonly next: number }
  | { readonly type: 'assert'; readonly assertion: Assertion; readonly next: number }
  | { readonly type: 'fork'; readonly next: readonly number[] };

export interface Nfa {
  readonly states: readonly State[];
  readonly start: number;
}

/** @throws Unsupported for an expression that is too large, or that refers back. */
export function compileNfa(tree: Node): Nfa {
  const states: State[] = [{ type: 'match' }];
  const add = (state: State): number => {
    if (states.length >= MAX_STATES) throw new Unsupported('A regular expression of this size');
    return states.push(state) - 1;
  };

  /** Builds `node` in front of the state `next`. */
  const build = (node: Node, next: number): number => {
    switch (node.type) {
      case 'set':
        return add({ type: 'byte', set: node.set, next });
      case 'assert':
        return add({ type: 'assert', assertion: node.assertion, next });
      case 'sequence':
        return node.items.reduceRight((after, item) => build(item, after), next);
      case 'choice':
        return add({ type: 'fork', next: node.items.map((item) => build(item, next)) });
      case 'group':
        return build(node.item, next);
      case 'repeat':
        return buildRepeat(node, next);
      case 'reference':
        throw new Unsupported('A back-reference here');
    }
  };

  const buildRepeat = ({ item, min, max }: Node & { type: 'repeat' }, next: number): number => {
    let start = next;
    if (max === Infinity) {
      const exits: number[] = [next];
      start = add({ type: 'fork', next: exits });
      exits.push(build(item, start));
    } else {
      for (let count = min; count < max; count += 1) start = add({ type: 'fork', next: [next, build(item, start)] });
    }
    for (let count = 0; count < min; count += 1) start = build(item, start);
    return start;
  };

  const start = build(tree, 0);
  return { states, start };
}
