// What a person may set when a host or a registry installs the server: one list behind the MCPB manifest and server.json.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ENVIRONMENT, type EnvironmentName } from '../../src/config.js';

/** What the server reads; OPENAI_* and the token of `zops serve` belong to the agent. */
type ServerVariable = Exclude<Extract<EnvironmentName, `ZOPS_${string}` | `LANGFUSE_${string}` | `OTEL_${string}`>, 'ZOPS_TOKEN'>;

interface Form {
  readonly title: string;
  readonly kind: 'text' | 'boolean' | 'directory' | 'file';
  readonly choices?: readonly string[];
  readonly secret?: true;
  /** Where the words of ENVIRONMENT do not suit a form. */
  readonly description?: string;
}

export interface Setting extends Form {
  readonly name: ServerVariable;
  readonly description: string;
}

/** A new variable belongs here too; null is what makes no sense in a form. */
const FORMS: Readonly<Record<ServerVariable, Form | null>> = {
  ZOPS_SCENARIO: { title: 'Practice system', kind: 'text', choices: scenarios() },
  ZOPS_DATA_DIR: { title: 'Own logs', kind: 'directory' },
  ZOPS_STATE_DIR: { title: 'State folder', kind: 'directory' },
  ZOPS_SANDBOX: { title: 'Sandbox', kind: 'text', choices: ['auto', 'docker', 'embedded'] },
  ZOPS_IMAGE: { title: 'Sandbox image', kind: 'text' },
  ZOPS_READ_ONLY: { title: 'Read only', kind: 'boolean', description: 'Nothing that changes things is offered.' },
  ZOPS_POLICY: { title: 'Site policy file', kind: 'file' },
  ZOPS_CONFIRM: { title: 'Ask before', kind: 'text', choices: ['never', 'changes', 'always'] },
  LANGFUSE_PUBLIC_KEY: { title: 'Langfuse public key', kind: 'text' },
  LANGFUSE_SECRET_KEY: { title: 'Langfuse secret key', kind: 'text', secret: true, description: 'Goes with the public key.' },
  LANGFUSE_HOST: { title: 'Langfuse address', kind: 'text' },
  OTEL_EXPORTER_OTLP_ENDPOINT: { title: 'OTLP address', kind: 'text' },
};

export const SETTINGS: readonly Setting[] = (Object.keys(FORMS) as ServerVariable[]).flatMap((name) => {
  const form = FORMS[name];
  return form === null ? [] : [{ name, description: ENVIRONMENT[name].replaceAll('`', ''), ...form }];
});

function scenarios(): string[] {
  const entries = readdirSync(fileURLToPath(new URL('../../fixtures/', import.meta.url)), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory() && entry.name !== 'generator').map(({ name }) => name).sort();
}
