// `zops doctor`: what is configured and works, on one screen, with what to do for each miss. Keys are never printed.
import { execFile } from 'node:child_process';
import * as z from 'zod';
import type { Config } from '../config.js';
import { messageOf } from '../errors.js';
import { createRedactor } from '../redact.js';
import { connectServer } from './mcp-client.js';
import { visible } from './visible.js';

export interface Check {
  readonly name: string;
  /** `off`: not configured, and nothing is missing without it. */
  readonly state: 'ok' | 'off' | 'failed';
  readonly detail: string;
  /** What to do; null when there is nothing. */
  readonly advice: string | null;
}

export interface DoctorOptions {
  readonly config: Config;
  readonly server: readonly [command: string, ...args: string[]];
  readonly version: string;
  readonly signal: AbortSignal;
  /** The running Node.js, such as 20.20.2. */
  readonly node: string;
}

const OLDEST_NODE = [20, 19] as const;
/** Longest wait for an endpoint and for the server, ms. */
const REACH_MS = 3_000;
const START_MS = 15_000;

const SANDBOX = z.object({ ready: z.boolean(), engine: z.string().nullable(), image: z.string(), digest: z.string().nullable(), advice: z.string().nullable() });

const POLICY = z.object({ file: z.string(), site: z.record(z.string(), z.unknown()) });

/** Never rejects: a check that cannot be made has failed. */
export async function examine(options: DoctorOptions): Promise<readonly Check[]> {
  const redactor = createRedactor({ secrets: options.config.secrets });
  const checks = [checkNode(options.node), ...(await Promise.all([checkServer(options), checkPolicy(options), checkSandbox(options), ...endpoints(options)]))];
  return checks.map(({ name, state, detail, advice }) => ({ name, state, detail: redactor.text(detail), advice: advice === null ? null : redactor.text(advice) }));
}

export function renderChecks(checks: readonly Check[]): string {
  const mark = { ok: '✔', off: '–', failed: '✖' } as const;
  return checks
    .flatMap(({ name, state, detail, advice }) => [`${mark[state]} ${name.padEnd(10)} ${visible(detail)}`, ...(advice === null ? [] : [`  ${' '.repeat(10)} → ${visible(advice)}`])])
    .map((line) => `${line}\n`)
    .join('');
}

function checkNode(version: string): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const fits = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  return { name: 'node', state: fits ? 'ok' : 'failed', detail: version, advice: fits ? null : `Install Node.js ${OLDEST_NODE.join('.')} or newer.` };
}

async function checkServer({ config, server: [command, ...args], version, signal }: DoctorOptions): Promise<Check> {
  const name = 'server';
  try {
    const bounded = AbortSignal.any([signal, AbortSignal.timeout(START_MS)]);
    const client = await connectServer({ command, args, env: config.serverEnv, version }, bounded);
    try {
      const tools = await client.tools({ signal: bounded });
      const listed = tools.length === 0 ? 'starts, but offers no tools' : `starts and offers ${tools.map((tool) => tool.name).join(', ')}`;
      return { name, state: tools.length === 0 ? 'failed' : 'ok', detail: listed, advice: tools.length === 0 ? 'Check ZOPS_READ_ONLY and the installation.' : null };
    } finally {
      await client.close();
    }
  } catch (error) {
    return { name, state: 'failed', detail: messageOf(error), advice: 'Build the project (npm ci), then see the message above.' };
  }
}

/** Asks the server's own program, as for the sandbox. */
async function checkPolicy({ config: { policyFile, serverEnv }, server: [command, ...args], signal }: DoctorOptions): Promise<Check> {
  const name = 'policy';
  if (policyFile === null) return { name, state: 'ok', detail: 'the built-in one (ZOPS_POLICY is not set)', advice: null };
  const shown = POLICY.safeParse(await jsonOf(command, [...args, 'policy', 'show', '--json'], serverEnv, signal));
  if (!shown.success) return { name, state: 'failed', detail: `${policyFile} cannot be used`, advice: `Run: zops-mcp policy validate ${policyFile}` };
  const parts = Object.keys(shown.data.site).filter((part) => part !== 'reason');
  return { name, state: 'ok', detail: `${shown.data.file} narrows the built-in one (${parts.join(', ') || 'nothing'})`, advice: null };
}

