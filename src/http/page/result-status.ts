// The system at a glance: gauges, jobs, the board of subsystems, alerts.
import { h, svg } from './dom.js';
import { linked, type Explain } from './linked.js';
import { clock, figure, number, object, objects, text, type Json } from './reading.js';

/** Percent from which a gauge shows a warning, and from which it is critical. */
const HIGH = 85;
const CRITICAL = 95;

type Level = 'ok' | 'warn' | 'bad' | 'none';
const WORDS: Readonly<Record<Level, string>> = { ok: 'normal', warn: 'high', bad: 'very high', none: 'not known' };

export function statusResult(result: Json, explain: Explain): HTMLElement | null {
  const { cpu, cpu_reason: reason, memory, jobs, subsystems, dasd, alerts, system, release, timestamp, simulated } = result;
  if (!('cpu' in result) || memory === undefined || subsystems === undefined) return null;
  const { used, total, percent } = object(memory);
  const { volumes, capacity_percent: full } = object(dasd);
  const about = [text(system), text(release), simulated === true ? 'practice system' : null, text(timestamp)?.replace('T', ' ')];
  return h(
    'div',
    { class: 'status' },
    h('p', { class: 'about' }, about.filter((part) => part !== null).join(' · ')),
    h(
      'div',
      { class: 'gauges' },
      gauge('CPU', number(cpu), number(cpu) === null ? (text(reason) ?? 'not known') : 'busy'),
      gauge('Memory', number(percent), `${figure(used)} of ${figure(total)} MB`),
      gauge('DASD', number(full), `${figure(volumes)} ${volumes === 1 ? 'volume' : 'volumes'}`),
      jobsTile(object(jobs)),
    ),
    h('h4', {}, 'Subsystems'),
    board(object(subsystems)),
    h('h4', {}, 'Alerts'),
    alertList(objects(alerts), explain),
  );
}

function gauge(name: string, percent: number | null, note: string): HTMLElement {
  const level: Level = percent === null ? 'none' : percent >= CRITICAL ? 'bad' : percent >= HIGH ? 'warn' : 'ok';
  const value = Math.min(100, Math.max(0, percent ?? 0));
  const said = percent === null ? 'not known' : `${figure(percent)} %`;
  const meter = { role: 'meter', 'aria-label': name, 'aria-valuemin': 0, 'aria-valuemax': 100, 'aria-valuenow': value, 'aria-valuetext': `${said}, ${WORDS[level]}, ${note}` };
  return h(
    'div',
    { class: `gauge ${level}`, ...(percent === null ? { role: 'group', 'aria-label': name } : meter) },
    dial(value),
    h('p', { class: 'gauge-value' }, percent === null ? '–' : figure(percent), percent === null ? null : h('span', { class: 'unit' }, ' %')),
    h('p', { class: 'gauge-name' }, name, h('span', { class: 'gauge-level' }, ` ${WORDS[level]}`)),
    h('p', { class: 'gauge-note' }, note),
  );
}

const ARC = 'M 10 56 A 46 46 0 0 1 102 56';

function dial(value: number): SVGElement {
  const part = (kind: string, from: number, length: number): SVGElement =>
    svg('path', { class: kind, d: ARC, pathLength: 100, 'stroke-dasharray': `${length} 200`, 'stroke-dashoffset': -from });
  return svg(
    'svg',
    { class: 'dial', viewBox: '0 0 112 64', 'aria-hidden': 'true' },
    part('dial-track', 0, 100),
    value > 0 && part('dial-fill', 0, value),
    part('dial-tick', HIGH, 0.9),
    part('dial-tick', CRITICAL, 0.9),
  );
}

function jobsTile({ running, queued, completed_today: completed, failed_today: failed }: Json): HTMLElement {
  const row = (name: string, value: unknown, kind = ''): HTMLElement[] => [h('dt', {}, name), h('dd', { class: kind }, figure(value))];
  return h(
    'div',
    { class: 'gauge jobs' },
    h('p', { class: 'gauge-name' }, 'Jobs'),
    h('dl', {}, ...row('running', running), ...row('queued', queued), ...row('ended today', completed), ...row('failed today', failed, (number(failed) ?? 0) > 0 ? 'bad' : '')),
  );
}

const UP = /^(?:active|up|online|running|available|ok|started|normal|ready)$/i;
const DOWN = /^(?:down|inactive|stopped|failed|offline|abended)/i;

/** What is not up comes first. */
function board(subsystems: Json): HTMLElement {
  const entries = Object.entries(subsystems).map(([name, state]) => ({ name, state: text(state) ?? 'not known' }));
  const rank = ({ state }: { readonly state: string }): number => (DOWN.test(state) ? 0 : UP.test(state) ? 2 : 1);
  entries.sort((a, b) => rank(a) - rank(b));
  if (entries.length === 0) return h('p', { class: 'hint' }, 'None are reported.');
  const level = ['bad', 'warn', 'ok'] as const;
  return h(
    'ul',
    { class: 'board' },
    ...entries.map((entry) => h('li', { class: level[rank(entry)] }, h('span', { class: 'name' }, entry.name), ' ', h('span', { class: 'state' }, entry.state.toLowerCase()))),
  );
}

const ALERT_LEVEL: Readonly<Record<string, Level>> = { critical: 'bad', warning: 'warn', info: 'ok' };

function alertList(alerts: readonly Json[], explain: Explain): HTMLElement {
  if (alerts.length === 0) return h('p', { class: 'hint' }, 'None.');
  return h(
    'ul',
    { class: 'alerts' },
    ...alerts.map((alert) => {
      const severity = text(alert['severity']) ?? 'info';
      const time = text(alert['time']);
      const where = [text(alert['source']), time === null ? null : clock(time)].filter((part) => part !== null).join(', ');
      return h(
        'li',
        { class: ALERT_LEVEL[severity] ?? 'ok' },
        h('span', { class: `badge ${severity}` }, severity),
        h('span', { class: 'alert-text' }, ...linked(text(alert['text']) ?? '', explain)),
        h('span', { class: 'where' }, where),
      );
    }),
  );
}
