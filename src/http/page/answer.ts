// The answer on the page: its blocks as paragraphs, lists and quotations, its ids linked to their meaning.
import { blocks, type Block } from './answer-blocks.js';
import { h, type Child } from './dom.js';
import { linked, type Explain } from './linked.js';

/** Longer quotations are folded. */
const QUOTE_LINES = 8;

/** @param folded whether everything after the first paragraph stands back. */
export function drawAnswer(answer: string, folded: boolean, explain: Explain): HTMLElement {
  const [first, ...rest] = blocks(answer).map((block) => drawBlock(block, explain));
  if (first === undefined || rest.length === 0 || !folded) return h('div', { class: 'answer' }, first, ...rest);
  return h('div', { class: 'answer' }, first, h('details', {}, h('summary', {}, h('span', { class: 'hint' }, 'The whole answer in words')), h('div', { class: 'answer' }, ...rest)));
}

function drawBlock({ kind, lines }: Block, explain: Explain): HTMLElement {
  if (kind === 'quote') return drawQuote(lines, explain);
  if (kind === 'title') return h('p', {}, ...lines.map((line) => h('strong', {}, ...inline(line, explain))));
  if (kind === 'text') return h('p', {}, ...lines.flatMap((line) => inline(line, explain)));
  const items = lines.map((line) => h('li', {}, ...inline(line, explain)));
  return kind === 'bullets' ? h('ul', {}, ...items) : h('ol', {}, ...items);
}

/** A long one is folded: the whole log stands with its step. */
function drawQuote(lines: readonly string[], explain: Explain): HTMLElement {
  const quote = h('pre', { class: 'quote', tabindex: 0, role: 'group', 'aria-label': 'Quoted lines' }, ...lines.flatMap((line) => [...linked(line, explain), '\n']));
  if (lines.length <= QUOTE_LINES) return quote;
  return h('details', {}, h('summary', {}, h('span', { class: 'hint' }, `${lines.length} quoted lines`)), quote);
}

/** `code` stands between backticks, **what matters** between pairs of asterisks. */
function inline(line: string, explain: Explain): Child[] {
  return line.split(/(`[^`]+`|\*\*[^*]+\*\*)/).flatMap((part, index) => {
    if (index % 2 === 0) return linked(part, explain);
    return part.startsWith('`') ? [h('code', {}, part.slice(1, -1))] : [h('strong', {}, ...linked(part.slice(2, -2), explain))];
  });
}
