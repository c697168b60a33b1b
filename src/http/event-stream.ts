// Server-sent events: each event of a run on its way at once, then its end. Comments in between show that the stream lives.
import { LIMITS } from '../limits.js';
import { safeJson } from '../agent/visible.js';
import type { EventData, EventName } from './contract.js';

export const EVENT_STREAM_TYPE = 'text/event-stream';

export type Send = <Name extends EventName>(name: Name, data: EventData<Name>) => void;

/** @param work sends events; the stream ends with it. It must not reject. */
export function eventStream(work: (send: Send) => Promise<void>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let heartbeat: NodeJS.Timeout | undefined;
  let open = true;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const write = (text: string): void => {
        if (open) controller.enqueue(encoder.encode(text));
      };
      heartbeat = setInterval(() => write(':\n\n'), LIMITS.httpHeartbeatMs);
      void work((name, data) => write(`event: ${name}\ndata: ${safeJson(data)}\n\n`)).finally(() => {
        clearInterval(heartbeat);
        if (open) controller.close();
        open = false;
      });
    },
    cancel() {
      // Whoever listened has gone; what the work still says goes nowhere.
      clearInterval(heartbeat);
      open = false;
    },
  });
}
