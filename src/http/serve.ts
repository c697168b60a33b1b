// `zops serve` as a program: usage → configuration → planner, MCP server and HTTP server → exit code. Knows streams, not `process`.
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { BlockList, isIPv6, type AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import { abortedWithin } from '../agent/abort.js';
import { runRequest } from '../agent/executor.js';
import { connectServer } from '../agent/mcp-client.js';
import { userName, type AgentDeps, type AgentIo } from '../agent/run-agent.js';
import { createServerLink } from '../agent/server-link.js';
import { visible, visibleLines } from '../agent/visible.js';
import type { Config } from '../config.js';
import { messageOf, systemCode, ZopsError } from '../errors.js';
import { LIMITS } from '../limits.js';
import { createTracing } from '../tracing/create-tracing.js';
import { createApp } from './app.js';
import { createGuard } from './guard.js';
import { createHealthCheck } from './health.js';
import { createListener } from './listener.js';
import { loadPageFiles } from './page-files.js';
import { createPlans } from './plans.js';
import { createRateLimit } from './rate-limit.js';
import { createRequests, type Requests } from './requests.js';
import { createTurnstile } from './turnstile.js';
import { parseServeUsage, type ServeUsage } from './usage.js';

export interface ServeDeps extends AgentDeps {
  /** Folder of the page's files, as the build makes it. */
  readonly page: string;
}

/** Something the one who started zops has to change. */
class Misuse extends Error {}

/** @param argv what follows `serve`. Resolves to the exit code when everything that was started has ended: 0 asked to, 1 failed, 2 bad usage. Never rejects. */
export async function serve(argv: readonly string[], io: AgentIo, deps: ServeDeps): Promise<number> {
  const parsed = parseServeUsage(argv);
  if (parsed.kind === 'print') {
    io.stdout.write(parsed.text);
    return 0;
  }
  try {
    if (parsed.kind === 'misuse') throw new Misuse(parsed.text);
    const config = deps.config();
    const address = await resolveHost(parsed.usage.host);
    if (!isLoopback(address) && config.token === null)
      throw new Misuse(`error: --host ${parsed.usage.host} lets other machines in, and that takes a token. Set ZOPS_TOKEN to at least ${LIMITS.httpTokenChars} characters (openssl rand -hex 32), or leave --host out.`);
    return await serveOn(address, parsed.usage, config, io, deps);
  } catch (error) {
    const misuse = error instanceof Misuse || (error instanceof ZopsError && error.code === 'invalid_environment');
    io.stderr.write(misuse ? `${visibleLines(messageOf(error))}\n` : `zops: ${visible(messageOf(error))}\n`);
    return misuse ? 2 : 1;
  }
}

async function serveOn(address: string, usage: ServeUsage, config: Config, io: AgentIo, deps: ServeDeps): Promise<number> {
  const { server, version, signal } = deps;
  const [command, ...args] = server;
  const warn = (line: string): unknown => io.stderr.write(`zops: ${visible(line)}\n`);
  const tell = (line: string): unknown => io.stderr.write(`${visible(line)}\n`);
  const [planner, page, tracing] = await Promise.all([
    deps.createPlanner(config),
    loadPageFiles(deps.page),
    createTracing({ service: 'zops', version, langfuse: config.langfuse, otlpEndpoint: config.otlpEndpoint, secrets: config.secrets, warn }),
  ]);
  const link = createServerLink((ended) => connectServer({ command, args, env: config.serverEnv, version, ownGroup: true, ...(usage.verbose ? { onStderr: tell } : {}) }, ended));
  const requests = createRequests((status, line) => (usage.verbose || status === 500) && tell(line));
  const runTracing = { tracing, sessionId: randomUUID(), userId: userName() };
  const app = createApp({
    run: (message, request) => runRequest(message, { planner, connect: (waits) => link.connect(waits), tracing: runTracing, ...request }),
    plans: createPlans(),
    turnstile: createTurnstile(),
    warn: (error) => warn(error instanceof Error ? (error.stack ?? error.message) : messageOf(error)),
    link,
    guard: createGuard({ names: [usage.host, ...usage.names], token: config.token }),
    rateLimit: createRateLimit(),
    health: createHealthCheck(link),
    page,
    version,
    ending: signal,
    signalOf: (bindings) => requests.signalOf(bindings),
    onTrace: (bindings, traceId) => requests.noteTrace(bindings, traceId),
  });
  const listener = createListener((request, bindings) => {
    requests.begin(bindings);
    return app.fetch(request, bindings);
  });
  try {
    const port = await listen(listener, usage.port, address, usage.host);
    io.stdout.write(`zops serves http://${isIPv6(address) ? `[${address}]` : address}:${port}/\n`);
    if (!isLoopback(address)) warn('the connection is not encrypted: put a proxy that speaks TLS in front before the token crosses a network.');
    // Ready when the first one asks; why it is not, /health says.
    void link.connect(signal).catch((error: unknown) => !signal.aborted && warn(messageOf(error)));
    await aborted(signal);
    await drain(listener, requests);
    return 0;
  } finally {
    listener.close();
    listener.closeAllConnections();
    await link.close();
    await tracing.flush();
  }
}

async function listen(server: Server, port: number, address: string, host: string): Promise<number> {
  try {
    server.listen(port, address);
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  } catch (error) {
    const code = systemCode(error);
    const what = { EADDRINUSE: 'is in use', EACCES: 'is not for this user', EADDRNOTAVAIL: 'is no address of this machine' }[code ?? ''] ?? `cannot be used (${messageOf(error)})`;
    throw new Error(`${host} port ${port} ${what}. Choose another with --port (0 takes any free one) or --host.`, { cause: error });
  }
}

/** Nobody new is let in; who is inside may finish, for a while. */
async function drain(server: Server, requests: Requests): Promise<void> {
  server.close();
  const idle = new AbortController();
  const finished = requests.idle().then(() => idle.abort());
  await abortedWithin(idle.signal, LIMITS.httpDrainMs);
  if (!idle.signal.aborted) requests.abort();
  // What was cut short still gets its answer out.
  await Promise.race([finished, abortedWithin(idle.signal, LIMITS.httpKeepAliveMs)]);
}

/** Also settles at once when it is aborted already. */
function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** The address is resolved once, so that what was judged is what is listened on. */
async function resolveHost(host: string): Promise<string> {
  try {
    return (await lookup(host)).address;
  } catch {
    throw new Misuse(`error: --host ${host} is neither an address nor a name that is known here. Write 127.0.0.1, ::1, or an address of this machine.`);
  }
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

function isLoopback(address: string): boolean {
  return LOOPBACK.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}
