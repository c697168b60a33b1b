// The practice system: an OperatedSystem over a directory of log files and a status file, read-only.
import { collectAlerts } from './alerts/collect.js';
import { queryLog } from './logs/log-file.js';
import { readStatusFile } from './status.js';
import type { OperatedSystem } from './system.js';
import { createTurns } from './turns.js';

/** Questions answered at a time: each may hold several megabytes of log while it is answered. */
const AT_A_TIME = 4;

/** Nothing is read before it is asked for, and nothing is kept: the directory may appear or change at any time. */
export function createSimulator({ directory }: { readonly directory: string }): OperatedSystem {
  const turn = createTurns(AT_A_TIME);
  return {
    directory,
    logs: (query, signal) => turn(() => queryLog(directory, query, signal)),
    status: (signal) => turn(async () => {
      const { system = null, release = null, cpu, cpu_reason, memory, ...rest } = await readStatusFile(directory);
      const status = {
        system,
        release,
        cpu,
        ...(cpu === null ? { cpu_reason: cpu_reason ?? 'status.json states no CPU figure' } : {}),
        memory: { used: memory.used, total: memory.total, percent: memory.percent ?? percentOf(memory.used, memory.total) },
        ...rest,
        simulated: true,
      };
      return { ...status, alerts: await collectAlerts(status, (query) => queryLog(directory, query, signal)) };
    }),
  };
}

function percentOf(used: number, total: number): number {
  return total === 0 ? 0 : Math.round((used / total) * 1000) / 10;
}
