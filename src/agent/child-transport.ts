// The server as a child process that speaks JSON, one message a line: a transport in the sense of the SDK's `Transport`, without the SDK.
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { abortedWithin } from './abort.js';

/** How long the child may take to end, first by itself, then after SIGTERM, ms. */
const PATIENCE_MS = 2_000;

export interface ChildOptions {
  readonly command: string;
  readonly args: readonly string[];
  /** All that the child gets. */
  readonly env: Readonly<Record<string, string>>;
  /**
   * In a process group of its own: a Ctrl-C on the terminal, or a signal to the whole group, reaches only this process,
   * which can then end in order. The child ends with its stdin in any case.
   */
  readonly ownGroup: boolean;
  readonly onStderr: (text: string) => void;
}

export class ChildTransport<Message> {
  onmessage?: (message: Message) => void;
  onclose?: () => void;
  onerror?: (error: Error) => void;

  #child: ChildProcessWithoutNullStreams | undefined;
  #rest = '';
  readonly #closed = new AbortController();

  constructor(
    private readonly options: ChildOptions,
    /** Throws at what is no message. */
    private readonly parse: (json: unknown) => Message,
  ) {}

  /** Undefined before the start; stays when the child has ended. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  get running(): boolean {
    return this.#child !== undefined && !this.#closed.signal.aborted;
  }

  async start(): Promise<void> {
    const { command, args, env, ownGroup, onStderr } = this.options;
    const child = spawn(command, args, { env: { ...env }, detached: ownGroup, windowsHide: true });
    child.stdout.setEncoding('utf8').on('data', (text: string) => this.#read(text));
    child.stderr.setEncoding('utf8').on('data', onStderr);
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream.on('error', (error) => this.onerror?.(error));
    child.once('close', () => {
      this.#closed.abort();
      this.onclose?.();
    });
    await once(child, 'spawn');
    child.on('error', (error) => this.onerror?.(error));
    this.#child = child;
  }

  /** Resolves when the child can take more. */
  async send(message: Message): Promise<void> {
    const child = this.#child;
    if (child === undefined || !this.running) throw new Error('Not connected');
    if (child.stdin.write(`${JSON.stringify(message)}\n`)) return;
    await once(child.stdin, 'drain', { signal: this.#closed.signal });
  }

  async close(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    child.stdin.end();
    await this.#closedWithin(PATIENCE_MS);
    if (child.exitCode === null) child.kill('SIGTERM');
    await this.#closedWithin(PATIENCE_MS);
    if (child.exitCode === null) child.kill('SIGKILL');
  }

  /** At once, without any order. */
  kill(): void {
    this.#child?.kill('SIGKILL');
  }

  #closedWithin(ms: number): Promise<void> {
    return this.running ? abortedWithin(this.#closed.signal, ms) : Promise.resolve();
  }

  #read(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      try {
        this.onmessage?.(this.parse(JSON.parse(line)));
      } catch (error) {
        this.onerror?.(error instanceof Error ? error : new Error(String(error)));
      }
    }
  }
}
