// The routes: who may ask, what is asked, who answers. Knows requests and responses, not sockets.
import { Hono, type Context } from 'hono';
import type { HttpBindings } from '@hono/node-server';
import type { CallOutcome } from '../agent/tool-client.js';
import type { ServerLink } from '../agent/server-link.js';
import { safeJson } from '../agent/visible.js';
import { ANSWER_HEADERS } from './answer-headers.js';
import { readBody } from './body.js';
import { CHAT_REQUEST, ROUTES, RUN_REQUEST } from './contract.js';
import { explain } from './explain.js';
import type { Guard } from './guard.js';
import type { HealthCheck } from './health.js';
import { openApi } from './openapi.js';
import type { PageFiles } from './page-files.js';
import { asProblem, busy, HttpProblem, problemOfServer } from './problem.js';
import type { RateLimit } from './rate-limit.js';
import { answerChat, answerRun, type Asking, type RequestDeps } from './run-requests.js';

export interface AppDeps extends RequestDeps {
  readonly link: Pick<ServerLink, 'connect'>;
  readonly guard: Guard;
  readonly rateLimit: RateLimit;
  readonly health: HealthCheck;
  readonly page: PageFiles;
  readonly version: string;
  /** Aborted when the server is to end: who is not inside yet is sent away. */
  readonly ending: AbortSignal;
  /** The signal of the request behind the two streams: aborted when its client is gone or the server ends. */
  readonly signalOf: (bindings: HttpBindings) => AbortSignal;
  /** Learns the trace id of a run, for the log. */
  readonly onTrace: (bindings: HttpBindings, traceId: string) => void;
}

interface Env {
  Bindings: HttpBindings;
}

export function createApp(deps: AppDeps): Hono<Env> {
  const app = new Hono<Env>();

  app.use(async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(ANSWER_HEADERS)) c.res.headers.set(name, value);
    if (!c.res.headers.has('Cache-Control')) c.res.headers.set('Cache-Control', 'no-store');
  });
  app.use(async (c, next) => {
    const header = (name: string): string | undefined => c.req.header(name);
    if (deps.ending.aborted) throw busy(503, 'ending', 'This server is about to end; ask again when it is back.');
    const open = deps.page.has(c.req.path) || c.req.path === ROUTES.health.path;
    deps.guard.admitSender(header, c.req.path === '/' && isGet(c) && header('sec-fetch-mode') === 'navigate');
    if (!open) {
      deps.rateLimit(c.env.incoming.socket.remoteAddress ?? '');
      deps.guard.admitBearer(header);
    }
    await next();
  });

  app.get(ROUTES.health.path, async () => {
    await deps.health();
    return json({ status: 'ok' });
  });
  app.post(ROUTES.chat.path, async (c) => answerChat(await readBody(c.req.raw, CHAT_REQUEST), asking(c), deps));
  app.post(ROUTES.run.path, async (c) => answerRun(c.req.param('trace_id'), await readBody(c.req.raw, RUN_REQUEST, { optional: true }), asking(c), deps));
  app.get(ROUTES.audit.path, async (c) => {
    const outcome = await read(c, `zops://audit/trace/${encodeURIComponent(c.req.param('trace_id'))}`);
    if (!outcome.success) throw problemOfServer(outcome.error);
    return json(outcome.result);
  });
  app.get(ROUTES.explain.path, async (c) => json(await explain(c.req.param('id'), (uri) => read(c, uri))));
  app.get(ROUTES.openapi.path, () => json(openApi(deps.version)));
  for (const [path, { type, body, etag }] of deps.page) {
    app.get(path, (c) => {
      const headers = { 'Content-Type': type, ETag: etag, 'Cache-Control': 'no-cache' };
      return c.req.header('if-none-match') === etag ? new Response(null, { status: 304, headers }) : new Response(body, { headers });
    });
  }

  for (const { path, method } of [...Object.values(ROUTES), ...[...deps.page.keys()].map((path) => ({ path, method: 'GET' }))]) {
    app.all(path, () => {
      const allowed = method === 'GET' ? 'GET, HEAD' : method;
      throw new HttpProblem(405, 'method_not_allowed', `This address takes ${allowed}.`, { headers: { Allow: allowed } });
    });
  }
  app.notFound(() => {
    throw new HttpProblem(404, 'not_found', 'There is nothing at this address. What there is stands in /openapi.json.');
  });
  app.onError((error, c) => {
    const problem = asProblem(error);
    // A request that breaks off breaks whatever it was in.
    if (problem.status === 500 && !deps.signalOf(c.env).aborted) deps.warn(error);
    return problem.response;
  });
  return app;

  function asking(c: Context<Env>): Asking {
    return { accept: c.req.header('accept'), signal: deps.signalOf(c.env), onReport: ({ audit }) => deps.onTrace(c.env, audit.trace_id) };
  }

  async function read(c: Context<Env>, uri: string): Promise<CallOutcome> {
    const signal = deps.signalOf(c.env);
    const client = await deps.link.connect(signal);
    return client.read(uri, { signal });
  }
}

function isGet({ req }: Context<Env>): boolean {
  return req.method === 'GET' || req.method === 'HEAD';
}

function json(value: unknown): Response {
  return new Response(`${safeJson(value)}\n`, { headers: { 'Content-Type': 'application/json' } });
}
