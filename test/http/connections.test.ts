// Somebody who holds all the connections that there are: a new client gets in all the same, and who is served stays.
import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createListener } from '../../src/http/listener.js';
import { LIMITS } from '../../src/limits.js';
import { post, servingProcess } from './support/serving.js';

const PLACES = 5;
const HELLO = 'GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n';

/** A connection that says something and then nothing; resolves when it stands, and has seen `until` of the answer. */
async function open(port: number, bytes: string, until?: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  // To be thrown out is what happens here.
  socket.on('error', () => undefined);
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  if (bytes !== '') socket.write(bytes);
  if (until === undefined) return socket.pause();
  for await (const text of socket.iterator({ destroyOnReturn: false })) if (String(text).includes(until)) break;
  return socket;
}

async function isOpen(socket: Socket): Promise<boolean> {
  socket.resume();
  await sleep(50);
  return !socket.readableEnded && !socket.destroyed;
}

describe('with few places', () => {
  /** `/work` answers when it may, `/large` more than a socket takes, the rest at once. */
  async function listening(): Promise<{ readonly port: number; readonly finish: () => void }> {
    let finish = (): void => undefined;
    const work = new Promise<void>((resolve) => (finish = resolve));
    const listener = createListener(
      async (request) => {
        if (request.url.endsWith('/work')) await work;
        return new Response(request.url.endsWith('/large') ? 'x'.repeat(32 * 1024 * 1024) : `done ${await request.text()}`);
      },
      { ...LIMITS, httpConnections: PLACES },
    );
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    onTestFinished(() => {
      listener.closeAllConnections();
      listener.close();
    });
    return { port: (listener.address() as AddressInfo).port, finish };
  }

  it.each<[string, string, string?]>([
    ['nothing', ''],
    ['half a head', 'GET / HTTP/1.1\r\nHost: loc'],
    ['half a body', 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nx'],
    ['nothing after an answer', HELLO, 'done'],
    ['nothing more, and do not take the answer', 'GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n'],
  ])('attack: connections that say %s', async (_, bytes, until) => {
    const { port, finish } = await listening();
    const working = fetch(`http://127.0.0.1:${port}/work`);
    await sleep(100);
    const held: Socket[] = [];
    for (let count = 0; count < 4 * PLACES; count += 1) {
      held.push(await open(port, bytes, until));
      if (count % PLACES === 0) await sleep(20);
    }
    for (let client = 0; client < PLACES; client += 1) await open(port, HELLO, 'done');
    expect(await isOpen(held[0] ?? expect.unreachable())).toBe(false);
    finish();
    expect(await (await working).text()).toBe('done ');
  });

  it('who stood still longest goes first', async () => {
    const { port } = await listening();
    const sockets: Socket[] = [];
    for (let count = 0; count < PLACES; count += 1) sockets.push(await open(port, HELLO, 'done'));
    const [first, second] = sockets;
    if (first === undefined || second === undefined) expect.unreachable();
    first.resume().write(HELLO);
    await once(first, 'data');
    await open(port, HELLO, 'done');
    expect([await isOpen(first), await isOpen(second)]).toEqual([true, false]);
  });

  it('while the server works for all of them, a new one has to wait for its turn', async () => {
    const { port, finish } = await listening();
    const working = Array.from({ length: PLACES }, () => fetch(`http://127.0.0.1:${port}/work`));
    await sleep(100);
    await expect(fetch(`http://127.0.0.1:${port}/hello`)).rejects.toThrow('fetch failed');
    finish();
    expect((await Promise.all(working)).map(({ status }) => status)).toEqual(working.map(() => 200));
    expect((await fetch(`http://127.0.0.1:${port}/hello`)).status).toBe(200);
  });
});

it('what the server works on at a time leaves places free', () => {
  expect(LIMITS.httpRuns + LIMITS.httpWaitingRuns).toBeLessThan(LIMITS.httpConnections / 4);
});

it('attack: one client opens more connections to `zops serve` than there are places', async () => {
  const { url, port } = await servingProcess();
  expect((await fetch(`${url}/health`)).status).toBe(200);
  const held: Socket[] = [];
  for (let count = 0; count < LIMITS.httpConnections + 100; count += 1) held.push(await open(port, count % 2 === 0 ? '' : 'GET /health HTTP/1.1\r\n'));
  expect((await fetch(`${url}/health`)).status).toBe(200);
  const answer = await post(url, '/chat', { message: 'What is the current system status?', mode: 'execute_safe' });
  expect(await answer.json()).toMatchObject({ audit: { executed_count: 1, stopped_reason: 'done' } });
  expect(await isOpen(held.at(-1) ?? expect.unreachable())).toBe(true);
  expect(await isOpen(held[0] ?? expect.unreachable())).toBe(false);
});
