// The parts that keep one client from being everybody's trouble: the line, the kept plans, slow and broken requests.
import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createListener } from '../../src/http/listener.js';
import { createPlans } from '../../src/http/plans.js';
import { createTurnstile } from '../../src/http/turnstile.js';
import { parseServeUsage } from '../../src/http/usage.js';
import { LIMITS } from '../../src/limits.js';

const waits = (): AbortSignal => new AbortController().signal;

describe('the line', () => {
  it('lets so many in, has so many wait, and sends the rest away', async () => {
    const turnstile = createTurnstile();
    const inside = await Promise.all(Array.from({ length: LIMITS.httpRuns }, () => turnstile.enter(waits())));
    const order: number[] = [];
    const waiting = Array.from({ length: LIMITS.httpWaitingRuns }, (_, index) =>
      turnstile.enter(waits()).then((leave) => {
        order.push(index);
        return leave;
      }),
    );
    await expect(turnstile.enter(waits())).rejects.toMatchObject({ status: 503, code: 'overloaded', more: { headers: { 'Retry-After': '2' } } });
    // Leaving twice makes room once.
    inside[0]?.();
    inside[0]?.();
    await waiting[0];
    expect(order).toEqual([0]);
    for (const leave of inside.slice(1)) leave();
    for (const next of waiting) (await next)();
    expect(order).toEqual(Array.from({ length: LIMITS.httpWaitingRuns }, (_, index) => index));
    (await turnstile.enter(waits()))();
  });

  it('is left by who does not want to wait any more, and after too long a wait', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const turnstile = createTurnstile();
    const inside = await Promise.all(Array.from({ length: LIMITS.httpRuns }, () => turnstile.enter(waits())));
    const gone = new AbortController();
    const left = expect(turnstile.enter(gone.signal)).rejects.toThrow('gone');
    const late = expect(turnstile.enter(waits())).rejects.toMatchObject({ status: 503 });
    gone.abort(new Error('gone'));
    await left;
    vi.advanceTimersByTime(LIMITS.httpWaitMs);
    await late;
    await expect(turnstile.enter(gone.signal)).rejects.toThrow('gone');
    for (const leave of inside) leave();
    (await turnstile.enter(waits()))();
  });
});

describe('kept plans', () => {
  const step = { tool: 'get_system_status', args: {}, reasoning: 'Look.' };
  const plan = (message: string) => ({ message, history: [], steps: [step] });

  it('go with time, and the oldest go for new ones', () => {
    let now = 0;
    const plans = createPlans(() => now);
    plans.keep('first', plan('first'));
    for (let index = 1; index < LIMITS.httpPlans; index += 1) plans.keep(`plan ${index}`, plan(`${index}`));
    expect(plans.find('first', undefined).message).toBe('first');
    plans.keep('last', plan('last'));
    expect(() => plans.find('first', undefined)).toThrow('There is no plan');
    expect(plans.find('plan 1', [0]).steps).toEqual([step]);
    now = LIMITS.httpPlanMs;
    expect(() => plans.find('last', undefined)).toThrow('There is no plan');
    expect([plans.take('plan 1'), plans.take('plan 1')]).toEqual([true, false]);
  });
});

describe('the command line', () => {
  it('has defaults that let nobody else in', () => {
    expect(parseServeUsage([])).toEqual({ kind: 'serve', usage: { port: 8000, host: '127.0.0.1', names: [], verbose: false } });
    expect(parseServeUsage(['--port', '0', '--host', '::1', '--allow-host', 'a.example', 'b.example', '--verbose'])).toEqual({
      kind: 'serve',
      usage: { port: 0, host: '::1', names: ['a.example', 'b.example'], verbose: true },
    });
  });
});

describe('what is no good HTTP', () => {
  /** Sends bytes as they are; resolves to all that comes back until the end of the connection. */
  async function exchange(bytes: string): Promise<string> {
    const server = createListener(async (request) => new Response(await request.text()), { ...LIMITS, httpHeadMs: 300, httpRequestMs: 600 });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    let answer = '';
    socket.setEncoding('utf8').on('data', (text: string) => (answer += text));
    socket.write(bytes);
    await once(socket, 'close');
    return answer;
  }

  it.each([
    ['a request that is none', 'HELO example\r\n\r\n', 400, 'bad_request'],
    ['headers without end', `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(LIMITS.httpHeadBytes)}\r\n\r\n`, 431, 'head_too_large'],
    ['an address without end', `GET /${'x'.repeat(LIMITS.httpHeadBytes)} HTTP/1.1\r\nHost: localhost\r\n\r\n`, 431, 'head_too_large'],
    ['attack: headers that never end (slowloris)', 'GET / HTTP/1.1\r\nHost: localhost\r\nX:', 408, 'too_slow'],
    ['attack: a body that never ends', 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nx', 408, 'too_slow'],
    ['two lengths (request smuggling)', 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 400, 'bad_request'],
    ['an expectation', 'GET / HTTP/1.1\r\nHost: localhost\r\nExpect: miracles\r\n\r\n', 417, 'expectation_failed'],
    ['a Host that is none', 'GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n', 400, 'bad_request'],
  ])('%s', async (_what, bytes, status, code) => {
    const answer = await exchange(bytes);
    const [head = '', body = ''] = answer.split('\r\n\r\n').slice(-2);
    expect(head).toMatch(new RegExp(`HTTP/1.1 ${status} `));
    expect(head).toMatch(/content-security-policy: default-src 'none'/i);
    expect(head).toMatch(/content-type: application\/problem\+json/i);
    expect(JSON.parse(body)).toMatchObject({ type: 'about:blank', status, code });
  });
});
