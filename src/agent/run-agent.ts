// The agent as a program: usage → configuration → planner, server and output → exit code. Knows streams, not `process`.
import type { Config } from '../config.js';
import { messageOf, ZopsError } from '../errors.js';
import { chat } from './chat.js';
import { createChatInputs } from './chat-inputs.js';
import { runRequest } from './executor.js';
import { connectServer } from './mcp-client.js';
import { runOnce } from './one-shot.js';
import type { Planner } from './planner.js';
import { createStyle } from './render/style.js';
import { createServerLink } from './server-link.js';
import { readPiped } from './stdin-message.js';
import { parseUsage, problemOf, type Usage } from './usage.js';
import { visible, visibleLines } from './visible.js';

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
  const parsed = parseUsage(argv, deps.version);
  if (parsed.kind === 'print') {
    io.stdout.write(parsed.text);
    return 0;
  }
  if (parsed.kind === 'misuse') return misuse(io, parsed.text);
  const { usage, color } = parsed;
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
  const style = createStyle({ terminal: io.stdout.isTTY, color, width: Math.min(io.stdout.columns || 80, 120) });
  const base = { planner, connect: (signal: AbortSignal) => link.connect(signal) };
  try {
    if (message !== undefined) {
      const out = (text: string): boolean => io.stdout.write(text);
      return await runOnce({ message, json: usage.json, style, out, err: io.stderr, run: (text, observer) => runRequest(text, { ...base, mode: usage.mode, signal: deps.signal, observer }) });
    }
    await chat({
      mode: usage.mode,
      input: io.stdin,
      output: io.stdout,
      err: io.stderr,
      style,
      signal: deps.signal,
      inputs: createChatInputs(config.stateDir),
      run: (text, request) => runRequest(text, { ...base, ...request }),
    });
    return 0;
  } finally {
    await link.close();
  }
}

function misuse(io: AgentIo, text: string): 2 {
  io.stderr.write(`${visibleLines(text)}\n`);
  return 2;
}
