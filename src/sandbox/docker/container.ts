// One life of the runner's container: `docker run -i` from its start to its removal. Never restarts anything.
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { messageOf, ZopsError } from '../../errors.js';
import { parseGreeting, readAnswers } from './answers.js';
import { runArguments } from './arguments.js';
import { Channel } from './channel.js';
import { docker } from './engine.js';
import type { DockerEnv } from './image.js';
import type { ContainerLimits } from './limits.js';

export interface ContainerOptions {
  /** Image id. */
  readonly image: string;
  /** Absolute host path of what the container sees as /sim. */
  readonly directory: string;
  readonly env: DockerEnv;
  readonly limits: ContainerLimits;
}

export class Container {
  readonly name = `zops-${process.pid}-${randomBytes(6).toString('hex')}`;
  readonly channel: Channel;
  /** The runner takes requests; rejects when the container ended before, with a text for operators. */
  readonly ready: Promise<void>;
  /** Why the container ended, for operators (the text may hold host paths); null when we asked for it. Never rejects. */
  readonly ended: Promise<string | null>;

  private readonly child;
  private stderr = '';
  private over = false;
  /** We ended it: null on purpose, a text when it misbehaved. */
  private reason: string | null | undefined;
  private removal: Promise<void> | undefined;

  constructor(private readonly options: ContainerOptions) {
    const { env, limits } = options;
    const args = runArguments({ name: this.name, image: options.image, directory: options.directory, limits });
    // In a process group of its own, so that Ctrl-C reaches only us. When we die its stdin ends, and with it the container.
    this.child = execa('docker', args, { env, extendEnv: false, stdin: 'pipe', buffer: false, reject: false, cleanup: false, detached: true });
    const { stdin, stdout, stderr } = this.child;
    stdin.on('error', () => undefined); // the end of the process tells
    stderr.setEncoding('utf8').on('data', (text: string) => (this.stderr = (this.stderr + text).slice(-limits.stderrChars)));
    this.channel = new Channel(
      (request) => stdin.write(`${JSON.stringify(request)}\n`),
      limits.graceMs,
      () => this.destroy(`the runner did not answer ${limits.graceMs} ms past the time-out of a command`),
    );
    const greeting = new Promise<void>((greet) => {
      let onLine = (line: string): void => {
        parseGreeting(line);
        onLine = (next) => this.channel.settle(next);
        if (this.isOpen) greet();
      };
      readAnswers(stdout, limits.answerBytes, (line) => onLine(line), (why) => this.destroy(`the runner broke the protocol: ${messageOf(why)}`));
    });
    const slow = setTimeout(() => this.destroy(`the runner did not start within ${limits.startMs} ms`), limits.startMs);
    this.ended = this.watch();
    this.ready = Promise.race([greeting, this.ended.then((why) => Promise.reject(new Error(why ?? 'it was stopped')))]);
    this.ready.catch(() => undefined).finally(() => clearTimeout(slow));
  }

  /** It takes requests, as far as we know. */
  get isOpen(): boolean {
    return this.reason === undefined && this.channel.isOpen;
  }

  /** Lets it end by itself, by force when that takes too long. Never rejects. */
  async stop(): Promise<void> {
    const { stopMs } = this.options.limits;
    this.reason ??= null;
    this.child.stdin.end();
    await Promise.race([this.ended, sleep(stopMs, undefined, { ref: false })]);
    if (!this.over) await Promise.race([this.remove(), sleep(stopMs, undefined, { ref: false })]);
  }

  /** By force, now: it hangs or misbehaves. What waits for an answer fails. */
  private destroy(why: string): void {
    if (!this.isOpen) return;
    this.reason = why;
    this.channel.close(lost('stopped answering'));
    void this.remove();
  }

  private remove(): Promise<void> {
    this.removal ??= this.force();
    return this.removal;
  }

  /** The client is killed last, and the container looked for once more: killed in between, it would leave one behind. */
  private async force(): Promise<void> {
    const { env, limits } = this.options;
    const removeIt = () => docker(['rm', '--force', this.name], env, limits.commandMs);
    this.child.stdin.end(); // one that comes up only now ends by itself
    await removeIt();
    const kill = setTimeout(() => this.child.kill('SIGKILL'), limits.commandMs);
    await this.child;
    clearTimeout(kill);
    await removeIt();
  }

  private async watch(): Promise<string | null> {
    const { exitCode, signal, shortMessage } = await this.child;
    this.channel.close(lost(exitCode === 137 ? 'was killed, most likely at its memory limit,' : 'ended'));
    // A client that was killed tells nothing of its container.
    if (signal !== undefined) void this.remove();
    await this.removal;
    this.over = true;
    if (this.reason !== undefined) return this.reason;
    return this.stderr.trim() || (exitCode === undefined ? (shortMessage ?? 'docker run failed') : `exit code ${exitCode}`);
  }
}

function lost(how: string): ZopsError {
  return new ZopsError('sandbox_failed', `The sandbox container ${how} while the command ran. The command was not run again; a new call starts a new container.`);
}
