// The agent behind the HTTP routes: runs requests and approved plans, keeps what is left to approve, and answers with JSON or a stream.
import type { Run, RunOptions } from '../agent/executor.js';
import { keptPlan } from '../agent/kept-plan.js';
import type { Report } from '../agent/report.js';
import type { RunObserver } from '../agent/run-event.js';
import { safeJson } from '../agent/visible.js';
import { chooseKind } from './accept.js';
import type { ChatRequest, EventData, EventName, RunRequest } from './contract.js';
import { eventStream, EVENT_STREAM_TYPE } from './event-stream.js';
import { unknownPlan, type Plans } from './plans.js';
import { asProblem } from './problem.js';
import type { Turnstile } from './turnstile.js';

export type RunAgent = (message: string, request: Pick<RunOptions, 'mode' | 'history' | 'approved' | 'signal' | 'observer'>) => Promise<Run>;

export interface RequestDeps {
  readonly run: RunAgent;
  readonly plans: Plans;
  readonly turnstile: Turnstile;
  /** Takes what is a fault of ours. */
  readonly warn: (error: unknown) => void;
}

/** Of one request. */
export interface Asking {
  readonly accept: string | undefined;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  /** Learns the trace id, for the log. */
  readonly onReport: (report: Report) => void;
}

const JSON_TYPE = 'application/json';

export function answerChat({ message, mode }: ChatRequest, asking: Asking, deps: RequestDeps): Promise<Response> {
  return answer(asking, deps, { admit: () => true, work: (watch) => runAndKeep(message, { mode, history: [], ...watch }, deps) });
}

export function answerRun(traceId: string, { steps: wanted }: RunRequest, asking: Asking, deps: RequestDeps): Promise<Response> {
  const { message, history, steps } = deps.plans.find(traceId, wanted);
  return answer(asking, deps, {
    // Only when its turn has come: who is sent away for lack of room can come back.
    admit: () => deps.plans.take(traceId),
    work: (watch) => runAndKeep(message, { mode: 'execute_safe', history, approved: steps, ...watch }, deps),
  });
}

async function runAndKeep(message: string, request: Parameters<RunAgent>[1], { run, plans }: RequestDeps): Promise<Report> {
  const ran = await run(message, request);
  const plan = keptPlan(ran, request.history ?? []);
  if (plan !== undefined) plans.keep(ran.report.audit.trace_id, plan);
  return ran.report;
}

interface Job {
  /** False when the plan was carried out meanwhile. */
  readonly admit: () => boolean;
  readonly work: (watch: Pick<RunOptions, 'signal' | 'observer'>) => Promise<Report>;
}

async function answer({ accept, signal, onReport }: Asking, { turnstile, warn }: RequestDeps, { admit, work }: Job): Promise<Response> {
  const kind = chooseKind(accept, [JSON_TYPE, EVENT_STREAM_TYPE]);
  const leave = await turnstile.enter(signal);
  if (!admit()) {
    leave();
    throw unknownPlan();
  }
  const run = async (watch: { readonly observer?: RunObserver }): Promise<Report> => {
    try {
      const report = await work({ signal, ...watch });
      onReport(report);
      return report;
    } finally {
      leave();
    }
  };
  if (kind === JSON_TYPE) return new Response(`${safeJson(await run({}))}\n`, { headers: { 'Content-Type': JSON_TYPE } });
  const stream = eventStream(async (send) => {
    try {
      send('done', asData(await run({ observer: ({ type, ...data }) => send(type, data as EventData<EventName>) })));
    } catch (error) {
      warn(error);
      send('error', asProblem(error).body);
    }
  });
  return new Response(stream, { headers: { 'Content-Type': EVENT_STREAM_TYPE } });
}

/** The report is what the schema describes, only read-only. */
function asData(report: Report): EventData<'done'> {
  return report as EventData<'done'>;
}
