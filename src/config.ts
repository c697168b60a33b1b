// The environment, read in one place: validated, merged with defaults, frozen. Touches no file and no other module state.
import path from 'node:path';
import envPaths from 'env-paths';
import * as z from 'zod';
import { ZopsError } from './errors.js';
import { LIMITS } from './limits.js';
import { packageFile } from './package-files.js';

/** Every variable that zops reads, with what it is for: `--help` and the README's table come from here. */
export const ENVIRONMENT = {
  ZOPS_SCENARIO: 'Practice system to operate: a folder of fixtures/ (default `baseline`).',
  ZOPS_DATA_DIR: 'Your own directory with syslog.log, joblog.log, audit.log, error.log, status.json in place of a scenario; only read.',
  ZOPS_STATE_DIR: 'Where configuration values and the audit log live (default: the platform\'s state folder).',
  ZOPS_SANDBOX: '`auto` (default), `docker` or `embedded`.',
  ZOPS_IMAGE: 'Runner image for the Docker sandbox (default: the one `zops-mcp sandbox build` makes).',
  ZOPS_READ_ONLY: '`1`: nothing that changes things is offered.',
  ZOPS_POLICY: 'JSON file that narrows the policy for this site and adds configuration keys (docs/site-policy.md).',
  ZOPS_CONFIRM: 'Whether a person is asked: `never`, before `changes`, or `always` (also before commands); unset: before changes where the host can ask.',
  ZOPS_TOKEN: 'Secret that requests to `zops serve` must carry; needed to serve other machines.',
  OPENAI_API_KEY: 'Switches the agent from the keyless stub to the OpenAI planner.',
  OPENAI_MODEL: 'Model of the OpenAI planner.',
  OPENAI_BASE_URL: 'Address of an OpenAI-compatible server.',
  OPENAI_API: '`responses` (default) or `chat`.',
  LANGFUSE_PUBLIC_KEY: 'With the secret key: traces go to Langfuse.',
  LANGFUSE_SECRET_KEY: 'See above.',
  LANGFUSE_HOST: 'Address of the Langfuse server (default: Langfuse Cloud).',
  OTEL_EXPORTER_OTLP_ENDPOINT: 'Traces go to this OTLP/HTTP endpoint too.',
} as const;

export type EnvironmentName = keyof typeof ENVIRONMENT;
type Env = Readonly<Record<string, string | undefined>>;

const SECRETS = ['OPENAI_API_KEY', 'LANGFUSE_SECRET_KEY', 'ZOPS_TOKEN'] as const satisfies readonly EnvironmentName[];

/** The token is the HTTP front's alone: no server needs it, no host's configuration repeats it. */
const OUR_OWN = Object.keys(ENVIRONMENT).filter((name) => name !== 'ZOPS_TOKEN');

/**
 * Variables of the docker CLI and of the process that a child needs besides our own. The last two are for engines behind
 * `ssh://` (the agent that holds the key) and for rootless ones (where their socket is); no container gets any of them.
 */
const DOCKER_ENVIRONMENT = ['DOCKER_HOST', 'DOCKER_CONTEXT', 'DOCKER_CONFIG', 'DOCKER_TLS_VERIFY', 'DOCKER_CERT_PATH', 'PATH', 'HOME', 'SSH_AUTH_SOCK', 'XDG_RUNTIME_DIR'];

/** Settings that are paths. */
const PATHS = ['ZOPS_DATA_DIR', 'ZOPS_STATE_DIR', 'ZOPS_POLICY'];

const SCHEMA = z.object({
  ZOPS_SCENARIO: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'write the name of a folder of fixtures/, such as baseline').default('baseline'),
  ZOPS_DATA_DIR: z.string().optional(),
  ZOPS_STATE_DIR: z.string().optional(),
  ZOPS_SANDBOX: z.enum(['auto', 'docker', 'embedded'], 'write auto, docker or embedded').default('auto'),
  ZOPS_IMAGE: z.string().regex(/^[A-Za-z0-9][\w./:@-]*$/, 'write an image reference such as zops-runner:latest').optional(),
  ZOPS_READ_ONLY: z
    .enum(['0', '1', 'true', 'false'], 'write 1 or 0')
    .default('0')
    .transform((value) => value === '1' || value === 'true'),
  ZOPS_POLICY: z.string().optional(),
  ZOPS_CONFIRM: z.enum(['never', 'changes', 'always'], 'write never, changes or always').optional(),
  ZOPS_TOKEN: z
    .string()
    .regex(new RegExp(`^[!-~]{${LIMITS.httpTokenChars},256}$`), `write ${LIMITS.httpTokenChars} to 256 letters and digits without blanks, such as the output of: openssl rand -hex 32`)
    .optional(),
  OPENAI_API_KEY: z.string().optional(),
  OPENAI_MODEL: z.string().optional(),
  OPENAI_BASE_URL: z.url('write an http(s) address').optional(),
  OPENAI_API: z.enum(['responses', 'chat'], 'write responses or chat').default('responses'),
  LANGFUSE_PUBLIC_KEY: z.string().optional(),
  LANGFUSE_SECRET_KEY: z.string().optional(),
  LANGFUSE_HOST: z.url('write an http(s) address').optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url('write an http(s) address').optional(),
});

