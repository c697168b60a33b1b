// Keeps one living server for as long as the agent works: started on first use, started anew when it has gone.
import { ZopsError } from '../errors.js';
import type { ToolClient } from './tool-client.js';

export interface ServerLink {
  /** @throws ZopsError `server_unavailable`, `cancelled` */
  connect(signal: AbortSignal): Promise<ToolClient>;
  /** Ends the server; later calls of `connect` fail. Never rejects. */
  close(): Promise<void>;
}

export function createServerLink(start: (signal: AbortSignal) => Promise<ToolClient>): ServerLink {
  let current: Promise<ToolClient> | undefined;
  let closed = false;
  return {
    async connect(signal) {
      if (closed) throw new ZopsError('server_unavailable', 'The connection to the server was closed.');
      const living = await current?.catch(() => undefined);
      if (living?.alive === true) return living;
      await living?.close();
      current = start(signal);
      return current;
    },
    async close() {
      closed = true;
      const client = await current?.catch(() => undefined);
      await client?.close();
    },
  };
}
