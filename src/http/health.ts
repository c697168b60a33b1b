// Whether the MCP server answers: one ping at a time, however many ask.
import { settledOrAborted } from '../agent/abort.js';
import type { ServerLink } from '../agent/server-link.js';
import { LIMITS } from '../limits.js';
import { asProblem, busy } from './problem.js';

/** Resolves when it does. @throws HttpProblem 503 */
export type HealthCheck = () => Promise<void>;

export function createHealthCheck(link: Pick<ServerLink, 'connect'>): HealthCheck {
  let running: Promise<void> | undefined;
  async function ping(): Promise<void> {
    const signal = AbortSignal.timeout(LIMITS.httpHealthMs);
    try {
      await settledOrAborted(
        link.connect(signal).then((client) => client.ping({ signal })),
        signal,
      );
    } catch (error) {
      if (signal.aborted) throw busy(503, 'server_unavailable', `The MCP server did not answer within ${LIMITS.httpHealthMs} ms.`);
      throw asProblem(error);
    }
  }
  return () => (running ??= ping().finally(() => (running = undefined)));
}
