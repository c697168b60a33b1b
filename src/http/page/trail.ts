// The audit trail of one request, read from the server when somebody opens it.
import type { AuditTrail } from '../contract.js';
import { getJson } from './api.js';
import { h, replace } from './dom.js';
import { describe } from './notice.js';
import { RequestFailed } from './problem.js';
import { clock, figure } from './reading.js';

export function drawTrail(traceId: string): HTMLElement {
  const content = h('div', { class: 'trail' });
  let asked = false;
  const details: HTMLDetailsElement = h(
    'details',
    {
      class: 'card',
      ontoggle: () => {
        if (details.open && !asked) void load();
      },
    },
    h('summary', {}, h('h3', {}, 'Audit trail'), h('span', { class: 'hint' }, 'what the server recorded of this request')),
    content,
  );
  async function load(): Promise<void> {
    asked = true;
    replace(content, h('p', { class: 'hint' }, 'Reading the trail'));
    try {
      replace(content, ...drawRecords((await getJson(`/audit/${traceId}`)) as AuditTrail));
    } catch (error) {
      asked = false;
      if (!(error instanceof RequestFailed)) throw error;
      replace(content, h('p', {}, describe(error.problem)), h('button', { type: 'button', onclick: () => void load() }, 'Try again'));
    }
  }
  return details;
}

const COLUMNS = ['No.', 'Time', 'Event', 'Tool', 'Arguments', 'Outcome', 'Took', 'Hash'] as const;

function drawRecords({ records, truncated }: AuditTrail): readonly HTMLElement[] {
  if (records.length === 0) return [h('p', { class: 'hint' }, 'Nothing: this request called no tool.')];
  const head = h('thead', {}, h('tr', {}, ...COLUMNS.map((name) => h('th', { scope: 'col' }, name))));
  const table = h('table', {}, head, h('tbody', {}, ...records.map(drawRecord)));
  const scroll = h('div', { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': 'Audit records' }, table);
  return truncated ? [scroll, h('p', { class: 'hint' }, 'More of this request may be recorded than is shown; zops-mcp audit tail shows the whole trail.')] : [scroll];
}

function drawRecord(record: AuditTrail['records'][number]): HTMLElement {
  const { seq, time, event, tool, args = {}, allowed, rule, outcome, code, duration_ms: took, hash } = record;
  const given = Object.entries(args).map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const came = [allowed === undefined ? '' : allowed ? 'allowed' : 'refused', rule === 'allowed' ? '' : rule, outcome, code].filter((part) => part !== undefined && part !== '');
  return h(
    'tr',
    {},
    h('td', {}, figure(seq)),
    h('td', { class: 'nowrap' }, clock(time)),
    h('td', {}, event),
    h('td', { class: 'mono nowrap' }, tool),
    h('td', { class: 'mono wide' }, given.join(' ')),
    h('td', {}, [...new Set(came)].join(', ')),
    h('td', { class: 'nowrap' }, took === undefined ? '' : `${figure(took)} ms`),
    h('td', { class: 'mono nowrap' }, typeof hash === 'string' ? hash.slice(0, 12) : ''),
  );
}
