// What can go wrong between the page and its server, as something a person can act on. Pure.
import { isObject, number, objects, text } from './reading.js';

export type Problem =
  /** No answer at all: the server is gone or the network is. */
  | { readonly kind: 'unreachable' }
  /** The answer broke off: what was begun may have taken effect. */
  | { readonly kind: 'dropped' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'unauthorized'; readonly detail: string }
  | { readonly kind: 'invalid'; readonly fields: readonly { readonly field: string; readonly reason: string }[] }
  /** 429 and 503: worth another try after so many seconds. */
  | { readonly kind: 'busy'; readonly detail: string; readonly seconds: number }
  | { readonly kind: 'failed'; readonly detail: string };

export class RequestFailed extends Error {
  constructor(readonly problem: Problem) {
    super(problem.kind);
  }
}

const SECONDS = 5;
const SECONDS_MAX = 300;

/** @param body the problem document, or whatever came in its place. */
export function problemOf(status: number, retryAfter: string | null, body: unknown): Problem {
  const document = isObject(body) ? body : {};
  const detail = text(document['detail']) ?? text(document['title']) ?? `The server answered with status ${status}.`;
  if (status === 401) return { kind: 'unauthorized', detail };
  if (status === 422) {
    const fields = objects(document['errors']).map((error) => ({ field: text(error['field']) ?? '', reason: text(error['reason']) ?? detail }));
    return { kind: 'invalid', fields: fields.length > 0 ? fields : [{ field: '', reason: detail }] };
  }
  if (status === 429 || status === 503) return { kind: 'busy', detail, seconds: Math.min(SECONDS_MAX, Math.max(1, number(Number(retryAfter ?? SECONDS)) ?? SECONDS)) };
  return { kind: 'failed', detail };
}
