// Who may ask, over real HTTP: attacks through a browser, tokens, and how often.
import { once } from 'node:events';
import { request } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createGuard } from '../../src/http/guard.js';
import { createListener } from '../../src/http/listener.js';
import { createRateLimit } from '../../src/http/rate-limit.js';
import { LIMITS } from '../../src/limits.js';
import { post, serving } from './support/serving.js';

const TOKEN = 'correct-horse-battery-staple';

/** fetch does not let a caller choose Host, Origin and Sec-Fetch-*. */
function get(url: string, headers: Readonly<Record<string, string>>): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    request(url, { headers }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    })
      .on('error', reject)
      .end();
  });
}

describe('attack: DNS rebinding', () => {
  it.each([
    ['localhost', 200],
    ['localhost:9000', 200],
    ['127.0.0.1', 200],
    ['[::1]:8000', 200],
    ['LOCALHOST', 200],
    ['proxy.example', 200],
    ['evil.example', 421],
    ['127.0.0.1.evil.example', 421],
    ['localhost.evil.example', 421],
    ['evil.example:80@127.0.0.1', 400],
    ['localhost:80:80', 400],
  ])('Host %s: %i', async (host, status) => {
    const { url } = await serving(['--allow-host', 'proxy.example']);
    for (const path of ['/health', '/', '/chat', '/nope']) {
      const wanted = status === 200 ? { '/chat': 405, '/nope': 404 }[path] ?? 200 : status;
      expect([path, (await get(`${url}${path}`, { host })).status]).toEqual([path, wanted]);
    }
  });
});

describe('attack: a page of another site', () => {
  it.each([
    [{ origin: 'http://evil.example' }, 403],
    [{ origin: 'null' }, 403],
    [{ origin: 'http://localhost:3000' }, 403],
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
    [{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }, 403],
    [{ 'sec-fetch-site': 'same-origin' }, 200],
    [{ 'sec-fetch-site': 'none' }, 200],
  ])('%j: %i', async (headers, status) => {
    const { url } = await serving();
    expect((await get(`${url}/health`, headers)).status).toBe(status);
  });

  it('may link to the page, and the page may ask its own server', async () => {
    const { url } = await serving();
    expect((await get(`${url}/`, { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' })).status).toBe(200);
    expect((await get(`${url}/page.js`, { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' })).status).toBe(403);
    expect((await get(`${url}/health`, { origin: url })).status).toBe(200);
  });

  it('behind a proxy that speaks TLS the origin is https', () => {
    const guard = createGuard({ names: ['zops.example'], token: null });
    const headers: Readonly<Record<string, string>> = { host: 'zops.example', origin: 'https://zops.example' };
    expect(() => guard.admitSender((name) => headers[name], false)).not.toThrow();
  });
});

describe('a token', () => {
  it('is needed for everything but the health and the files of the page', async () => {
    const { url, err } = await serving(['--host', '0.0.0.0'], { env: { ZOPS_TOKEN: TOKEN } });
    const here = url.replace('0.0.0.0', '127.0.0.1');
    expect(err()).toContain('the connection is not encrypted');
    for (const path of ['/health', '/', '/page.js']) expect((await fetch(`${here}${path}`)).status).toBe(200);
    for (const path of ['/openapi.json', '/audit/x', '/explain/S0C7', '/nope', '/chat']) {
      const response = await fetch(`${here}${path}`);
      expect([path, response.status, response.headers.get('www-authenticate')]).toEqual([path, 401, 'Bearer realm="zops"']);
    }
    const chat = async (authorization: string) => (await post(here, '/chat', { message: 'is CICS up?' }, { authorization })).status;
    expect(await chat(`Bearer ${TOKEN}`)).toBe(200);
    expect(await chat(`bearer  ${TOKEN}`)).toBe(200);
    for (const wrong of [`Bearer ${TOKEN}x`, `Bearer ${TOKEN.slice(1)}`, `Basic ${TOKEN}`, TOKEN, 'Bearer', '']) expect([wrong, await chat(wrong)]).toEqual([wrong, 401]);
  });
});

describe('too many requests', () => {
  it('of one client are sent away with the time to wait; the health is not', async () => {
    const { url } = await serving();
    const answers = [];
    for (let sent = 0; sent < LIMITS.httpBurst + 40; sent += 1) answers.push(await fetch(`${url}/nope`));
    const last = answers.at(-1) ?? expect.unreachable();
    expect([last.status, last.headers.get('retry-after'), await last.json()]).toEqual([429, '1', expect.objectContaining({ code: 'too_many_requests' })]);
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });

  it('are counted by client, and forgiven with time', () => {
    let now = 0;
    const limit = createRateLimit(() => now);
    const left = (address: string): number => {
      for (let count = 0; ; count += 1) {
        try {
          limit(address);
        } catch {
          return count;
        }
      }
    };
    expect(left('192.0.2.1')).toBe(LIMITS.httpBurst);
    expect(left('192.0.2.2')).toBe(LIMITS.httpBurst);
    now += 2_000;
    expect(left('192.0.2.1')).toBe(2 * LIMITS.httpPerSecond);
    expect(left('2001:db8:1:2::1')).toBe(LIMITS.httpBurst);
    expect(left('2001:db8:1:2:ffff::2')).toBe(0);
    expect(left('2001:db8:1:3::1')).toBe(LIMITS.httpBurst);
    expect(left('::1')).toBe(LIMITS.httpBurst);
    expect(left('::ffff:192.0.2.9')).toBe(LIMITS.httpBurst);
    expect(left('::ffff:192.0.2.8')).toBe(LIMITS.httpBurst);
  });

  it('of many clients: only so many are remembered', () => {
    const limit = createRateLimit(() => 0);
    for (let sent = 0; sent <= LIMITS.httpBurst; sent += 1) {
      if (sent < LIMITS.httpBurst) limit('192.0.2.1');
      else expect(() => limit('192.0.2.1')).toThrow('Too many requests');
    }
    for (let client = 0; client < LIMITS.httpClients; client += 1) limit(`client ${client}`);
    expect(() => limit('192.0.2.1')).not.toThrow();
  });
});

describe('attack: connections that are never closed', () => {
  it.each([
    ['no HTTP', 'nonsense\r\n\r\n', 400],
    ['an endless head', `GET / HTTP/1.1\r\nX: ${'x'.repeat(LIMITS.httpHeadBytes)}\r\n`, 431],
    ['an unmet expectation', 'GET / HTTP/1.1\r\nHost: localhost\r\nExpect: a-miracle\r\n\r\n', 417],
  ])('after %s the server gives up the place, not only its own end', async (_, text, status) => {
    const server = createListener(() => new Response('unexpected')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const client = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', allowHalfOpen: true });
    onTestFinished(() => {
      client.destroy();
      server.close();
    });
    let answer = '';
    client.setEncoding('utf8').on('data', (piece: string) => (answer += piece));
    // Whoever is cut off while it still sends may be reset.
    client.on('error', () => undefined);
    client.write(text);
    await Promise.race([once(client, 'end'), once(client, 'close')]);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    const open = (): Promise<number> => promisify(server.getConnections.bind(server))();
    for (let tries = 0; tries < 100 && (await open()) > 0; tries += 1) await sleep(20);
    expect(await open()).toBe(0);
  });
});
