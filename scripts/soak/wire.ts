// A server as a child process behind the SDK's own client, with an eye on the messages: no answer may come twice or unasked. The
// client can be told to stop reading.
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { isJSONRPCRequest, JSONRPCMessageSchema, type JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';

/** How long a server may take to end with its stdin before that counts as a fault, ms. */
const END_MS = 20_000;

export class Wire implements Transport {
  onmessage?: NonNullable<Transport['onmessage']>;
  onclose?: () => void;
  onerror?: (error: Error) => void;

  readonly pid: number;
  readonly exited: Promise<unknown>;
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly waiting = new Set<string | number>();
  private readonly cancelled = new Set<string | number>();
  private rest = '';
  private delivered: Promise<void> = Promise.resolve();

  /** @param note takes what must not be seen */
  constructor([program, ...args]: readonly [string, ...string[]], env: Readonly<Record<string, string>>, private readonly note: (text: string) => void) {
    // In a group of its own: a Ctrl-C ends the run in order.
    this.child = spawn(program, args, { env: { ...env }, detached: true });
    this.pid = this.child.pid ?? 0;
    this.exited = once(this.child, 'exit');
    this.child.stderr.resume();
    for (const stream of [this.child.stdin, this.child.stdout]) stream.on('error', () => undefined);
    this.child.stdout.setEncoding('utf8').on('data', (text: string) => this.read(text));
    this.child.once('close', () => this.onclose?.());
  }

  start(): Promise<void> {
    return Promise.resolve();
  }

  send(message: JSONRPCMessage): Promise<void> {
    if (isJSONRPCRequest(message)) this.waiting.add(message.id);
    else if ('method' in message && message.method === 'notifications/cancelled') this.cancelled.add(message.params?.['requestId'] as string | number);
    this.child.stdin.write(`${JSON.stringify(message)}\n`);
    return Promise.resolve();
  }

  pause(): void {
    this.child.stdout.pause();
  }

  resume(): void {
    this.child.stdout.resume();
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  async close(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.stdin.end();
    const late = setTimeout(() => {
      this.note(`server ${this.pid} did not end with its stdin`);
      this.kill();
    }, END_MS);
    await this.exited;
    clearTimeout(late);
  }

  private read(text: string): void {
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) {
      const parsed = JSONRPCMessageSchema.safeParse(safeJson(line));
      if (!parsed.success) {
        this.note(`server ${this.pid} wrote what is no message: ${line.slice(0, 200)}`);
        continue;
      }
      const message = parsed.data;
      if ('id' in message && !('method' in message) && message.id !== undefined) {
        const isAsked = this.waiting.delete(message.id);
        if (!isAsked) this.note(`server ${this.pid} answered request ${message.id} twice`);
        // An answer may cross our wish to cancel; the SDK's client waits for it no longer.
        if (!isAsked || this.cancelled.delete(message.id)) continue;
      }
      // One after the other: the SDK handles an answer before a notification that came just before it.
      this.delivered = this.delivered.then(() => this.onmessage?.(message));
    }
  }
}

function safeJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
