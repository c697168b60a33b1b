// The embedded sandbox: no Docker, nothing of the host executed. The nine commands are emulated in worker threads over a
// read-only view of one directory; ending a command means ending its thread.
import { ZopsError } from '../errors.js';
import { LIMITS } from '../limits.js';
import { isApproved } from '../policy/evaluate.js';
import { expandCommand } from '../policy/expand.js';
import type { ApprovedCommand } from '../policy/verdict.js';
import { Lanes } from './embedded/lanes.js';
import type { FailureReply, Reply } from './embedded/protocol.js';
import type { RunOptions, RunResult, Sandbox, SandboxIdentity } from './sandbox.js';

const IDENTITY: SandboxIdentity = Object.freeze({ backend: 'embedded', image: null, digest: null });

/** @param directory host path of the directory that commands see as /sim; it is only read. */
export function createEmbeddedSandbox({ directory }: { readonly directory: string }): Sandbox {
  return new EmbeddedSandbox(directory);
}

class TimedOut extends Error {}

class EmbeddedSandbox implements Sandbox {
  readonly backend = 'embedded';
  private readonly lanes: Lanes;
  private readonly running = new Set<AbortController>();
  private closed = false;

  constructor(directory: string) {
    this.lanes = new Lanes({ directory });
  }

  async run(command: ApprovedCommand, options: RunOptions = {}): Promise<RunResult> {
    if (!isApproved(command)) throw new ZopsError('refused', 'Only a command that the policy approved can run.');
    if (this.closed) throw new ZopsError('sandbox_unavailable', 'The sandbox is closed.');
    const { signal, timeoutMs = LIMITS.commandTimeoutMs, outputBytes = LIMITS.commandOutputBytes } = options;
    const started = performance.now();
    const end = new AbortController();
    const cancel = (): void => end.abort(new ZopsError('cancelled', 'The command was cancelled.'));
    const timer = setTimeout(() => end.abort(new TimedOut()), timeoutMs);
    signal?.addEventListener('abort', cancel);
    if (signal?.aborted === true) cancel();
    this.running.add(end);
    const turn = { came: false };
    try {
      return await this.execute(command, outputBytes, end.signal, () => (turn.came = true));
    } catch (error) {
      if (!(error instanceof TimedOut)) throw error;
      if (!turn.came) throw new ZopsError('sandbox_failed', `The sandbox was busy for ${timeoutMs / 1000} s and the command did not run: send fewer at a time, and try again.`);
      return { stdout: '', stderr: '', exitCode: null, durationMs: performance.now() - started, truncated: false, timedOut: true, sandbox: IDENTITY };
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
      this.running.delete(end);
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const end of this.running) end.abort(new ZopsError('sandbox_unavailable', 'The sandbox was closed while the command ran.'));
    await this.lanes.close();
  }

  private async execute(command: ApprovedCommand, outputBytes: number, ended: AbortSignal, onRun: () => void): Promise<RunResult> {
    const listed = (path: string) => this.lanes.ask({ op: 'list', directory: path, ...confinement(command) }, ended);
    const verdict = await expandCommand(command, async (path) => succeeded(await listed(path), 'entries').entries);
    if (!verdict.allowed) throw new ZopsError('refused', verdict.reason, { rule: verdict.rule });
    const { program, args } = verdict.command;
    const reply = succeeded(await this.lanes.ask({ op: 'run', program, args, outputBytes, ...confinement(verdict.command) }, ended, onRun), 'exitCode');
    return { ...reply, timedOut: false, sandbox: IDENTITY };
  }
}

function confinement({ confined }: ApprovedCommand): Pick<ApprovedCommand, 'confined'> {
  return confined === undefined ? {} : { confined };
}

/** The reply that has the field `key`; a failure is thrown. */
function succeeded<Key extends string>(reply: Reply, key: Key): Extract<Reply, Record<Key, unknown>> {
  if ('failure' in reply) {
    const { failure, message, rule } = reply satisfies FailureReply;
    throw new ZopsError(failure, message, rule === undefined ? {} : { rule });
  }
  if (!(key in reply)) throw new Error(`The worker answered without ${key}.`);
  return reply as Extract<Reply, Record<Key, unknown>>;
}
