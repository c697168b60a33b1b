// Reads the runner's lines. The container is the untrusted side: a line that is too long or has another shape is an error.
import type { Readable } from 'node:stream';
import * as z from 'zod';
import type { Answer, Greeting } from '../../../runner/protocol.js';

const ran = z.strictObject({
  id: z.int(),
  stdout: z.string(),
  stderr: z.string(),
  exitCode: z.int().nullable(),
  signal: z.string().nullable(),
  truncated: z.boolean(),
  timedOut: z.boolean(),
  durationMs: z.number(),
});
const failed = z.strictObject({
  id: z.int().nullable(),
  error: z.strictObject({
    code: z.enum(['invalid_request', 'request_too_large', 'refused', 'changed', 'cancelled', 'busy', 'spawn_failed', 'internal']),
    message: z.string(),
    rule: z.string().optional(),
  }),
});
const GREETING: z.ZodType<Greeting> = z.strictObject({ zops: z.literal(2) });
const ANSWER: z.ZodType<Answer> = z.union([ran, failed]);

export const parseGreeting = (line: string): Greeting => GREETING.parse(JSON.parse(line));
export const parseAnswer = (line: string): Answer => ANSWER.parse(JSON.parse(line));

/** @param onLine may throw: like a line longer than `maxBytes`, that ends the reading with one call of `onBroken`. */
export function readAnswers(input: Readable, maxBytes: number, onLine: (line: string) => void, onBroken: (why: unknown) => void): void {
  let pending: Buffer[] = [];
  let length = 0;
  const read = (chunk: Buffer): void => {
    try {
      let rest = chunk;
      for (let at = rest.indexOf(0x0a); at !== -1; at = rest.indexOf(0x0a)) {
        const line = Buffer.concat([...pending, rest.subarray(0, at)]).toString('utf8');
        pending = [];
        length = 0;
        rest = rest.subarray(at + 1);
        onLine(line);
      }
      pending.push(rest);
      length += rest.length;
      if (length > maxBytes) throw new Error(`a line of more than ${maxBytes} bytes`);
    } catch (error) {
      input.off('data', read);
      // Flowing on without a listener, so that the writer never blocks and its end is seen.
      input.resume();
      onBroken(error);
    }
  };
  input.on('data', read);
}
