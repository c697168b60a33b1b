// W3C trace context of one run (https://www.w3.org/TR/trace-context/): ids only, nothing is exported here.
import { randomBytes } from 'node:crypto';

export interface TraceContext {
  /** 32 hex digits. */
  readonly traceId: string;
  /** A `traceparent` with a new span id for each call. */
  traceparent(): string;
}

export function newTrace(): TraceContext {
  const traceId = randomHex(16);
  return { traceId, traceparent: () => `00-${traceId}-${randomHex(8)}-01` };
}

/** Ids of only zeros are invalid. */
function randomHex(bytes: number): string {
  const hex = randomBytes(bytes).toString('hex');
  return /^0+$/.test(hex) ? randomHex(bytes) : hex;
}
