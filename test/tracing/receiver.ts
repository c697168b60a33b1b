// A loopback stand-in for Langfuse's OTLP endpoint that validates strictly: no real Langfuse can run here.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LangfuseOtelSpanAttributes } from '@langfuse/core';
import { onTestFinished } from 'vitest';
import * as z from 'zod';

const value = z.union([
  z.strictObject({ stringValue: z.string() }),
  z.strictObject({ arrayValue: z.strictObject({ values: z.array(z.strictObject({ stringValue: z.string() })) }) }),
]);
const KEYS: readonly string[] = Object.values(LangfuseOtelSpanAttributes);
const attribute = z.strictObject({ key: z.string().refine((key) => KEYS.includes(key), 'no attribute that Langfuse knows'), value });
const nanos = z.string().regex(/^\d{19}$/);

const SPAN = z.strictObject({
  traceId: z.string().regex(/^(?!0{32})[0-9a-f]{32}$/),
  spanId: z.string().regex(/^(?!0{16})[0-9a-f]{16}$/),
  parentSpanId: z
    .string()
    .regex(/^(?!0{16})[0-9a-f]{16}$/)
    .optional(),
  traceState: z.undefined().optional(),
  name: z.string().min(1),
  kind: z.int(),
  startTimeUnixNano: nanos,
  endTimeUnixNano: nanos,
  attributes: z.array(attribute),
  droppedAttributesCount: z.literal(0),
  events: z.array(z.unknown()),
  droppedEventsCount: z.literal(0),
  status: z.strictObject({ code: z.int(), message: z.string().optional() }),
  links: z.array(z.never()),
  droppedLinksCount: z.literal(0),
  flags: z.int().optional(),
});
const BODY = z.strictObject({
  resourceSpans: z.array(
    z.strictObject({
      resource: z.object({ attributes: z.array(z.strictObject({ key: z.string(), value: z.object({ stringValue: z.string() }) })) }),
      scopeSpans: z.array(z.strictObject({ scope: z.strictObject({ name: z.literal('zops'), version: z.string() }), spans: z.array(SPAN) })),
    }),
  ),
});

export interface ReceivedSpan {
  readonly service: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly name: string;
  readonly status: { readonly code: number; readonly message?: string | undefined };
  /** By attribute name; lists joined by commas. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface Receiver {
  readonly url: string;
  readonly spans: ReceivedSpan[];
  /** What was not valid, in words. */
  readonly problems: string[];
  /** Everything that came over the wire, for the search for secrets. */
  readonly raw: () => string;
  readonly requests: () => readonly { readonly path: string; readonly authorization: string | undefined }[];
}

/** @param respond in place of 200, for the faults. */
export async function startReceiver(respond?: (request: IncomingMessage, response: ServerResponse) => void): Promise<Receiver> {
  const spans: ReceivedSpan[] = [];
  const problems: string[] = [];
  const requests: { path: string; authorization: string | undefined }[] = [];
  let raw = '';
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      raw += body;
      requests.push({ path: request.url ?? '', authorization: request.headers.authorization });
      if (respond !== undefined) {
        respond(request, response);
        return;
      }
      const parsed = BODY.safeParse(JSON.parse(body));
      if (!parsed.success) problems.push(...parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
      for (const { resource, scopeSpans } of parsed.data?.resourceSpans ?? []) {
        const service = resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? '';
        for (const span of scopeSpans.flatMap((scope) => scope.spans)) {
          const { traceId, spanId, parentSpanId, name, status } = span;
          const attributes = Object.fromEntries(
            span.attributes.map((one) => [one.key, 'stringValue' in one.value ? one.value.stringValue : one.value.arrayValue.values.map((item) => item.stringValue).join(',')]),
          );
          spans.push({ service, traceId, spanId, parentSpanId, name, status, attributes });
        }
      }
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, spans, problems, raw: () => raw, requests: () => requests };
}
