// A span processor in front of another: nothing leaves unredacted, wherever in a span it travels (name, attributes, status, events).
import type { Attributes, AttributeValue, Context } from '@opentelemetry/api';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { Redactor } from '../redact.js';

export class RedactingProcessor implements SpanProcessor {
  constructor(
    private readonly next: SpanProcessor,
    private readonly redactor: Redactor,
  ) {}

  onStart(span: Span, context: Context): void {
    this.next.onStart(span, context);
  }

  onEnd(span: ReadableSpan): void {
    this.next.onEnd(redactSpan(span, this.redactor));
  }

  forceFlush(): Promise<void> {
    return this.next.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.next.shutdown();
  }
}

function redactSpan(span: ReadableSpan, { text }: Redactor): ReadableSpan {
  const value = (one: AttributeValue | undefined): AttributeValue | undefined => {
    if (typeof one === 'string') return text(one);
    return Array.isArray(one) ? (one.map((item) => (typeof item === 'string' ? text(item) : item)) as AttributeValue) : one;
  };
  const attributes = (given: Attributes = {}): Attributes => Object.fromEntries(Object.entries(given).map(([key, one]) => [text(key), value(one)]));
  const { message } = span.status;
  // A view on the span, not a copy: its other members live on its prototype.
  return Object.create(span, {
    name: { value: text(span.name) },
    attributes: { value: attributes(span.attributes) },
    status: { value: message === undefined ? span.status : { ...span.status, message: text(message) } },
    events: { value: span.events.map((event) => ({ ...event, name: text(event.name), attributes: attributes(event.attributes) })) },
    links: { value: span.links.map((link) => ({ ...link, attributes: attributes(link.attributes) })) },
  }) as ReadableSpan;
}
