// One real server over stdio with the SDK's client on it: makes calls, compares each answer with what it must be, and keeps the books.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { ErrorCode, McpError } from '@modelcontextprotocol/sdk/types.js';
import { randomBytes } from 'node:crypto';
import type { Call, End, Expected, Need } from './facts.js';
import { LONGEST_CALL_MS } from './judge.js';
import { Wire } from './wire.js';

/** `code` of the SDK's errors is a plain number. */
const CLOSED: number = ErrorCode.ConnectionClosed;
const TIMED_OUT: number = ErrorCode.RequestTimeout;

/** Where calls and what is noticed are written down. */
export interface Books {
  readonly calls: Call[];
  /** ms since the start of the run. */
  readonly now: () => number;
  readonly note: (text: string) => void;
}

export type Answer = { readonly ok: true; readonly value: Readonly<Record<string, unknown>> } | { readonly ok: false; readonly code: string; readonly message: string };

export interface RequestOptions {
  readonly meta: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly onprogress?: () => void;
  readonly timeout: number;
}

export interface Op {
  readonly tool: string;
  /** Whether the audit trail records it. */
  readonly audited: boolean;
  readonly needs: readonly Need[];
  readonly expected: Expected;
  readonly request: (client: Client, options: RequestOptions) => Promise<Answer>;
  /** What is wrong with the answer, null when nothing; `unexpected` when it is an error that something else may explain. */
  readonly check: (answer: Answer) => string | null | typeof UNEXPECTED;
  /** The client gives up after so long, ms. */
  readonly cancelAfter?: number;
  /** At least one message on the way must come. */
  readonly progress?: boolean;
  readonly settled?: (end: End, code: string | null) => void;
}

export const UNEXPECTED = Symbol('an error that was not expected');

export interface PeerOptions {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
  readonly books: Books;
}

export class Peer {
  private client: Client | undefined;
  private wire: Wire | undefined;
  private lives = 0;

  constructor(private readonly options: PeerOptions) {}

  get name(): string {
    return this.options.name;
  }

  get pid(): number {
    return this.wire?.pid ?? 0;
  }

  async start(more: Readonly<Record<string, string>> = {}): Promise<void> {
    const { name, command, env, books } = this.options;
    this.lives += 1;
    const wire = new Wire(command, { ...env, ...more }, books.note);
    const client = new Client({ name: `soak-${name}-${this.lives}`, version: '1' });
    this.wire = wire;
    this.client = client;
    await client.connect(wire, { timeout: LONGEST_CALL_MS });
    client.onerror = (error) => books.note(`${name}: ${error.message}`);
    // From here on the client checks every result against the tools' output schemas.
    await client.listTools();
  }

  async perform(op: Op): Promise<Call> {
    const { name, books } = this.options;
    const trace = op.audited ? randomBytes(16).toString('hex') : null;
    const call = { server: name, tool: op.tool, trace, needs: ['process' as const, ...op.needs], expected: op.expected, sent: books.now(), answered: Infinity, end: 'open' as End, code: null as string | null, detail: null as string | null };
    books.calls.push(call);
    const giveUp = new AbortController();
    const timer = op.cancelAfter === undefined ? undefined : setTimeout(() => giveUp.abort(), op.cancelAfter);
    let progress = 0;
    try {
      if (this.client === undefined) throw new McpError(ErrorCode.ConnectionClosed, 'not started');
      const meta = trace === null ? {} : { traceparent: `00-${trace}-${randomBytes(8).toString('hex')}-01` };
      const answer = await op.request(this.client, { meta, signal: giveUp.signal, timeout: 2 * LONGEST_CALL_MS, ...(op.progress === true ? { onprogress: () => (progress += 1) } : {}) });
      const problem = op.check(answer);
      if (problem === UNEXPECTED) {
        call.end = 'failed';
        if (!answer.ok) [call.code, call.detail] = [answer.code, answer.message];
      }
      else if (problem !== null) [call.end, call.detail] = ['wrong', problem];
      else if (op.progress === true && answer.ok && progress === 0) [call.end, call.detail] = ['wrong', 'no progress was told'];
      else call.end = 'right';
    } catch (error) {
      if (giveUp.signal.aborted) call.end = 'cancelled';
      else [call.end, call.code] = ['failed', error instanceof McpError && error.code === TIMED_OUT ? 'hang' : 'closed'];
      if (call.code === 'closed' && !(error instanceof McpError) && !/not connected/i.test(String(error))) [call.end, call.detail] = ['wrong', String(error)];
    } finally {
      clearTimeout(timer);
      call.answered = books.now();
      op.settled?.(call.end, call.code);
    }
    return call;
  }

  pause(): void {
    this.wire?.pause();
  }

  resume(): void {
    this.wire?.resume();
  }

  /** SIGKILL. */
  async kill(): Promise<void> {
    this.wire?.kill();
    await this.wire?.exited;
  }

  /** Ends its stdin and waits for the end of the process. */
  async stop(): Promise<void> {
    await this.client?.close();
    await this.wire?.exited;
  }
}

/** What a request answered, or the stable code of its error. @throws what is neither */
export async function answered(request: Promise<Readonly<Record<string, unknown>>>): Promise<Answer> {
  try {
    return { ok: true, value: await request };
  } catch (error) {
    if (!(error instanceof McpError)) throw error;
    const { code } = (error.data ?? {}) as { code?: unknown };
    if (typeof code === 'string') return { ok: false, code, message: error.message };
    if (error.code === CLOSED || error.code === TIMED_OUT) throw error;
    return { ok: false, code: 'none', message: error.message };
  }
}
