// The agent as a program: usage → configuration → planner, server and output → exit code. Knows streams, not `process`.
import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import type { Config } from '../config.js';
import { messageOf, ZopsError } from '../errors.js';
import { createTracing } from '../tracing/create-tracing.js';
import { askOn, createApprover } from './approval.js';
import { chat } from './chat.js';
import { createChatInputs } from './chat-inputs.js';
import { examine, renderChecks } from './doctor.js';
import { runRequest } from './executor.js';
import { connectServer } from './mcp-client.js';
import { runOnce, type OneShot } from './one-shot.js';
import type { Planner } from './planner.js';
import { createStyle } from './render/style.js';
import { createServerLink } from './server-link.js';
import { readPiped } from './stdin-message.js';
import { parseUsage, problemOf, type Usage } from './usage.js';
import { safeJson, visible, visibleLines } from './visible.js';

export interface AgentIo {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

export interface AgentDeps {
  /** @throws ZopsError `invalid_environment` */
  readonly config: () => Config;
  readonly createPlanner: (config: Config) => Planner | Promise<Planner>;
  /** How to start the server: program and arguments. */
  readonly server: readonly [command: string, ...args: string[]];
  readonly version: string;
  /** Aborted on SIGINT, SIGTERM, SIGHUP. */
  readonly signal: AbortSignal;
}

/** Resolves to the exit code when everything that was started has ended: 0 done, 1 failed, 2 bad usage. Never rejects. */
export async function runAgent(argv: readonly string[], io: AgentIo, deps: AgentDeps): Promise<number> {
  if (argv[0] === 'doctor' && argv.slice(1).every((word) => word === '--json')) return doctor(argv.includes('--json'), io, deps);
  const parsed = parseUsage(argv, deps.version);
  if (parsed.kind === 'print') {
    io.stdout.write(parsed.text);
    return 0;
  }
  if (parsed.kind === 'misuse') return misuse(io, parsed.text);
  const { usage, color } = parsed;
  const cannotAsk = usage.approve ? whyNotAsk(usage, io) : undefined;
  if (cannotAsk !== undefined) return misuse(io, cannotAsk);
  try {
    const message = usage.message ?? (io.stdin.isTTY ? undefined : await readPiped(io.stdin));
    const problem = message === undefined ? (usage.json ? 'error: --json needs a message. Give one as an argument or through a pipe.' : undefined) : problemOf(message);
    if (problem !== undefined) return misuse(io, problem);
    return await serve(usage, message, color, io, deps);
  } catch (error) {
    if (error instanceof ZopsError && error.code === 'invalid_environment') return misuse(io, error.message);
    io.stderr.write(`zops: ${visible(messageOf(error))}\n`);
    return 1;
  }
}

/** Exit code 1 when something that is configured does not work. */
async function doctor(json: boolean, io: AgentIo, { config, server, version, signal }: AgentDeps): Promise<number> {
  try {
    const checks = await examine({ config: config(), server, version, signal, node: process.versions.node });
    const ok = checks.every(({ state }) => state !== 'failed');
    io.stdout.write(json ? `${safeJson({ ok, checks }, 2)}\n` : renderChecks(checks));
    return ok ? 0 : 1;
  } catch (error) {
    return misuse(io, messageOf(error));
  }
}

async function serve(usage: Usage, message: string | undefined, color: boolean, io: AgentIo, deps: AgentDeps): Promise<number> {
  const config = deps.config();
  const planner = await deps.createPlanner(config);
  const [command, ...args] = deps.server;
  const link = createServerLink((signal) =>
    connectServer(
      {
        command,
        args,
        env: config.serverEnv,
        version: deps.version,
        ...(usage.verbose ? { onStderr: (line) => io.stderr.write(`${visible(line)}\n`) } : {}),
      },
      signal,
    ),
  );
  const { langfuse, otlpEndpoint, secrets } = config;
  const warn = (line: string): unknown => io.stderr.write(`zops: ${visible(line)}\n`);
  const tracing = await createTracing({ service: 'zops', version: deps.version, langfuse, otlpEndpoint, secrets, warn });
  const style = createStyle({ terminal: io.stdout.isTTY, color, width: Math.min(io.stdout.columns || 80, 120) });
  const base = { planner, connect: (signal: AbortSignal) => link.connect(signal), tracing: { tracing, sessionId: randomUUID(), userId: userName() } };
  try {
    if (message !== undefined) {
      const out = (text: string): boolean => io.stdout.write(text);
      const approval = usage.approve ? { approve: createApprover(askOn(io.stdin, io.stderr)) } : {};
      const run: OneShot['run'] = (text, options) => runRequest(text, { ...base, ...options, mode: usage.mode, signal: deps.signal });
      return await runOnce({ message, json: usage.json, style, out, err: io.stderr, ...approval, run });
    }
    await chat({
      mode: usage.mode,
      input: io.stdin,
      output: io.stdout,
      err: io.stderr,
      style,
      approve: usage.approve,
      signal: deps.signal,
      inputs: createChatInputs(config.stateDir),
      run: (text, request) => runRequest(text, { ...base, ...request }),
    });
    return 0;
  } finally {
    await link.close();
  }
}

/** Approval takes a person who sees the question and can answer it; undefined when there is one. */
function whyNotAsk({ mode, message }: Usage, io: AgentIo): string | undefined {
  if (message !== undefined && mode !== 'execute_safe') return 'error: --approve needs --mode execute_safe: plan_only runs nothing.';
  if (io.stdin.isTTY && io.stderr.isTTY) return undefined;
  return 'error: --approve asks on the terminal, and there is none. Leave it out: steps that change something and were not in the plan are then listed in pending_approvals and not run.';
}

/** Some containers have no name for the user. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}

function misuse(io: AgentIo, text: string): 2 {
  io.stderr.write(`${visibleLines(text)}\n`);
  return 2;
}
