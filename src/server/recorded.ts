// One request in the audit trail: `call` before anything happens, `result` after it, whatever comes of it. Knows nothing of MCP's SDK.
import { randomUUID } from 'node:crypto';
import { messageOf, toErrorBody, ZopsError } from '../errors.js';
import type { AuditEvent, AuditLog } from '../state/state.js';

export interface Recorder {
  readonly audit: AuditLog;
  /** Writes one line to stderr: for operators, never for a model. */
  readonly warn: (line: string) => void;
}

/** Who asks, and how long they wait. */
export interface RequestContext {
  /** Client name and version, as it introduced itself. */
  readonly client: string;
  /** Aborted when the client cancels the request or the server ends. */
  readonly signal: AbortSignal;
  /** Takes what goes on after the answer; the server does not end before it. */
  readonly background: (work: Promise<unknown>) => void;
  /** `_meta.traceparent` of the request: untrusted, and only ever used to place observations in a trace. */
  readonly traceparent: unknown;
  /** Tells a client that asked for it how far a long request is; never fails. */
  readonly progress: (message: string) => void;
}

export interface Recorded {
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly traceId: string;
  /** What outlives the request survives a power failure in the trail, too, and is waited for. */
  readonly durable: boolean;
}

export type Outcome = Pick<AuditEvent, 'outcome' | 'code' | 'allowed' | 'rule'>;

/** `error` is a ZopsError for whatever somebody can mend; anything else is a bug. */
export type Ended<T> = { readonly outcome: Outcome; readonly value: T } | { readonly outcome: Outcome; readonly error: unknown };

/**
 * Never rejects. What cannot be recorded before its effect does not happen.
 * @param verdict what the policy decided, when that shows in the value
 */
export async function recorded<T>(
  { tool, args, traceId, durable }: Recorded,
  { audit, warn }: Recorder,
  { client, signal, background }: RequestContext,
  work: () => Promise<T>,
  verdict: (value: T) => { readonly allowed: boolean; readonly rule: string } | undefined = () => undefined,
): Promise<Ended<T>> {
  const started = performance.now();
  const about = { call_id: randomUUID(), tool, client, trace_id: traceId };
  let announced = false;
  let ended: Ended<T>;
  try {
    await audit.append({ event: 'call', ...about, args }, { durable });
    announced = true;
    signal.throwIfAborted();
    const value = await work();
    const decision = verdict(value);
    ended = { value, outcome: { outcome: decision?.allowed === false ? 'refused' : 'ok', ...decision } };
  } catch (thrown) {
    const error = cancelledOr(thrown, signal);
    ended = { error, outcome: outcomeOf(error) };
  }
  if (!announced) return ended;
  const duration_ms = Math.round(performance.now() - started);
  const written = audit.append({ event: 'result', ...about, ...ended.outcome, duration_ms }, { durable, lazy: !durable }).catch((error: unknown) => {
    // The effect has happened and was announced in the trail; the next request will fail on its own record.
    warn(`audit: the result of call ${about.call_id} could not be recorded: ${messageOf(error)}`);
  });
  if (durable) await written;
  else background(written);
  return ended;
}

function cancelledOr(thrown: unknown, signal: AbortSignal): unknown {
  if (thrown instanceof ZopsError || !signal.aborted) return thrown;
  return new ZopsError('cancelled', 'The call was cancelled before it finished.');
}

/** A refused configuration change or one that nobody confirmed is a verdict too. */
function outcomeOf(error: unknown): Outcome {
  const { code, rule } = toErrorBody(error);
  if (!(error instanceof ZopsError)) return { outcome: 'error', code };
  if (code === 'cancelled') return { outcome: 'cancelled', code };
  if (error.responsible !== 'policy') return { outcome: 'error', code };
  return { outcome: 'refused', code, allowed: false, rule: typeof rule === 'string' ? rule : code };
}