/** Asks the server's own program: the agent knows nothing of sandboxes. */
async function checkSandbox({ config, server: [command, ...args], signal }: DoctorOptions): Promise<Check> {
  const name = 'sandbox';
  const wanted = config.sandbox;
  if (wanted === 'embedded') return { name, state: 'ok', detail: 'embedded (ZOPS_SANDBOX)', advice: null };
  const status = SANDBOX.safeParse(await jsonOf(command, [...args, 'sandbox', 'status', '--json'], config.serverEnv, signal));
  if (!status.success) return { name, state: wanted === 'docker' ? 'failed' : 'off', detail: 'its state is not known', advice: 'Run: zops-mcp sandbox status' };
  const { ready, engine, image, digest, advice } = status.data;
  if (ready) return { name, state: 'ok', detail: `docker ${engine ?? ''}, image ${image}${digest === null ? '' : ` (${digest})`}`, advice };
  if (wanted === 'docker') return { name, state: 'failed', detail: `docker is wanted and not ready (image ${image})`, advice };
  return { name, state: 'off', detail: 'docker is not ready, commands run in the embedded sandbox', advice };
}

function jsonOf(command: string, args: readonly string[], env: Config['serverEnv'], signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve) => {
    // Not ready is an answer too, with exit code 1.
    execFile(command, args, { env: { ...env }, signal, timeout: START_MS }, (_error, stdout) => {
      try {
        resolve(JSON.parse(stdout));
      } catch {
        resolve(undefined);
      }
    });
  });
}

function endpoints({ config: { openai, langfuse, otlpEndpoint }, signal }: DoctorOptions): readonly Promise<Check>[] {
  const model =
    openai.apiKey === null
      ? off('model', 'no key: the keyless planner plans', 'Set OPENAI_API_KEY to let a model plan.')
      : reached('model', `key set, ${openai.api} API`, openai.baseUrl ?? 'https://api.openai.com/v1', 'Check OPENAI_BASE_URL and the network.', signal);
  const keys = [langfuse.publicKey, langfuse.secretKey].filter((key) => key !== null).length;
  const host = langfuse.host ?? 'https://cloud.langfuse.com';
  const traces =
    keys === 2
      ? reached('langfuse', 'both keys set', host, 'Check LANGFUSE_HOST and the network.', signal)
      : keys === 1
        ? Promise.resolve<Check>({ name: 'langfuse', state: 'failed', detail: 'one key of two is set', advice: 'Set LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY, or neither.' })
        : off('langfuse', 'no keys: requests are not traced', null);
  return [model, traces, ...(otlpEndpoint === null ? [] : [reached('otlp', 'set', otlpEndpoint, 'Check OTEL_EXPORTER_OTLP_ENDPOINT and the network.', signal)])];
}

function off(name: string, detail: string, advice: string | null): Promise<Check> {
  return Promise.resolve({ name, state: 'off', detail, advice });
}

/** Any answer counts, also a refusal: whether a key is good shows in its use. No key is sent. */
async function reached(name: string, detail: string, url: string, advice: string, signal: AbortSignal): Promise<Check> {
  const { origin } = new URL(url);
  try {
    const { body } = await fetch(url, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.any([signal, AbortSignal.timeout(REACH_MS)]) });
    await body?.cancel();
    return { name, state: 'ok', detail: `${detail}; ${origin} answers`, advice: null };
  } catch {
    return { name, state: 'failed', detail: `${detail}; ${origin} does not answer`, advice };
  }
}