export interface Config {
  /** Host directory of the operated system's data, absolute. */
  readonly dataDir: string;
  /** The scenario's name, or null when ZOPS_DATA_DIR is used. */
  readonly scenario: string | null;
  readonly stateDir: string;
  readonly sandbox: 'auto' | 'docker' | 'embedded';
  readonly image: string | null;
  readonly readOnly: boolean;
  /** The site's policy file, absolute; null: the built-in policy alone. */
  readonly policyFile: string | null;
  /** Null: before changes, where the client can ask. */
  readonly confirm: 'never' | 'changes' | 'always' | null;
  /** What requests to the HTTP front must carry. */
  readonly token: string | null;
  readonly openai: { readonly apiKey: string | null; readonly model: string | null; readonly baseUrl: string | null; readonly api: 'responses' | 'chat' };
  readonly langfuse: { readonly publicKey: string | null; readonly secretKey: string | null; readonly host: string | null };
  /** Base address of a generic OTLP/HTTP endpoint. */
  readonly otlpEndpoint: string | null;
  /** What the docker CLI needs of the environment. */
  readonly dockerEnv: Readonly<Record<string, string>>;
  /** Our own settings as they are set (ZOPS_*, no keys), paths absolute: what a host's configuration repeats. */
  readonly zopsEnv: Readonly<Record<string, string>>;
  /** What the agent hands to the server it spawns: our own variables without the model's keys. */
  readonly serverEnv: Readonly<Record<string, string>>;
  /** Values that must never be written or shown. */
  readonly secrets: readonly string[];
}

/** What stands in an optional setting that nobody filled in: nothing, or what MCPB hosts leave of their own template. */
const BLANK = /^(?:\$\{user_config\.\w+\})?$/;

/**
 * A blank variable counts as not set: that is how hosts hand on optional settings.
 * @throws ZopsError `invalid_environment` naming each variable and what to write.
 */
export function loadConfig(env: Env): Config {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && !BLANK.test(value)));
  const parsed = SCHEMA.safeParse(set);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new ZopsError('invalid_environment', `The environment is not valid: ${problems.join('; ')}.`);
  }
  const values = parsed.data;
  const pick = (names: readonly string[]): Record<string, string> =>
    Object.fromEntries(names.flatMap((name) => (set[name] === undefined ? [] : [[name, set[name]]])));
  const absolute = Object.fromEntries(Object.entries(pick(PATHS)).map(([name, value]) => [name, path.resolve(value)]));
  const dataDir = values.ZOPS_DATA_DIR ?? packageFile(`fixtures/${values.ZOPS_SCENARIO}`);
  return Object.freeze({
    dataDir: path.resolve(dataDir),
    scenario: values.ZOPS_DATA_DIR === undefined ? values.ZOPS_SCENARIO : null,
    stateDir: path.resolve(values.ZOPS_STATE_DIR ?? defaultStateDir(set)),
    sandbox: values.ZOPS_SANDBOX,
    image: values.ZOPS_IMAGE ?? null,
    readOnly: values.ZOPS_READ_ONLY,
    policyFile: values.ZOPS_POLICY === undefined ? null : path.resolve(values.ZOPS_POLICY),
    confirm: values.ZOPS_CONFIRM ?? null,
    token: values.ZOPS_TOKEN ?? null,
    openai: Object.freeze({
      apiKey: values.OPENAI_API_KEY ?? null,
      model: values.OPENAI_MODEL ?? null,
      baseUrl: values.OPENAI_BASE_URL ?? null,
      api: values.OPENAI_API,
    }),
    langfuse: Object.freeze({
      publicKey: values.LANGFUSE_PUBLIC_KEY ?? null,
      secretKey: values.LANGFUSE_SECRET_KEY ?? null,
      host: values.LANGFUSE_HOST ?? null,
    }),
    otlpEndpoint: values.OTEL_EXPORTER_OTLP_ENDPOINT ?? null,
    dockerEnv: Object.freeze(pick(DOCKER_ENVIRONMENT)),
    zopsEnv: Object.freeze({ ...pick(OUR_OWN.filter((name) => name.startsWith('ZOPS_'))), ...absolute }),
    serverEnv: Object.freeze(
      pick([...OUR_OWN.filter((name) => /^(?:ZOPS|LANGFUSE|OTEL)_/.test(name)), ...DOCKER_ENVIRONMENT, 'XDG_STATE_HOME', 'TMPDIR']),
    ),
    secrets: Object.freeze(SECRETS.map((name) => values[name]).filter((secret) => secret !== undefined)),
  });
}

/** env-paths has no state folder on Linux but its `log` (XDG_STATE_HOME); elsewhere the data folder is the place. */
function defaultStateDir(env: Env): string {
  if (process.platform === 'linux' && env['XDG_STATE_HOME'] !== undefined) return path.join(env['XDG_STATE_HOME'], 'zops');
  const paths = envPaths('zops', { suffix: '' });
  return process.platform === 'linux' ? paths.log : paths.data;
}
