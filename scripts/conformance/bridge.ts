// Puts a stdio server on a loopback URL (Streamable HTTP), one process a session, every message as it is: what the
// suite checks are the server's own words, its questions to the client among them. Knows nothing of zops.
import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import type { JSONRPCMessage, RequestId } from '@modelcontextprotocol/sdk/types.js';

export interface StdioServer {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

export interface Bridge {
  readonly url: string;
  /** Ends every session's process and the listener. */
  close(): Promise<void>;
}

/** How long a server may take to end when its stdin is closed, ms. */
const PATIENCE = 3_000;

/** @param broken called when a server ends by itself with an error: nobody has to wait for time-outs then */
export async function startBridge(target: StdioServer, broken: (reason: Error) => void): Promise<Bridge> {
  const sessions = new Map<string, StreamableHTTPServerTransport>();
  const children = new Set<ChildProcess>();

  async function open(): Promise<StreamableHTTPServerTransport> {
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => void sessions.set(id, transport),
      onsessionclosed: (id) => void sessions.delete(id),
    });
    const child = connect(transport, target);
    children.add(child);
    child.on('error', broken).on('exit', (code) => {
      children.delete(child);
      if (code !== null && code !== 0) broken(new Error(`The server ended with ${code}.`));
      void transport.close();
    });
    await transport.start();
    return transport;
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const id = request.headers['mcp-session-id'];
    if (!isLocal(request)) response.writeHead(403).end();
    else if (request.url !== '/mcp') response.writeHead(404).end();
    else if (id === undefined) await (await open()).handleRequest(request, response);
    else {
      const transport = typeof id === 'string' ? sessions.get(id) : undefined;
      if (transport === undefined) response.writeHead(404).end();
      else await transport.handleRequest(request, response);
    }
  }

  const listener = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  return {
    url: `http://127.0.0.1:${(listener.address() as AddressInfo).port}/mcp`,
    close: async () => {
      await Promise.all([...children].map(end));
      listener.closeAllConnections();
      listener.close();
    },
  };
}

/** Starts a process and passes messages between it and the transport, unread but for their ids. */
function connect(transport: StreamableHTTPServerTransport, { command, args, cwd, env }: StdioServer): ChildProcess {
  const child = spawn(command, args, { cwd, env, stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.on('error', () => undefined);
  // Over HTTP a question or a notification belongs to the request that is being worked on; over stdio it does not say to which.
  const open = new Set<RequestId>();
  transport.onmessage = (message) => {
    if ('method' in message && 'id' in message) open.add(message.id);
    child.stdin.write(`${JSON.stringify(message)}\n`);
  };
  transport.onclose = () => child.stdin.end();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = JSON.parse(line) as JSONRPCMessage;
    const relatedRequestId = 'method' in message ? [...open].at(-1) : undefined;
    if (!('method' in message) && message.id !== undefined) open.delete(message.id);
    transport.send(message, relatedRequestId === undefined ? undefined : { relatedRequestId }).catch(() => undefined);
  });
  return child;
}

/** A page of another site that a browser resolves to this address is not answered. */
function isLocal({ headers: { host, origin } }: IncomingMessage): boolean {
  const names = [`http://${host ?? ''}`, ...(origin === undefined ? [] : [origin])];
  return names.every((name) => URL.canParse(name) && ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(name).hostname));
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.stdin?.end();
  const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
  await exited;
  clearTimeout(timer);
}
