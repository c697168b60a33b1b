// The Docker sandbox: commands run in one long-lived hardened container, started on first use and again when it dies.
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf, ZopsError } from '../../errors.js';
import { LIMITS } from '../../limits.js';
import { isApproved } from '../../policy/evaluate.js';
import type { ApprovedCommand } from '../../policy/verdict.js';
import type { Failed } from '../../../runner/protocol.js';
import type { RunOptions, RunResult, Sandbox, SandboxIdentity } from '../sandbox.js';
import { cancelled } from './channel.js';
import { Container } from './container.js';
import { inspectImage } from './engine.js';
import { advice, type DockerEnv, type ImageState } from './image.js';
import { CONTAINER_LIMITS, type ContainerLimits } from './limits.js';

export interface DockerSandboxOptions {
  /** Image reference, such as `zops-runner:0.1.0`. */
  readonly image: string;
  /** Absolute host path of the operated system's data. */
  readonly directory: string;
  readonly env: DockerEnv;
  /** Writes one line for operators. */
  readonly warn: (text: string) => void;
  /** Default `CONTAINER_LIMITS`. */
  readonly limits?: Partial<ContainerLimits>;
}

interface Running {
  readonly container: Container;
  readonly identity: SandboxIdentity;
}

export class DockerSandbox implements Sandbox {
  readonly backend = 'docker';
  private readonly limits: ContainerLimits;
  private starting: Promise<Running> | undefined;
  private container: Container | undefined;
  /** The one that has ended and whose successor was asked for. */
  private replaced: Container | undefined;
  /** What `probe` found, for the first start. */
  private probed: ImageState | undefined;
  /** Ends in a row without an answered command in between. */
  private crashes = 0;
  private closed = false;

  constructor(private readonly options: DockerSandboxOptions) {
    this.limits = { ...CONTAINER_LIMITS, ...options.limits };
  }

  /** Whether a container could be started now. Never rejects. */
  async probe(): Promise<ImageState> {
    this.probed = await inspectImage(this.options.image, this.options.env, this.limits.probeMs);
    return this.probed;
  }

  async run(command: ApprovedCommand, options: RunOptions = {}): Promise<RunResult> {
    const { signal, timeoutMs = LIMITS.commandTimeoutMs, outputBytes = LIMITS.commandOutputBytes } = options;
    if (!isApproved(command)) throw new ZopsError('refused', 'Only a command that the policy approved can run.');
    const { container, identity } = await unlessAborted(this.running(), signal);
    const argv = [`/usr/bin/${command.program}`, ...command.args.map(({ value }) => value)];
    const answer = await container.channel.run({ command: command.command, argv, timeoutMs, outputBytes, signal, ...(command.confined === undefined ? {} : { paths: command.confined.paths }) });
    this.crashes = 0;
    if ('error' in answer) throw failure(answer);
    const { stdout, stderr, exitCode, signal: ended, truncated, timedOut, durationMs } = answer;
    if (ended !== null && !truncated && !timedOut) {
      throw new ZopsError('sandbox_failed', `The command was ended by ${ended} in the sandbox, most likely at its memory limit. Read less at a time.`);
    }
    return { stdout, stderr, exitCode, durationMs, truncated, timedOut, sandbox: identity };
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.container?.stop();
  }

  /** The container that takes requests, started when there is none. */
  private running(): Promise<Running> {
    // Once for each that has ended: others that ask while its successor starts wait for the same one.
    if (this.container?.isOpen === false && this.container !== this.replaced) {
      this.replaced = this.container;
      this.starting = undefined;
    }
    this.starting ??= this.start().catch((error: unknown) => {
      this.starting = undefined;
      throw error;
    });
    return this.starting;
  }

  private async start(): Promise<Running> {
    const { image, directory, env, warn } = this.options;
    await this.container?.ended;
    await this.pause();
    const found = this.probed ?? (await inspectImage(image, env, this.limits.commandMs));
    this.probed = undefined;
    if (this.closed) throw new ZopsError('sandbox_unavailable', 'The server is shutting down.');
    if (found.state !== 'ready') {
      warn(`sandbox: ${found.detail}`);
      throw new ZopsError('sandbox_unavailable', `The Docker sandbox cannot start. ${advice(found.state, image)}`);
    }
    const container = new Container({ image: found.id, directory, env, limits: this.limits });
    this.container = container;
    void container.ended.then((why) => {
      if (why === null) return;
      this.crashes += 1;
      warn(`sandbox: container ${container.name} ended: ${why}`);
    });
    try {
      await container.ready;
    } catch (error) {
      throw new ZopsError('sandbox_unavailable', notStarted(messageOf(error)));
    }
    return { container, identity: { backend: 'docker', image, digest: found.digest } };
  }

  /** The first restart is immediate; after that a container that keeps dying is given more and more time. */
  private async pause(): Promise<void> {
    if (this.crashes < 2) return;
    await sleep(Math.min(this.limits.backoffMs * 2 ** (this.crashes - 2), this.limits.backoffMaxMs));
  }
}

async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  let abort: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(cancelled());
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
  });
  try {
    return await Promise.race([aborted, promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** What docker says when it cannot start a container names host paths: it goes to the log, and the cause in our words to the caller. */
function notStarted(why: string): string {
  if (/bind source path does not exist/i.test(why)) {
    return 'The Docker sandbox cannot start: the engine does not see the data directory (is it a remote engine?). Use a local engine, or ZOPS_SANDBOX=embedded.';
  }
  return 'The Docker sandbox cannot start; the server log (stderr) says why. `zops-mcp sandbox status` tells what is missing.';
}

function failure({ error: { code, message, rule } }: Failed): ZopsError {
  switch (code) {
    case 'refused':
      return new ZopsError('refused', `The sandbox refuses the command: ${message}`, rule === undefined ? {} : { rule });
    case 'changed':
      return new ZopsError('sandbox_failed', `The result is withheld: ${message}. Try again.`);
    case 'busy':
      return new ZopsError('sandbox_failed', `The sandbox is busy and the command did not run: ${message}. Send fewer at a time, and try again.`);
    case 'cancelled':
      return cancelled();
    case 'spawn_failed':
      return new ZopsError('sandbox_failed', `${message}. Try again, with fewer commands at a time.`);
    case 'invalid_request':
    case 'request_too_large':
    case 'internal':
      return new ZopsError('sandbox_failed', `The sandbox could not run the command: ${message}.`);
  }
}
