// A raw JSON-RPC peer over a pair of streams: sends any line, matches answers by id. For what a well-behaved client never sends.
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

export const SERVER = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

export interface Answer {
  readonly id: string | number | null;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: { readonly code: string } };
}

export class RpcPeer {
  readonly lines: string[] = [];
  private readonly waiting = new Map<string, (answer: Answer) => void>();
  private readonly early = new Map<string, Answer>();
  private nextId = 1;

  constructor(
    private readonly input: Writable,
    output: Readable,
  ) {
    createInterface({ input: output }).on('line', (line) => {
      this.lines.push(line);
      const answer = JSON.parse(line) as Answer;
      const key = JSON.stringify(answer.id);
      const waiter = this.waiting.get(key);
      if (waiter === undefined) this.early.set(key, answer);
      else {
        this.waiting.delete(key);
        waiter(answer);
      }
    });
  }

  sendLine(line: string | Buffer): void {
    this.input.write(line);
    this.input.write('\n');
  }

  answerTo(id: string | number | null): Promise<Answer> {
    const key = JSON.stringify(id);
    const early = this.early.get(key);
    if (early !== undefined) {
      this.early.delete(key);
      return Promise.resolve(early);
    }
    return new Promise((resolve) => this.waiting.set(key, resolve));
  }

  request(method: string, params: Record<string, unknown> = {}): Promise<Answer> {
    const id = this.nextId++;
    this.sendLine(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    return this.answerTo(id);
  }

  notify(method: string, params: Record<string, unknown> = {}): void {
    this.sendLine(JSON.stringify({ jsonrpc: '2.0', method, params }));
  }

  async initialize(): Promise<Answer> {
    const answer = await this.request('initialize', {
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo: { name: 'rpc-peer', version: '1.0.0' },
    });
    this.notify('notifications/initialized');
    return answer;
  }

  async call(name: string, args: unknown): Promise<ToolAnswer> {
    const { result, error } = await this.request('tools/call', { name, arguments: args });
    if (result === undefined) throw new Error(`${name}: ${error?.message ?? 'no result'}`);
    return result as unknown as ToolAnswer;
  }
}

export interface ToolAnswer {
  readonly content: readonly { readonly type: string; readonly text: string }[];
  readonly structuredContent: Readonly<Record<string, unknown>> & { readonly error?: { readonly code: string; readonly message: string } };
  readonly isError?: boolean;
}

export interface ServerProcess {
  readonly child: ChildProcessWithoutNullStreams;
  readonly rpc: RpcPeer;
  /** stderr so far. */
  readonly stderr: () => string;
  /** Exit code, or the signal that ended it. */
  readonly exited: Promise<number | NodeJS.Signals | null>;
}

/** Starts the built server as a host would. The embedded sandbox unless told otherwise: no test depends on an engine by accident. */
export function startServer(env: Record<string, string>): ServerProcess {
  const child = spawn(process.execPath, [SERVER], { env: { PATH: process.env['PATH'], ZOPS_SANDBOX: 'embedded', ...env } });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin.on('error', () => undefined);
  const exited = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals | null);
  return { child, rpc: new RpcPeer(child.stdin, child.stdout), stderr: () => stderr, exited };
}
