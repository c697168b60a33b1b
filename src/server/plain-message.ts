// Tells the messages that clients send all the time from the rest, in a microsecond. What is not plain is not wrong: it goes
// through the protocol's schemas, which take longer than the rest of a small call. Knows nothing of MCP's SDK.

export interface PlainMessage {
  jsonrpc: '2.0';
  id: string | number;
  method: string;
  params?: Record<string, unknown>;
}

const MESSAGE_KEYS = new Set(['jsonrpc', 'id', 'method', 'params']);
const CALL_KEYS = new Set(['name', 'arguments', '_meta']);
/** Trace context (SEP-414). */
const META_TEXTS = new Set(['traceparent', 'tracestate', 'baggage']);
/** The other requests with parameters are rare, and are checked by the schemas. */
const METHODS = new Set(['tools/call', 'tools/list', 'ping']);

/** Whether it is a request that every schema of the protocol accepts as it is. */
export function isPlainMessage(json: unknown): json is PlainMessage {
  if (!isRecord(json) || !hasOnly(json, MESSAGE_KEYS) || json['jsonrpc'] !== '2.0') return false;
  const { id, method, params = {} } = json;
  if (!isId(id) || typeof method !== 'string' || !METHODS.has(method) || !isRecord(params)) return false;
  if (params['_meta'] !== undefined && !isPlainMeta(params['_meta'])) return false;
  if (method !== 'tools/call') return hasOnly(params, META_ONLY);
  return hasOnly(params, CALL_KEYS) && typeof params['name'] === 'string' && (params['arguments'] === undefined || isRecord(params['arguments']));
}

const META_ONLY = new Set(['_meta']);

function isPlainMeta(meta: unknown): boolean {
  return isRecord(meta) && Object.entries(meta).every(([key, value]) => (key === 'progressToken' ? isId(value) : META_TEXTS.has(key) && typeof value === 'string'));
}

function isId(value: unknown): boolean {
  return typeof value === 'string' || Number.isSafeInteger(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hasOnly(record: Readonly<Record<string, unknown>>, keys: ReadonlySet<string>): boolean {
  return Object.keys(record).every((key) => keys.has(key));
}
