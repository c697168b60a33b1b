// Every place of a span in which a secret can travel, through the real SDK: what zops does not use today included.
import { SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { expect, it } from 'vitest';
import { createRedactor } from '../../src/redact.js';
import { RedactingProcessor } from '../../src/tracing/redacting-processor.js';

const SECRET = 'exact-secret-value';

it('a secret leaves in no place of a span', async () => {
  const exporter = new InMemorySpanExporter();
  const redactor = createRedactor({ secrets: [SECRET] });
  const provider = new BasicTracerProvider({ spanProcessors: [new RedactingProcessor(new SimpleSpanProcessor(exporter), redactor)] });
  const link = { context: { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: TraceFlags.SAMPLED }, attributes: { link: SECRET } };
  const span = provider.getTracer('test').startSpan(`name ${SECRET}`, { attributes: { text: SECRET, list: [SECRET, 'plain'], number: 5, [`key ${SECRET}`]: true }, links: [link] });
  span.addEvent(`event ${SECRET}`, { detail: SECRET });
  span.recordException(new Error(`exception ${SECRET}`));
  span.setStatus({ code: SpanStatusCode.ERROR, message: `status ${SECRET}` });
  span.end();
  await provider.forceFlush();
  const [exported] = exporter.getFinishedSpans();
  const { name, attributes, events, links, status } = exported ?? {};
  const seen = JSON.stringify({ name, attributes, events, links, status });
  expect(seen).not.toContain(SECRET);
  expect(name).toBe('name [redacted]');
  expect(attributes).toEqual({ text: '[redacted]', list: ['[redacted]', 'plain'], number: 5, 'key [redacted]': true });
  expect(events?.map((event) => event.name)).toEqual(['event [redacted]', 'exception']);
  expect(events?.[1]?.attributes?.['exception.message']).toBe('exception [redacted]');
  expect(links?.[0]?.attributes).toEqual({ link: '[redacted]' });
  expect(status).toEqual({ code: SpanStatusCode.ERROR, message: 'status [redacted]' });
  await provider.shutdown();
});
