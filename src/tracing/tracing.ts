// The tracing seam: observations of one request, explicitly parented. Without a destination only ids are made and nothing is kept.
import { randomUUID } from 'node:crypto';

/** Langfuse's observation types that zops uses. */
export type ObservationType = 'agent' | 'generation' | 'tool' | 'guardrail';

export interface ObservationStart {
  readonly input?: unknown;
  /** Model of a generation. */
  readonly model?: string;
}

export interface ObservationEnd {
  readonly output?: unknown;
  /** Marks the observation as failed, with this reason. */
  readonly error?: string;
  /** Tokens of a generation. */
  readonly usage?: { readonly input: number; readonly output: number; readonly total: number };
}

export interface Observation {
  /** W3C trace id, 32 hex digits. */
  readonly traceId: string;
  /** W3C `traceparent` under which others continue this trace. */
  readonly traceparent: string;
  start(type: ObservationType, name: string, start?: ObservationStart): Observation;
  /** The first call counts. */
  end(end?: ObservationEnd): void;
}

export interface TraceStart extends ObservationStart {
  readonly name: string;
  readonly sessionId?: string;
  readonly userId?: string;
  readonly tags?: readonly string[];
}

export interface Tracing {
  /** Begins the trace of one request with an `agent` observation. */
  begin(start: TraceStart): Observation;
  /** Continues the trace of a caller under its `traceparent`; one that is missing or malformed begins a trace of its own. */
  resume(traceparent: unknown, type: ObservationType, name: string, start?: ObservationStart): Observation;
  /** Sends what has ended, within `timeoutMs` (default `LIMITS.traceFlushMs`); true when every observation of this process arrived. Never rejects. */
  flush(timeoutMs?: number): Promise<boolean>;
}

const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}$/;

export interface TraceParent {
  readonly traceId: string;
  readonly spanId: string;
}

/** Untrusted: null for anything that is not exactly a version 00 traceparent (https://www.w3.org/TR/trace-context/). */
export function parseTraceparent(value: unknown): TraceParent | null {
  const match = typeof value === 'string' && value.length === 55 ? TRACEPARENT.exec(value) : null;
  return match?.[1] === undefined || match[2] === undefined ? null : { traceId: match[1], spanId: match[2] };
}

class NoObservation implements Observation {
  constructor(readonly traceId: string) {}

  get traceparent(): string {
    return `00-${this.traceId}-${randomHex(8)}-01`;
  }

  start(): Observation {
    return this;
  }

  end(): void {
    // Nothing is kept.
  }
}

/** For when no destination is configured. */
export const NO_TRACING: Tracing = {
  begin: () => new NoObservation(randomHex(16)),
  resume: (traceparent) => new NoObservation(parseTraceparent(traceparent)?.traceId ?? randomHex(16)),
  flush: () => Promise.resolve(false),
};

/** From a UUID, whose random bytes Node.js draws in batches; its version digit is within the first eight bytes, so the id is never only zeros. */
export function randomHex(bytes: 8 | 16): string {
  return randomUUID().replaceAll('-', '').slice(0, bytes * 2);
}
