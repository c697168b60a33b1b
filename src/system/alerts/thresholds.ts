// Alerts that the figures of the status give by themselves. Pure.
import type { Alert, SystemStatus } from '../system.js';

const HEALTHY = new Set(['ACTIVE', 'UP', 'RUNNING', 'ONLINE', 'OK', 'AVAILABLE', 'STARTED']);
/** Still answering, if badly. */
const LIMPING = new Set(['DEGRADED', 'STARTING', 'STOPPING', 'WARNING', 'RECOVERING', 'QUIESCING', 'CONNECTING']);

export type Figures = Pick<SystemStatus, 'cpu' | 'memory' | 'subsystems' | 'dasd' | 'timestamp'>;

export function thresholdAlerts({ cpu, memory, subsystems, dasd, timestamp }: Figures): Alert[] {
  const alerts: Alert[] = [];
  const add = (severity: Alert['severity'], text: string): void => {
    alerts.push({ severity, message_id: null, text, source: 'status', time: timestamp });
  };
  for (const [name, state] of Object.entries(subsystems)) {
    // `DEGRADED (SPOOL 98%)`: the first word is the state.
    const known = /[A-Z]+/.exec(state.toUpperCase())?.[0] ?? '';
    if (!HEALTHY.has(known)) add(LIMPING.has(known) ? 'warning' : 'critical', `Subsystem ${name} is ${state}.`);
  }
  if (cpu !== null && cpu >= 95) add('warning', `CPU is ${cpu} % busy.`);
  if (dasd.capacity_percent >= 90) add(dasd.capacity_percent >= 97 ? 'critical' : 'warning', `DASD is ${dasd.capacity_percent} % full.`);
  if (memory.percent >= 95) add('warning', `Memory is ${memory.percent} % used.`);
  const computed = memory.total === 0 ? memory.percent : (memory.used / memory.total) * 100;
  if (Math.abs(computed - memory.percent) > 1) {
    add('info', `memory.percent of status.json (${memory.percent}) does not fit used/total (${Math.round(computed * 10) / 10}).`);
  }
  return alerts;
}
