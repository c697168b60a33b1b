// Words for a system status: figures with units, and what of them deserves a look. Pure.
import type { Status } from '../results.js';
import type { StatusTopic } from '../language/wish.js';
import { and, bullets, capital, clock, count, thousands } from '../words.js';

/** Percent from which a figure is called high, and very high. */
const HIGH = 85;
const VERY_HIGH = 95;
const FINE = /^(?:active|up|online|running|available|ok|started|normal|ready)$/i;

/** @param topics what was asked for; empty for everything. */
export function statusAnswer(status: Status, topics: readonly StatusTopic[]): string {
  const wanted = (topic: StatusTopic): boolean => topics.length === 0 || topics.includes(topic);
  const lines = [
    ...(wanted('cpu') ? [cpu(status)] : []),
    ...(wanted('memory') ? [memory(status)] : []),
    ...(wanted('jobs') ? [jobs(status)] : []),
    ...(wanted('subsystems') ? [subsystems(status)] : []),
    ...(wanted('dasd')
      ? [`DASD: ${count(status.dasd.volumes, 'volume')}, ${status.dasd.capacity_percent} % full${judged(status.dasd.capacity_percent)}.`]
      : []),
    ...(topics.includes('time') ? [`Time of the system: ${status.timestamp}.`] : []),
  ];
  const alerts = wanted('alerts') ? [alertLines(status)] : [];
  return [`${heading(status)}${topics.length === 0 ? ` ${verdict(status)}` : ''}`, ...(lines.length > 0 ? [bullets(lines)] : []), ...alerts].join(
    '\n',
  );
}

/** What is wrong according to the status alone, in a few words each; empty when all is well. */
export function troubles(status: Status): readonly string[] {
  const down = notFine(status);
  return [
    ...(status.cpu !== null && status.cpu >= HIGH ? [`CPU at ${status.cpu} %`] : []),
    ...(status.memory.percent >= HIGH ? [`memory at ${status.memory.percent} %`] : []),
    ...(status.dasd.capacity_percent >= HIGH ? [`DASD ${status.dasd.capacity_percent} % full`] : []),
    ...down.map(([name, state]) => `${name} ${state.toLowerCase()}`),
    ...(status.jobs.failed_today > 0 ? [`${count(status.jobs.failed_today, 'failed job')} today`] : []),
  ];
}

function heading({ system, release, timestamp, simulated }: Status): string {
  const name = system === null ? 'The system' : `System ${system}`;
  return `${name}${release === null ? '' : ` (${release})`}${simulated ? ', a practice system,' : ''} at ${clock(timestamp) ?? timestamp}:`;
}

function verdict(status: Status): string {
  const critical = status.alerts.filter(({ severity }) => severity === 'critical').length;
  const found = troubles(status);
  if (found.length === 0 && status.alerts.length === 0) return 'all is well.';
  return `${found.length === 0 ? 'figures are normal' : and(found)}${critical > 0 ? `; ${count(critical, 'critical alert')}` : ''}.`;
}

function cpu({ cpu: busy, cpu_reason }: Status): string {
  return busy === null ? `CPU: not known${cpu_reason === undefined ? '' : ` (${cpu_reason})`}.` : `CPU: ${busy} % busy${judged(busy)}.`;
}

function memory({ memory: { used, total, percent } }: Status): string {
  return `Memory: ${thousands(used)} of ${thousands(total)} MB used (${percent} %)${judged(percent)}.`;
}

function jobs({ jobs: { running, queued, completed_today, failed_today } }: Status): string {
  return `Jobs: ${thousands(running)} running, ${thousands(queued)} queued; today ${thousands(completed_today)} completed, ${thousands(failed_today)} failed.`;
}

function subsystems(status: Status): string {
  const all = Object.entries(status.subsystems);
  if (all.length === 0) return 'Subsystems: none reported.';
  const down = notFine(status);
  const fine = all.filter(([, state]) => FINE.test(state)).map(([name]) => name);
  if (down.length === 0) return `Subsystems: all ${all.length} active (${fine.join(', ')}).`;
  const troubled = down.map(([name, state]) => `${name} is ${state.toLowerCase()}`).join(', ');
  const rest = fine.length === 0 ? 'none is' : `${and(fine)} ${fine.length === 1 ? 'is' : 'are'}`;
  return `Subsystems: ${troubled}; ${rest} active.`;
}

function notFine({ subsystems: all }: Status): readonly (readonly [string, string])[] {
  return Object.entries(all).filter(([, state]) => !FINE.test(state));
}

function alertLines({ alerts }: Status): string {
  if (alerts.length === 0) return 'No alerts.';
  const lines = alerts.map(({ severity, message_id, text, source, time }) => {
    const told = message_id === null || text.includes(message_id) ? text : `${message_id} ${text}`;
    const at = clock(time);
    return `${severity}: ${told} (${source}${at === null ? '' : `, ${at}`})`;
  });
  return `${capital(count(alerts.length, 'alert'))}:\n${bullets(lines)}`;
}

function judged(percent: number): string {
  if (percent >= VERY_HIGH) return ', very high';
  return percent >= HIGH ? ', high' : '';
}
