// The one wrapper around every tool call: validate → audit → handler → audit → result. Knows nothing of MCP's SDK.
import type * as z from 'zod';
import { messageOf, toErrorBody, ZopsError, type ErrorBody } from '../errors.js';
import type { Tracing } from '../tracing/tracing.js';
import type { Services, Tool, ToolContext } from '../tools/tool.js';
import { firstProblems } from './problems.js';
import { recorded, type Recorder, type RequestContext } from './recorded.js';

/** What the wrapper needs, wired in src/serve.ts. */
export interface CallDeps extends Recorder {
  readonly services: Services;
  readonly tracing: Tracing;
}

export interface CallContext extends RequestContext, Pick<ToolContext, 'confirm'> {}

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
  const observation = deps.tracing.resume(context.traceparent, 'tool', `mcp ${tool.name}`, { input: args });
  const { signal, progress, confirm } = context;
  const about = { tool: tool.name, args: asRecord(args), traceId: observation.traceId, durable: tool.effect === 'changes' };
  const ended = await recorded(about, deps, context, () => handle(), (output) => tool.decision?.(output));
  const { outcome } = ended;
  const result = 'value' in ended ? { structured: ended.value, isError: tool.failed?.(ended.value) ?? false } : failed(ended.error);
  if (outcome.allowed !== undefined) observation.start('guardrail', 'policy', { input: args }).end({ output: { allowed: outcome.allowed, rule: outcome.rule } });
  observation.end({ output: result.structured, ...(result.isError ? { error: outcome.code ?? `refused: ${outcome.rule ?? ''}` } : {}) });
  return result;

  function failed(error: unknown): CallResult {
    if (!(error instanceof ZopsError)) deps.warn(`${tool.name}: ${error instanceof Error ? (error.stack ?? error.message) : messageOf(error)}`);
    return { structured: { error: toErrorBody(error) }, isError: true };
  }

  function handle(): Promise<Readonly<Record<string, unknown>>> {
    const parsed = tool.input.safeParse(args ?? {});
    if (!parsed.success) throw invalidArguments(tool, parsed.error);
    return tool.handle(parsed.data, { services: deps.services, signal, progress, confirm });
  }
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
