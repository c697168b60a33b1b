// The page's only way to its server: fetch on its own origin, with the token when there is one.
import { RequestFailed, problemOf } from './problem.js';
import { serverEvents, type ServerEvent } from './sse.js';

const TOKEN = 'zops-token';

/** For this tab only; never in a URL, a cookie or storage that outlives the tab. */
export function setToken(token: string): void {
  sessionStorage.setItem(TOKEN, token);
}

/** @throws RequestFailed */
export async function getJson(path: string, signal?: AbortSignal): Promise<unknown> {
  const response = await request(path, { ...(signal === undefined ? {} : { signal }) });
  return response.json();
}

/** The events of one request, up to its end. @throws RequestFailed */
export async function* postEvents(path: string, body: unknown, signal: AbortSignal): AsyncGenerator<ServerEvent> {
  const headers = { 'Content-Type': 'application/json', Accept: 'text/event-stream' };
  const response = await request(path, { method: 'POST', body: JSON.stringify(body), headers, signal });
  if (response.body === null) throw new RequestFailed({ kind: 'dropped' });
  try {
    yield* serverEvents(response.body);
  } catch {
    throw new RequestFailed({ kind: signal.aborted ? 'cancelled' : 'dropped' });
  }
}

async function request(path: string, init: RequestInit): Promise<Response> {
  const token = sessionStorage.getItem(TOKEN);
  const headers = { ...(init.headers as Record<string, string> | undefined), ...(token === null ? {} : { Authorization: `Bearer ${token}` }) };
  let response: Response;
  try {
    response = await fetch(path, { ...init, headers, cache: 'no-store', credentials: 'omit', redirect: 'error' });
  } catch {
    throw new RequestFailed({ kind: init.signal?.aborted === true ? 'cancelled' : 'unreachable' });
  }
  if (response.ok) return response;
  const body: unknown = await response.json().catch(() => null);
  throw new RequestFailed(problemOf(response.status, response.headers.get('Retry-After'), body));
}
