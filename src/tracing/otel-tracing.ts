// Tracing over OpenTelemetry, to Langfuse's OTLP endpoint and to any other. Loaded only when a destination is configured.
import { context, ROOT_CONTEXT, SpanStatusCode, trace, TraceFlags, type Attributes, type Context, type Span, type Tracer } from '@opentelemetry/api';
import { ExportResultCode } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor, type ReadableSpan, type SpanExporter } from '@opentelemetry/sdk-trace-base';
import { LIMITS } from '../limits.js';
import { createRedactor, type Redactor } from '../redact.js';
import { ATTRIBUTES } from './attributes.js';
import { RedactingProcessor } from './redacting-processor.js';
import { parseTraceparent, randomHex, type Observation, type ObservationEnd, type ObservationStart, type ObservationType, type TraceStart, type Tracing } from './tracing.js';

export interface Destination {
  /** Full address of an OTLP/HTTP traces endpoint. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface OtelOptions {
  /** `service.name`: which of our processes this is. */
  readonly service: string;
  readonly version: string;
  readonly destinations: readonly Destination[];
  readonly secrets: readonly string[];
  /** Writes one line to stderr. */
  readonly warn: (line: string) => void;
}

/** A server has little time at its end, so what has ended leaves soon, ms. */
const EXPORT_DELAY_MS = 300;
/** Longest attribute, characters: a whole log result is not a trace. */
const ATTRIBUTE_CHARS = 8_000;

export function createOtelTracing({ service, version, destinations, secrets, warn }: OtelOptions): Tracing {
  const redactor = createRedactor({ secrets });
  let failed = false;
  let told = false;
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': service, 'service.version': version }),
    // The SDK's own ids come from Math.random, whose next values show in the ones before; a trace id is what a plan is run by.
    idGenerator: { generateTraceId: () => randomHex(16), generateSpanId: () => randomHex(8) },
    spanProcessors: destinations.map(({ url, headers }) => {
      const exporter = new OTLPTraceExporter({ url, headers: { ...headers }, timeoutMillis: LIMITS.traceFlushMs });
      const watched = watch(exporter, () => (failed = true));
      return new RedactingProcessor(new BatchSpanProcessor(watched, { exportTimeoutMillis: LIMITS.traceFlushMs, scheduledDelayMillis: EXPORT_DELAY_MS }), redactor);
    }),
  });
  const tracer = provider.getTracer('zops', version);

  function observe(parent: Context, type: ObservationType, name: string, start: ObservationStart, common: Attributes): OtelObservation {
    return new OtelObservation(tracer, redactor, parent, type, name, start, common);
  }

  return {
    begin({ name, sessionId, userId, tags = [], ...start }: TraceStart) {
      const common = {
        [ATTRIBUTES.traceName]: name,
        [ATTRIBUTES.tags]: [...tags],
        ...(sessionId === undefined ? {} : { [ATTRIBUTES.sessionId]: sessionId }),
        ...(userId === undefined ? {} : { [ATTRIBUTES.userId]: userId }),
      };
      return observe(ROOT_CONTEXT, 'agent', name, start, common);
    },
    resume(traceparent, type, name, start = {}) {
      const parent = parseTraceparent(traceparent);
      const remote = parent === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, { ...parent, traceFlags: TraceFlags.SAMPLED, isRemote: true });
      return observe(remote, type, name, start, {});
    },
    async flush(timeoutMs = LIMITS.traceFlushMs) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<'late'>((resolve) => (timer = setTimeout(() => resolve('late'), timeoutMs)));
      const flushed = provider.forceFlush().then(
        () => 'flushed' as const,
        () => 'failed' as const,
      );
      const outcome = await Promise.race([flushed, late]);
      clearTimeout(timer);
      const arrived = outcome === 'flushed' && !failed;
      if (!arrived && !told) warn('The trace could not be exported; the result is not affected.');
      told ||= !arrived;
      return arrived;
    },
  };
}

class OtelObservation implements Observation {
  private readonly span: Span;
  private readonly context: Context;

  constructor(
    private readonly tracer: Tracer,
    private readonly redactor: Redactor,
    parent: Context,
    type: ObservationType,
    name: string,
    { input, model }: ObservationStart,
    /** Attributes of the trace, which Langfuse wants on every observation. */
    private readonly common: Attributes,
  ) {
    const attributes: Attributes = {
      ...common,
      [ATTRIBUTES.type]: type,
      ...this.text(ATTRIBUTES.input, input),
      ...(parent === ROOT_CONTEXT ? this.text(ATTRIBUTES.traceInput, input) : {}),
      ...(model === undefined ? {} : { [ATTRIBUTES.model]: model }),
    };
    this.span = tracer.startSpan(name, { attributes }, parent);
    this.context = trace.setSpan(parent, this.span);
    this.isRoot = parent === ROOT_CONTEXT;
  }

  private readonly isRoot: boolean;

  get traceId(): string {
    return this.span.spanContext().traceId;
  }

  get traceparent(): string {
    const { traceId, spanId } = this.span.spanContext();
    return `00-${traceId}-${spanId}-01`;
  }

  start(type: ObservationType, name: string, start: ObservationStart = {}): Observation {
    return new OtelObservation(this.tracer, this.redactor, this.context, type, name, start, this.common);
  }

  end({ output, error, usage }: ObservationEnd = {}): void {
    if (!this.span.isRecording()) return;
    this.span.setAttributes({
      ...this.text(ATTRIBUTES.output, output),
      ...(this.isRoot ? this.text(ATTRIBUTES.traceOutput, output) : {}),
      ...(usage === undefined ? {} : { [ATTRIBUTES.usage]: JSON.stringify(usage) }),
    });
    if (error !== undefined) {
      this.span.setAttributes({ [ATTRIBUTES.level]: 'ERROR', [ATTRIBUTES.statusMessage]: error });
      this.span.setStatus({ code: SpanStatusCode.ERROR, message: error });
    }
    this.span.end();
  }

  /** Redacted by field name here, while there are fields; by shape and exact value once more on the way out. */
  private text(key: string, value: unknown): Attributes {
    if (value === undefined) return {};
    const safe = this.redactor.value(value);
    return { [key]: (typeof safe === 'string' ? safe : JSON.stringify(safe)).slice(0, ATTRIBUTE_CHARS) };
  }
}

/** Tells of a failed export: the SDK itself only logs it. */
function watch(exporter: SpanExporter, onFailure: () => void): SpanExporter {
  return {
    export: (spans: ReadableSpan[], done) => {
      // The exporter's own requests must not be traced.
      context.with(ROOT_CONTEXT, () =>
        exporter.export(spans, (result) => {
          if (result.code !== ExportResultCode.SUCCESS) onFailure();
          done(result);
        }),
      );
    },
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
    shutdown: () => exporter.shutdown(),
  };
}
