// The practice system: an OperatedSystem over a directory of log files and a status file, read-only.
import { ALERT_TAIL, collectAlerts, findingsOf, type LogFindings } from './alerts/collect.js';
import { ZopsError } from '../errors.js';
import type { DataDirectory } from './data-directory.js';
import { createKeptFromFile } from './kept-from-file.js';
import { queryLog } from './logs/log-file.js';
import { readStatusFile } from './status.js';
import type { LogSource, OperatedSystem } from './system.js';
import { createTurns } from './turns.js';

/** Questions answered at a time: each may hold several megabytes of log while it is answered. */
const AT_A_TIME = 4;
/** Of these, such as may have to search gigabytes: the others are not kept waiting by them. */
const SEARCHES_AT_A_TIME = 2;

/**
 * Nothing is read before it is asked for, and nothing outlives a change on disk: the directory may appear or change at any time.
 * @param mayRead throws a ZopsError for a file that the site keeps to itself
 */
export function createSimulator({ directory, mayRead = () => undefined }: Partial<DataDirectory> & { readonly directory: string }): OperatedSystem {
  const look = createTurns(AT_A_TIME);
  const search = createTurns(SEARCHES_AT_A_TIME);
  const data = { directory, mayRead };
  const kept = createKeptFromFile<LogFindings>(data);
  return {
    directory,
    logs: (query, options) => {
      const turn = query.contains === undefined && query.job === undefined ? look : search;
      return orCancelled(turn(() => queryLog(data, query, options), options?.signal), options?.signal);
    },
    status: (signal) => orCancelled(look(async () => {
      const { system = null, release = null, cpu, cpu_reason, memory, ...rest } = await readStatusFile(data);
      const status = {
        system,
        release,
        cpu,
        ...(cpu === null ? { cpu_reason: cpu_reason ?? 'status.json states no CPU figure' } : {}),
        memory: { used: memory.used, total: memory.total, percent: memory.percent ?? percentOf(memory.used, memory.total) },
        ...rest,
        simulated: true,
      };
      const findings = (source: LogSource): Promise<LogFindings> =>
        kept(`${source}.log`, async () => findingsOf(await queryLog(data, { source, tail: ALERT_TAIL }, { signal })));
      return { ...status, alerts: await collectAlerts(status, findings) };
    }, signal), signal),
  };
}

/** A call that was cancelled while it waited says so as one that was being answered does. */
async function orCancelled<T>(answer: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (signal?.aborted !== true || error instanceof ZopsError) throw error;
    throw new ZopsError('cancelled', 'The call was cancelled while it waited for others to be answered.');
  }
}

function percentOf(used: number, total: number): number {
  return total === 0 ? 0 : Math.round((used / total) * 1000) / 10;
}
