// The stream's parser against every way a network can cut it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { serverEvents, type ServerEvent } from '../../../src/http/page/sse.js';

async function read(...chunks: readonly Uint8Array[]): Promise<ServerEvent[]> {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
  const events: ServerEvent[] = [];
  for await (const event of serverEvents(body)) events.push(event);
  return events;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const STREAM = ': comment\nevent: plan\ndata: {"a":"Größe 日本"}\n\ndata: one\ndata: two\nid: 7\n\r\nevent:done\r\ndata:{}\r\n\r\n\nevent: empty\n\n';
const EVENTS = [
  { type: 'plan', data: '{"a":"Größe 日本"}' },
  { type: 'message', data: 'one\ntwo' },
  { type: 'done', data: '{}' },
];

describe('serverEvents', () => {
  it('reads events, comments and both line ends', async () => {
    expect(await read(bytes(STREAM))).toEqual(EVENTS);
  });

  it('does not care where the network cuts', async () => {
    const whole = bytes(STREAM);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(whole.length), { maxLength: 12 }), async (places) => {
        const cuts = [0, ...places.sort((a, b) => a - b), whole.length];
        expect(await read(...cuts.slice(1).map((end, index) => whole.slice(cuts[index], end)))).toEqual(EVENTS);
      }),
    );
  });

  it('drops an event that the end cuts off', async () => {
    expect(await read(bytes('event: plan\ndata: {}\n\nevent: done\ndata: {}\n'))).toEqual([{ type: 'plan', data: '{}' }]);
  });
});
