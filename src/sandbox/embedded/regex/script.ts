// Trees with back-references, and Perl expressions, run on JavaScript's own engine: lines become byte strings, sets become
// classes of escapes, so that no rule of Unicode applies. It backtracks: the command's time-out is the bound.
import { Unsupported } from '../unsupported.js';
import type { Assertion, Node } from './ast.js';
import type { ByteSet } from './byte-set.js';

const ASSERTIONS: Readonly<Record<Assertion, string>> = {
  'line-start': '^',
  'line-end': '$',
  'word-start': '\\b(?=\\w)',
  'word-end': '\\b(?<=\\w)',
  boundary: '\\b',
  'no-boundary': '\\B',
  'no-word-before': '(?<!\\w)',
  'no-word-behind': '(?!\\w)',
};

/** Largest count that JavaScript's engine takes without unfolding trouble. */
const LARGEST_COUNT = 32767;

const hex = (byte: number): string => `\\x${byte.toString(16).padStart(2, '0')}`;

export function setSource(set: ByteSet): string {
  let out = '';
  for (let from = 0; from < 256; from += 1) {
    if (set[from] !== 1) continue;
    let to = from;
    while (set[to + 1] === 1) to += 1;
    out += to === from ? hex(from) : `${hex(from)}-${hex(to)}`;
    from = to;
  }
  return out === '' ? '[]' : `[${out}]`;
}

export const countSource = (min: number, max: number): string => `{${Math.min(min, LARGEST_COUNT)},${max === Infinity ? '' : max}}`;

/**
 * The source of a JavaScript expression that matches the same lines. Which part of a line it matches may differ (POSIX
 * takes the longest), so it answers whether, not where.
 * @throws Unsupported when a group that is referred to may be left out or run again: the engines disagree on its value.
 */
export function lineSource(tree: Node): string {
  checkReferences(tree, new Set());
  return source(tree);
}

function source(node: Node): string {
  switch (node.type) {
    case 'set':
      return setSource(node.set);
    case 'assert':
      return ASSERTIONS[node.assertion];
    case 'sequence':
      return node.items.map(source).join('');
    case 'choice':
      return `(?:${node.items.map(source).join('|')})`;
    case 'repeat':
      return `(?:${source(node.item)})${countSource(node.min, node.max)}`;
    case 'group':
      return `(${source(node.item)})`;
    case 'reference':
      return `(?:\\${node.index})`;
  }
}

/** @param certain groups that have surely matched before `node`. @returns the same for what comes behind it. */
function checkReferences(node: Node, certain: ReadonlySet<number>): ReadonlySet<number> {
  switch (node.type) {
    case 'reference':
      if (!certain.has(node.index)) throw new Unsupported('A back-reference to a group that may be left out or repeated');
      return certain;
    case 'sequence':
      return node.items.reduce((known, item) => checkReferences(item, known), certain);
    case 'choice':
      for (const item of node.items) checkReferences(item, certain);
      return certain;
    case 'repeat':
      checkReferences(node.item, certain);
      return certain;
    case 'group':
      return new Set([...checkReferences(node.item, certain), node.index]);
    case 'set':
    case 'assert':
      return certain;
  }
}
