// The two ends of a client's session in the audit trail. A session whose start cannot be recorded goes on: what it asks for is
// refused for as long as nothing can be recorded.
import { messageOf } from '../errors.js';
import type { AuditEvent } from '../state/state.js';
import { VERSION } from '../version.js';
import type { Recorder } from './recorded.js';

export interface Session {
  /** Once: a client that says again and again that it is ready does not fill the trail. Never rejects. */
  start(client: string): Promise<void>;
  /** Once, and only after a start. Never rejects. @param reason why the session ends, for the operator */
  stop(reason: string): Promise<void>;
}

export function createSession({ audit, warn }: Recorder): Session {
  let client: string | null = null;
  let isStarted = false;

  async function record(event: AuditEvent, options: { readonly lazy?: boolean } = {}): Promise<void> {
    try {
      await audit.append(event, options);
    } catch (error) {
      warn(`audit: the ${event.event} of a session could not be recorded: ${messageOf(error)}`);
    }
  }

  return {
    async start(name) {
      if (isStarted) return;
      isStarted = true;
      client = name;
      // Behind the list of tools, which a host waits for, and before every call.
      await record({ event: 'start', client: name, version: VERSION }, { lazy: true });
    },
    async stop(reason) {
      if (client === null) return;
      const event: AuditEvent = { event: 'stop', client, reason };
      client = null;
      await record(event);
    },
  };
}
