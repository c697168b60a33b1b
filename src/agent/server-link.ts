// Keeps one living server for everybody who works at the same time: started on first use, started anew when it has gone.
import { ZopsError } from '../errors.js';
import { settledOrAborted } from './abort.js';
import type { ToolClient } from './tool-client.js';

export interface ServerLink {
  /** The signal ends the wait of this caller only. @throws ZopsError `server_unavailable`, or the signal's reason */
  connect(signal: AbortSignal): Promise<ToolClient>;
  /** Ends the server, also one that is starting; later calls of `connect` fail. Never rejects. */
  close(): Promise<void>;
}

export function createServerLink(start: (signal: AbortSignal) => Promise<ToolClient>): ServerLink {
  const end = new AbortController();
  let client: ToolClient | undefined;
  let starting: Promise<ToolClient> | undefined;

  async function startAnew(): Promise<ToolClient> {
    await client?.close();
    client = await start(end.signal);
    return client;
  }

  return {
    async connect(signal) {
      if (end.signal.aborted) throw new ZopsError('server_unavailable', 'The connection to the server was closed.');
      if (client?.alive === true) return client;
      starting ??= startAnew().finally(() => (starting = undefined));
      return settledOrAborted(starting, signal);
    },
    async close() {
      end.abort();
      await starting?.catch(() => undefined);
      await client?.close();
    },
  };
}
