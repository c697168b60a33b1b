// The requests on their way: each with a signal for when nobody waits any more, a line in the log at its end, and one end for all.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpBindings } from '@hono/node-server';
import { visible } from '../agent/visible.js';

interface OpenRequest {
  readonly controller: AbortController;
  traceId: string | undefined;
}

export interface Requests {
  /** Before the request is looked at. */
  begin(bindings: HttpBindings): void;
  /** Aborted when the client is gone before its answer was complete, and by `abort`. */
  signalOf(bindings: HttpBindings): AbortSignal;
  noteTrace(bindings: HttpBindings, traceId: string): void;
  /** Resolves when none is on its way. */
  idle(): Promise<void>;
  /** Nobody waits for any of them any more. */
  abort(): void;
}

/** @param log takes a line for each request that has ended, and its status. */
export function createRequests(log: (status: number, line: string) => void): Requests {
  const open = new Map<ServerResponse, OpenRequest>();
  let onIdle: (() => void)[] = [];

  function end(incoming: IncomingMessage, outgoing: ServerResponse, started: number): void {
    const request = open.get(outgoing);
    open.delete(outgoing);
    const cut = !outgoing.writableFinished;
    if (cut) request?.controller.abort(new Error('the client is gone'));
    const trace = request?.traceId === undefined ? '' : ` trace=${request.traceId}`;
    const words = [incoming.socket.remoteAddress ?? '-', incoming.method ?? '-', (incoming.url ?? '-').slice(0, 200), outgoing.statusCode, `${Math.round(performance.now() - started)}ms`];
    log(outgoing.statusCode, visible(`${new Date().toISOString()} ${words.join(' ')}${trace}${cut ? ' (cut off)' : ''}`));
    if (open.size > 0) return;
    for (const resolve of onIdle) resolve();
    onIdle = [];
  }

  return {
    begin({ incoming, outgoing }) {
      const response = outgoing;
      const started = performance.now();
      open.set(response, { controller: new AbortController(), traceId: undefined });
      response.once('close', () => end(incoming, response, started));
    },
    signalOf: ({ outgoing }) => open.get(outgoing)?.controller.signal ?? AbortSignal.abort(),
    noteTrace({ outgoing }, traceId) {
      const request = open.get(outgoing);
      if (request !== undefined) request.traceId = traceId;
    },
    idle: () => (open.size === 0 ? Promise.resolve() : new Promise((resolve) => onIdle.push(resolve))),
    abort() {
      for (const { controller } of open.values()) controller.abort(new Error('the server ends'));
    },
  };
}
