// Stands between the page and its server, and lets a test break what passes: cut an answer off, or give another.
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Break {
  /** Cut the connection after so many bytes of the answer's body. */
  readonly cutAfter?: number;
  /** Answer this in place of the server. */
  readonly answer?: { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: unknown };
  /** Answer with a stream of these events in place of the server. */
  readonly events?: readonly (readonly [type: string, data: unknown])[];
  /** Never answer. */
  readonly hang?: true;
}

export interface Proxy {
  readonly url: string;
  /** For requests whose path begins so, until it is called again; null: let everything pass. */
  readonly breakPath: (path: string, how: Break | null) => void;
  /** Method and path of what came, oldest first. */
  readonly seen: readonly string[];
}

export async function startProxy(target: string): Promise<Proxy> {
  const breaks = new Map<string, Break>();
  const seen: string[] = [];
  const server = http.createServer((request, response) => {
    const path = request.url ?? '/';
    seen.push(`${request.method ?? ''} ${path}`);
    const how = [...breaks].find(([begin]) => path.startsWith(begin))?.[1];
    if (how?.hang === true) return;
    if (how?.events !== undefined) {
      request.resume();
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      response.end(how.events.map(([type, data]) => `event: ${type}\ndata: ${JSON.stringify(data)}\n\n`).join(''));
      return;
    }
    if (how?.answer !== undefined) {
      const { status, headers = {}, body } = how.answer;
      request.resume();
      response.writeHead(status, { 'Content-Type': 'application/problem+json', ...headers }).end(JSON.stringify(body ?? {}));
      return;
    }
    pass(request, response, how?.cutAfter ?? Infinity);
  });

  function pass(request: http.IncomingMessage, response: http.ServerResponse, cutAfter: number): void {
    const { host } = new URL(target);
    const headers = { ...request.headers, host, ...(request.headers.origin === undefined ? {} : { origin: target }) };
    const outgoing = http.request(new URL(request.url ?? '/', target), { method: request.method ?? 'GET', headers }, (incoming) => {
      response.writeHead(incoming.statusCode ?? 502, incoming.headers);
      let sent = 0;
      incoming.on('data', (chunk: Buffer) => {
        sent += chunk.length;
        if (sent < cutAfter) response.write(chunk);
        else response.write(chunk.subarray(0, chunk.length - (sent - cutAfter)), () => response.destroy());
      });
      incoming.on('end', () => response.end());
      incoming.on('error', () => response.destroy());
    });
    outgoing.on('error', () => response.destroy());
    response.on('close', () => outgoing.destroy());
    request.pipe(outgoing);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    breakPath: (path, how) => {
      if (how === null) breaks.delete(path);
      else breaks.set(path, how);
    },
    seen,
  };
}
