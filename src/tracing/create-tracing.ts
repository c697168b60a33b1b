// Chooses the tracing that is configured: Langfuse, any OTLP endpoint, both, or none. OpenTelemetry is loaded only when needed.
import type { Destination } from './otel-tracing.js';
import { NO_TRACING, type Tracing } from './tracing.js';

export interface TracingOptions {
  readonly service: string;
  readonly version: string;
  readonly langfuse: { readonly publicKey: string | null; readonly secretKey: string | null; readonly host: string | null };
  /** Base address of a generic OTLP/HTTP endpoint; `/v1/traces` is appended (OTEL_EXPORTER_OTLP_ENDPOINT). */
  readonly otlpEndpoint: string | null;
  readonly secrets: readonly string[];
  readonly warn: (line: string) => void;
}

const LANGFUSE_CLOUD = 'https://cloud.langfuse.com';

export async function createTracing({ service, version, langfuse, otlpEndpoint, secrets, warn }: TracingOptions): Promise<Tracing> {
  const destinations = [...langfuseDestination(langfuse), ...(otlpEndpoint === null ? [] : [{ url: under(otlpEndpoint, 'v1/traces'), headers: {} }])];
  if (destinations.length === 0) return NO_TRACING;
  const { createOtelTracing } = await import('./otel-tracing.js');
  return createOtelTracing({ service, version, destinations, secrets, warn });
}

function langfuseDestination({ publicKey, secretKey, host }: TracingOptions['langfuse']): readonly Destination[] {
  if (publicKey === null || secretKey === null) return [];
  const credentials = Buffer.from(`${publicKey}:${secretKey}`).toString('base64');
  return [{ url: under(host ?? LANGFUSE_CLOUD, 'api/public/otel/v1/traces'), headers: { authorization: `Basic ${credentials}` } }];
}

function under(base: string, path: string): string {
  return `${base.replace(/\/+$/, '')}/${path}`;
}
