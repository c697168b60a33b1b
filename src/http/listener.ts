// The socket side: a Node.js HTTP server with bounds on everything a client can do slowly, and an answer to what is no HTTP.
import { createServer, STATUS_CODES, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { LIMITS } from '../limits.js';
import { ANSWER_HEADERS } from './answer-headers.js';
import { boundConnections } from './connections.js';
import { HttpProblem, PROBLEM_TYPE } from './problem.js';

export type Fetch = (request: Request, bindings: HttpBindings) => Response | Promise<Response>;

/** @param limits times for headers and whole requests, and connections at a time; tests have less */
export function createListener(fetch: Fetch, limits: Readonly<Record<'httpHeadMs' | 'httpRequestMs' | 'httpConnections', number>> = LIMITS): Server {
  const listener = getRequestListener((request, bindings) => fetch(request, bindings as HttpBindings), {
    overrideGlobalObjects: false,
    // Before there is a request there is nobody to ask: a Host or an address that no URL can hold.
    errorHandler: () => {
      const { response } = new HttpProblem(400, 'bad_request', 'The request line or the Host header is not valid.');
      for (const [name, value] of Object.entries(ANSWER_HEADERS)) response.headers.set(name, value);
      return response;
    },
  });
  const server = createServer(
    {
      headersTimeout: limits.httpHeadMs,
      requestTimeout: limits.httpRequestMs,
      // Finer than the times that it enforces.
      connectionsCheckingInterval: Math.min(1_000, limits.httpHeadMs),
      keepAliveTimeout: LIMITS.httpKeepAliveMs,
      maxHeaderSize: LIMITS.httpHeadBytes,
    },
    (incoming, outgoing) => void listener(incoming, outgoing),
  );
  boundConnections(server, limits.httpConnections);
  // A run may be silent for its whole time; a stream is not, and neither is a reader that takes what it is sent.
  server.timeout = LIMITS.agentDeadlineMs + LIMITS.httpSilenceMs;
  server.on('checkExpectation', (_incoming, outgoing) => answerRaw(outgoing.socket, 417, 'expectation_failed', 'No expectation but 100-continue is met.'));
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (error.code === 'HPE_HEADER_OVERFLOW') answerRaw(socket, 431, 'head_too_large', `The request line and the headers have more than ${LIMITS.httpHeadBytes} bytes.`);
    else if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') answerRaw(socket, 408, 'too_slow', 'The request did not arrive in time.');
    else if (error.code === 'ECONNRESET') socket.destroy();
    else answerRaw(socket, 400, 'bad_request', 'This is no HTTP request.');
  });
  return server;
}

function answerRaw(socket: Socket | null, status: number, code: string, detail: string): void {
  if (socket?.writable !== true) {
    socket?.destroy();
    return;
  }
  const body = `${JSON.stringify(new HttpProblem(status, code, detail).body)}\n`;
  const headers = { ...ANSWER_HEADERS, 'Content-Type': PROBLEM_TYPE, 'Content-Length': Buffer.byteLength(body), 'Cache-Control': 'no-store', Connection: 'close' };
  socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`);
  // Not only our end of it: a client that never closes its own would keep its place among the connections.
  socket.destroySoon();
}
