// Starts one program without a shell, in a process group of its own, and collects what it prints up to a cap.
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { ENVIRONMENT } from './environment.js';
import { Failure } from './failure.js';
import { RUNNER_LIMITS } from './limits.js';

export interface Execution {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly truncated: boolean;
}

/**
 * @param argv absolute path of the program, then its arguments
 * @param signal kills the whole process group; the promise then resolves with what there is
 * @throws Failure `spawn_failed`
 */
export function execute(argv: readonly string[], cwd: string, outputBytes: number, signal: AbortSignal): Promise<Execution> {
  return new Promise((resolve, reject) => {
    const [program = '', ...args] = argv;
    const child = start(program, args, cwd);
    const kill = (): void => {
      if (child.pid !== undefined) killGroup(child.pid);
    };
    const stdout = new Capture(child.stdout, outputBytes, kill);
    const stderr = new Capture(child.stderr, outputBytes, kill);
    child.on('error', (error) => {
      signal.removeEventListener('abort', kill);
      reject(notStarted(program, error));
    });
    child.on('close', (exitCode, endSignal) => {
      signal.removeEventListener('abort', kill);
      resolve({ stdout: stdout.text(), stderr: stderr.text(), exitCode, signal: endSignal, truncated: stdout.truncated || stderr.truncated });
    });
    signal.addEventListener('abort', kill);
    if (signal.aborted) kill();
  });
}

function start(program: string, args: readonly string[], cwd: string): ChildProcessByStdio<null, Readable, Readable> {
  try {
    // argv[0] is what the program calls itself in its messages: the name that was typed.
    return spawn(program, args, { argv0: path.basename(program), cwd, env: ENVIRONMENT, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  } catch (error) {
    // Node throws at once for what it does not emit later, such as a list of arguments that is too long.
    throw notStarted(program, error);
  }
}

function notStarted(program: string, error: unknown): Failure {
  return new Failure('spawn_failed', `${program} could not be started: ${error instanceof Error ? error.message : String(error)}`);
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended by itself meanwhile.
  }
}

/** Keeps the first bytes of a stream, drops the next ones so that the program can end by itself, then calls `overrun`. */
class Capture {
  private readonly chunks: Buffer[] = [];
  private kept = 0;
  private dropped = 0;

  constructor(stream: Readable, max: number, overrun: () => void) {
    stream.on('data', (chunk: Buffer) => {
      const part = chunk.subarray(0, max - this.kept);
      if (part.length > 0) this.chunks.push(part);
      this.kept += part.length;
      this.dropped += chunk.length - part.length;
      if (this.dropped > RUNNER_LIMITS.drainBytes) overrun();
    });
  }

  get truncated(): boolean {
    return this.dropped > 0;
  }

  /** As UTF-8, stray bytes replaced; the cap never leaves half a character at the end. */
  text(): string {
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Buffer.concat(this.chunks), { stream: this.truncated });
  }
}
