// The one wrapper around every tool call: validate → audit → handler → audit → result. Knows nothing of MCP's SDK.
import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { messageOf, toErrorBody, ZopsError, type ErrorBody } from '../errors.js';
import type { AuditEvent, AuditLog } from '../state/state.js';
import type { Tracing } from '../tracing/tracing.js';
import type { Services, Tool, ToolContext } from '../tools/tool.js';
import { firstProblems } from './problems.js';

/** What the wrapper needs, wired in src/main.ts. */
export interface CallDeps {
  readonly services: Services;
  readonly audit: AuditLog;
  readonly tracing: Tracing;
  /** Writes one line to stderr: for operators, never for a model. */
  readonly warn: (line: string) => void;
}

export interface CallContext extends Pick<ToolContext, 'signal' | 'progress' | 'confirm'> {
  /** Client name and version, as it introduced itself. */
  readonly client: string;
  /** Takes what goes on after the answer; the server does not end before it. */
  readonly background: (work: Promise<unknown>) => void;
  /** `_meta.traceparent` of the request: untrusted, and only ever used to place observations in a trace. */
  readonly traceparent: unknown;
}

export interface CallResult {
  /** The tool's own result, or `{ error }`: both conform to the published output schema. */
  readonly structured: Readonly<Record<string, unknown>>;
  readonly isError: boolean;
}

/**
 * Never throws. A call whose audit record cannot be written before the effect does not happen.
 * @param args as they came from the client, not yet validated.
 */
export async function callTool(tool: Tool, args: unknown, deps: CallDeps, context: CallContext): Promise<CallResult> {
  const started = performance.now();
  const call_id = randomUUID();
  const observation = deps.tracing.resume(context.traceparent, 'tool', `mcp ${tool.name}`, { input: args });
  const about = { call_id, tool: tool.name, client: context.client, trace_id: observation.traceId };
  // What outlives the call survives a power failure in the trail, too.
  const durable = tool.effect === 'changes';
  let audited = false;
  let result: CallResult;
  let outcome: Pick<AuditEvent, 'outcome' | 'code' | 'allowed' | 'rule'>;
  try {
    const parsed = tool.input.safeParse(args ?? {});
    await deps.audit.append({ event: 'call', ...about, args: asRecord(args) }, { durable });
    audited = true;
    if (!parsed.success) throw invalidArguments(tool, parsed.error);
    context.signal.throwIfAborted();
    const { signal, progress, confirm } = context;
    const output = await tool.handle(parsed.data, { services: deps.services, signal, progress, confirm });
    const decision = tool.decision?.(output);
    result = { structured: output, isError: tool.failed?.(output) ?? false };
    outcome = { outcome: decision?.allowed === false ? 'refused' : 'ok', ...decision };
  } catch (thrown) {
    const error = cancelledOr(thrown, context.signal);
    if (!(error instanceof ZopsError)) deps.warn(`${tool.name}: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : messageOf(thrown)}`);
    const body = toErrorBody(error);
    result = { structured: { error: body }, isError: true };
    outcome = { outcome: outcomeOf(error), code: body.code, ...(isVerdict(error) ? { allowed: false, rule: body.code } : {}) };
  }
  if (audited) {
    const duration_ms = Math.round(performance.now() - started);
    const recorded = deps.audit.append({ event: 'result', ...about, ...outcome, duration_ms }, { durable }).catch((error: unknown) => {
      // The effect has happened and was announced in the trail; the next call will fail on its own record.
      deps.warn(`audit: the result of call ${call_id} could not be recorded: ${messageOf(error)}`);
    });
    if (durable) await recorded;
    else context.background(recorded);
  }
  if (outcome.allowed !== undefined) observation.start('guardrail', 'policy', { input: args }).end({ output: { allowed: outcome.allowed, rule: outcome.rule } });
  observation.end({ output: result.structured, ...(result.isError ? { error: outcome.code ?? `refused: ${outcome.rule ?? ''}` } : {}) });
  return result;
}

function cancelledOr(thrown: unknown, signal: AbortSignal): unknown {
  if (thrown instanceof ZopsError || !signal.aborted) return thrown;
  return new ZopsError('cancelled', 'The call was cancelled before it finished.');
}

function outcomeOf(error: unknown): 'refused' | 'cancelled' | 'error' {
  if (!(error instanceof ZopsError)) return 'error';
  if (error.code === 'cancelled') return 'cancelled';
  return error.responsible === 'policy' ? 'refused' : 'error';
}

/** A refused configuration change or one that nobody confirmed is a verdict too. */
function isVerdict(error: unknown): boolean {
  return error instanceof ZopsError && error.responsible === 'policy';
}

function asRecord(args: unknown): Record<string, unknown> {
  return typeof args === 'object' && args !== null && !Array.isArray(args) ? { ...args } : { value: args };
}

/** One sentence a model can act on: each problem with its argument, then what the tool takes. */
function invalidArguments(tool: Tool, error: z.ZodError): ZopsError {
  const all = error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => `unknown argument ${JSON.stringify(key.slice(0, 80))}`);
    const where = issue.path.join('.');
    return where === '' ? issue.message : `${where}: ${issue.message}`;
  });
  const problems = firstProblems(all);
  const takes = Object.keys(tool.input.shape);
  const hint = takes.length === 0 ? `${tool.name} takes no arguments` : `${tool.name} takes ${takes.join(', ')}`;
  const body: ErrorBody = { code: 'invalid_arguments', message: `${problems.join('; ')}. ${hint}.` };
  return new ZopsError(body.code, body.message, { problems });
}
