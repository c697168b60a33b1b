// The body of a request as checked JSON: of the right kind, of bounded size, valid, and with nothing in it that nobody asked for.
import type * as z from 'zod';
import { LIMITS } from '../limits.js';
import { HttpProblem } from './problem.js';

/** @throws HttpProblem 400, 413, 415, 422 */
export async function readBody<Schema extends z.ZodType>(request: Request, schema: Schema, { optional = false } = {}): Promise<z.output<Schema>> {
  const text = await readText(request);
  if (text === '' && optional) return check({}, schema);
  requireJson(request.headers);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new HttpProblem(400, 'invalid_json', 'The body is not valid JSON.');
  }
  return check(json, schema);
}

function requireJson(headers: Headers): void {
  const type = (headers.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/json') throw new HttpProblem(415, 'unsupported_media_type', 'Send the body as JSON, with Content-Type: application/json.', { headers: { 'Accept-Post': 'application/json' } });
  const encoding = headers.get('content-encoding') ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') throw new HttpProblem(415, 'unsupported_encoding', 'Send the body without Content-Encoding.', { headers: { 'Accept-Encoding': 'identity' } });
}

async function readText(request: Request): Promise<string> {
  if (Number(request.headers.get('content-length') ?? 0) > LIMITS.httpBodyBytes) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Some bodies do not say how long they are.
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > LIMITS.httpBodyBytes) throw tooLarge();
    chunks.push(chunk);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new HttpProblem(400, 'invalid_text', 'The body is not valid UTF-8.');
  }
}

function check<Schema extends z.ZodType>(json: unknown, schema: Schema): z.output<Schema> {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.slice(0, 20).flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') return issue.keys.slice(0, 20).map((key) => ({ field: key.slice(0, 80), reason: 'is not known here' }));
    return [{ field: issue.path.join('.'), reason: issue.message }];
  });
  const detail = `${errors.map(({ field, reason }) => `${field === '' ? 'body' : field}: ${reason}`).join('; ')}.`;
  throw new HttpProblem(422, 'invalid_request', detail, { errors });
}

function tooLarge(): HttpProblem {
  // What is still to come is not read: the connection ends.
  return new HttpProblem(413, 'body_too_large', `The body has more than ${LIMITS.httpBodyBytes} bytes.`, { headers: { Connection: 'close' } });
}
