// Newline-delimited JSON over a pair of streams, with a bound on a line and an answer to everything that is not a message.
// Knows nothing of MCP's SDK: what a valid message is comes in as `parse`.
import type { Readable, Writable } from 'node:stream';
import { LIMITS } from '../limits.js';

const NEWLINE = 0x0a;
/** Only the head of an oversized line is searched for its request id. */
const ID_SEARCH_BYTES = 64 * 1024;

export interface WireError {
  readonly jsonrpc: '2.0';
  readonly id: string | number | null;
  readonly error: { readonly code: number; readonly message: string; readonly data: { readonly code: string } };
}

/** JSON-RPC 2.0, section 5.1. */
export const WIRE_CODES = { parse: -32700, invalid: -32600, params: -32602, internal: -32603 } as const;

/** A JSON-RPC error with our stable code in `data`; thrown by a handler or by `parse`, it is answered as it is. */
export class RpcError extends Error {
  constructor(
    readonly code: number,
    message: string,
    readonly data: { readonly code: string },
  ) {
    super(message);
  }
}

/** Why nothing more is read: the peer does not take its answers, or has more requests open than can wait. */
export type Hold = 'answers' | 'requests';

/**
 * A message transport in the sense of the SDK's `Transport`.
 * A line that is too long, is no JSON or is no message is answered with a JSON-RPC error; the stream goes on.
 */
export class StdioTransport<Message> {
  onmessage?: (message: Message) => void;
  onclose?: () => void;
  onerror?: (error: Error) => void;
  /** Called once when the peer is gone: end of stdin, or a broken stdout. */
  onend?: () => void;

  private chunks: Buffer[] = [];
  private length = 0;
  private overflowing = false;
  private closed = false;
  private ended = false;
  private readonly holds = new Set<Hold>();
  private drained: Promise<void> | undefined;

  constructor(
    private readonly input: Readable,
    private readonly output: Writable,
    private readonly parse: (json: unknown) => Message,
  ) {}

  start(): Promise<void> {
    this.input.on('data', this.read);
    this.input.on('end', this.end);
    this.input.on('close', this.end);
    this.input.on('error', this.end);
    this.output.on('error', this.end);
    return Promise.resolve();
  }

  /** Resolves when the line was handed to the stream, after a drain when the stream asks for one; never rejects. */
  send(message: Message | WireError): Promise<void> {
    if (this.isOver() || this.output.write(`${JSON.stringify(message)}\n`)) return Promise.resolve();
    const drained = this.drain();
    if (this.output.writableLength > LIMITS.unreadBytes) {
      this.hold('answers');
      void drained.then(() => this.release('answers'));
    }
    return drained;
  }

  /** Resolves when the peer takes its answers: at once, unless too much is left unread. Never rejects. */
  flowing(): Promise<void> {
    return this.isOver() || this.output.writableLength <= LIMITS.unreadBytes ? Promise.resolve() : this.drain();
  }

  /** Reads no more until every reason is gone. */
  hold(why: Hold): void {
    this.holds.add(why);
    this.input.pause();
  }

  release(why: Hold): void {
    if (this.holds.delete(why) && this.holds.size === 0 && !this.closed) this.input.resume();
  }

  close(): Promise<void> {
    if (!this.closed) {
      this.closed = true;
      this.input.off('data', this.read);
      this.input.pause();
      this.onclose?.();
    }
    return Promise.resolve();
  }

  private isOver(): boolean {
    return this.output.destroyed || this.output.writableEnded;
  }

  /** One wait for all who wait. */
  private drain(): Promise<void> {
    this.drained ??= new Promise((resolve) => {
      const done = (): void => {
        for (const event of ['drain', 'close', 'error']) this.output.off(event, done);
        this.drained = undefined;
        resolve();
      };
      for (const event of ['drain', 'close', 'error']) this.output.on(event, done);
    });
    return this.drained;
  }

  private readonly end = (): void => {
    if (this.ended) return;
    this.ended = true;
    this.onend?.();
  };

  private readonly read = (data: Buffer | string): void => {
    let chunk = typeof data === 'string' ? Buffer.from(data) : data;
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE)) {
      this.take(chunk.subarray(0, at));
      chunk = chunk.subarray(at + 1);
      this.endLine();
    }
    this.take(chunk);
  };

  private take(bytes: Buffer): void {
    if (bytes.length === 0) return;
    if (!this.overflowing && this.length + bytes.length > LIMITS.messageBytes) this.overflowing = true;
    // Of a line that is too long only the head is kept: enough to find the id that waits for an answer.
    if (!this.overflowing || this.length < ID_SEARCH_BYTES) this.chunks.push(bytes);
    this.length += bytes.length;
  }

  private endLine(): void {
    const line = Buffer.concat(this.chunks);
    const overflowing = this.overflowing;
    this.chunks = [];
    this.length = 0;
    this.overflowing = false;
    if (overflowing) {
      this.reject(idIn(line.toString('latin1', 0, ID_SEARCH_BYTES)), WIRE_CODES.invalid, 'message_too_large', `The message is longer than ${LIMITS.messageBytes} bytes; send less.`);
      return;
    }
    const text = line.toString('utf8').trim();
    if (text !== '') this.receive(text);
  }

  private receive(text: string): void {
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      this.reject(null, WIRE_CODES.parse, 'invalid_json', 'The line is not valid JSON; send one JSON-RPC message a line.');
      return;
    }
    let message: Message;
    try {
      message = this.parse(json);
    } catch (error) {
      if (error instanceof RpcError) this.reject(idOf(json), error.code, error.data.code, error.message);
      else this.reject(idOf(json), WIRE_CODES.invalid, 'invalid_message', 'The line is not a JSON-RPC 2.0 request or notification.');
      return;
    }
    try {
      this.onmessage?.(message);
    } catch (error) {
      // The protocol code fails on some valid messages, such as a deeply nested answer to nothing: that ends no server.
      this.onerror?.(error instanceof Error ? error : new Error(String(error)));
    }
  }

  private reject(id: string | number | null, code: number, name: string, message: string): void {
    this.onerror?.(new Error(`${name}: ${message}`));
    void this.send({ jsonrpc: '2.0', id, error: { code, message, data: { code: name } } });
  }
}

function idOf(json: unknown): string | number | null {
  if (typeof json !== 'object' || json === null || !('id' in json)) return null;
  // A number that JavaScript cannot hold exactly would come back as another one.
  return typeof json.id === 'string' || Number.isSafeInteger(json.id) ? (json.id as string | number) : null;
}

function idIn(head: string): string | number | null {
  const found = /"id"\s*:\s*(?:(\d{1,15})|"([\w.:-]{1,64})")/.exec(head);
  if (found?.[1] !== undefined) return Number(found[1]);
  return found?.[2] ?? null;
}
