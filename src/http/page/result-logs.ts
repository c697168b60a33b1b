// A page of a log: one row a line, coloured by how grave it is, with a filter. Nothing of a line is left out unseen.
import { h, replace } from './dom.js';
import { linked, type Explain } from './linked.js';
import { clock, figure, text, texts, type Json } from './reading.js';
import { severities, type Severity } from './severity.js';

/** Longer lines are folded until somebody asks for the whole; characters. */
const LINE_CHARS = 600;
const STANDS_OUT: readonly Severity[] = ['error', 'warning'];

interface Row {
  readonly severity: Severity;
  readonly line: string;
  readonly element: HTMLElement;
}

export function logsResult(result: Json, explain: Explain): HTMLElement | null {
  const { source, lines: raw, count, truncated, first_time: first, last_time: last, next } = result;
  if (!Array.isArray(raw)) return null;
  const lines = texts(raw);
  const grave = severities(lines);
  const rows = lines.map((line, index): Row => {
    const severity = grave[index] ?? 'plain';
    return { severity, line, element: drawLine(line, severity, explain) };
  });
  const times = [...new Set([text(first), text(last)].flatMap((time) => (time === null ? [] : [clock(time)])))];
  const name = `${text(source) ?? 'log'}: ${figure(count)} ${count === 1 ? 'record' : 'records'}${times.length === 0 ? '' : `, ${times.join(' to ')}`}`;
  const list = h('ol', { class: 'log', tabindex: 0, role: 'list', 'aria-label': name }, ...rows.map(({ element }) => element));
  // The newest record stands last.
  if (count !== 1) requestAnimationFrame(() => list.scrollTo({ top: list.scrollHeight, behavior: 'instant' }));
  return h(
    'div',
    { class: 'logs' },
    h('div', { class: 'log-head' }, h('p', { class: 'about' }, name, truncated === true ? ', more match' : ''), ...(lines.length === 0 ? [] : [controls(rows, list)])),
    lines.length === 0 ? h('p', { class: 'hint' }, 'No record matches.') : list,
    text(next) === null ? null : h('p', { class: 'hint' }, text(next)),
  );
}

const LABEL: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: '', plain: '' };

function drawLine(line: string, severity: Severity, explain: Explain): HTMLElement {
  const body = h('span', { class: 'line' }, ...linked(line.slice(0, LINE_CHARS), explain));
  const rest = line.length - LINE_CHARS;
  if (rest > 0) {
    const more = h('button', { type: 'button', class: 'quiet', onclick: () => replace(body, ...linked(line, explain)) }, `… show ${figure(rest)} more characters`);
    body.append(more);
  }
  return h('li', { class: severity }, LABEL[severity] === '' ? null : h('span', { class: 'unseen-label' }, `${LABEL[severity]}: `), body);
}

function controls(rows: readonly Row[], list: HTMLElement): HTMLElement {
  const shown = h('span', { class: 'hint', role: 'status' });
  const wanted = h('input', { type: 'search', 'aria-label': 'Show lines that contain', placeholder: 'Filter lines', oninput: apply });
  const outstanding = rows.filter(({ severity }) => STANDS_OUT.includes(severity)).length;
  const only = h('input', { type: 'checkbox', onchange: apply });
  const wrap = h('input', { type: 'checkbox', onchange: () => list.classList.toggle('wrapped', wrap.checked) });
  function apply(): void {
    const search = wanted.value.toLowerCase();
    let count = 0;
    for (const { line, severity, element } of rows) {
      const matches = line.toLowerCase().includes(search) && (!only.checked || STANDS_OUT.includes(severity));
      element.hidden = !matches;
      if (matches) count += 1;
    }
    replace(shown, count === rows.length ? '' : `${figure(count)} of ${figure(rows.length)} lines`);
  }
  return h(
    'div',
    { class: 'log-controls' },
    shown,
    wanted,
    outstanding === 0 ? null : h('label', {}, only, ` Errors and warnings (${figure(outstanding)})`),
    h('label', {}, wrap, ' Wrap'),
  );
}
