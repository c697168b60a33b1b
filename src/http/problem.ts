// Every error as application/problem+json (RFC 9457): what is wrong and what to do, never a stack.
import { STATUS_CODES } from 'node:http';
import { ERROR_CODES, toErrorBody, type ErrorCode } from '../errors.js';
import { ZopsError } from '../errors.js';
import type { Problem } from './contract.js';

export const PROBLEM_TYPE = 'application/problem+json';

/** How long to wait where trying again helps, seconds. */
const RETRY_SECONDS = 2;

export class HttpProblem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly more: { readonly headers?: Readonly<Record<string, string>>; readonly errors?: Problem['errors'] } = {},
  ) {
    super(detail);
  }

  get body(): Problem {
    const { errors } = this.more;
    const title = STATUS_CODES[this.status] ?? 'Error';
    return { type: 'about:blank', title, status: this.status, code: this.code, detail: this.message, ...(errors === undefined ? {} : { errors }) };
  }

  get response(): Response {
    const headers = { 'Content-Type': PROBLEM_TYPE, 'Cache-Control': 'no-store', ...this.more.headers };
    return new Response(`${JSON.stringify(this.body)}\n`, { status: this.status, headers });
  }
}

export function busy(status: 429 | 503, code: string, detail: string, seconds: number = RETRY_SECONDS): HttpProblem {
  return new HttpProblem(status, code, detail, { headers: { 'Retry-After': String(Math.max(1, Math.ceil(seconds))) } });
}

/** What speaks for itself does so; everything else is a fault of ours, and only stderr hears of it. */
export function asProblem(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error;
  const { code, message } = toErrorBody(error);
  if (code === 'server_unavailable') return busy(503, code, message);
  return new HttpProblem(500, code, error instanceof ZopsError ? message : 'zops failed on this request for a reason of its own; its stderr has it.');
}

/** An error of the MCP server on something that was asked of it. */
export function problemOfServer({ code, message }: { readonly code: string; readonly message: string }): HttpProblem {
  if (code === 'unknown_resource') return new HttpProblem(404, code, message);
  const responsible = code in ERROR_CODES ? ERROR_CODES[code as ErrorCode] : 'bug';
  return new HttpProblem(responsible === 'caller' ? 422 : responsible === 'operator' ? 503 : 500, code, message);
}
