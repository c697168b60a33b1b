// The one file of the agent that speaks MCP: spawns the server over stdio and maps SDK results and errors to ToolClient.
import { setImmediate } from 'node:timers/promises';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { getDefaultEnvironment } from '@modelcontextprotocol/sdk/client/stdio.js';
import { ErrorCode, JSONRPCMessageSchema, McpError, type CallToolResult, type JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import * as z from 'zod';
import { messageOf, ZopsError } from '../errors.js';
import { LIMITS } from '../limits.js';
import { withOwnSignal } from './abort.js';
import { ChildTransport } from './child-transport.js';
import type { CallOptions, CallOutcome, CommandVerdict, ReadOptions, ToolArguments, ToolClient, ToolFailure, ToolInfo } from './tool-client.js';

/** A server that has not answered `initialize` by then counts as broken, ms. */
const CONNECT_TIMEOUT_MS = 20_000;
/** Lines of the server's stderr that are kept to explain its end. */
const STDERR_LINES = 20;

export interface ServerProcess {
  readonly command: string;
  readonly args: readonly string[];
  /** Added to the few variables that every child gets (PATH, HOME, …). */
  readonly env: Readonly<Record<string, string>>;
  readonly version: string;
  /** Takes each line of the server's stderr; without it they are kept back and only shown when the server fails. */
  readonly onStderr?: (line: string) => void;
  readonly connectTimeoutMs?: number;
  /** See ChildOptions. */
  readonly ownGroup?: boolean;
}

/** `error.code` of the SDK is a plain number. */
const CLOSED: number = ErrorCode.ConnectionClosed;
const TIMED_OUT: number = ErrorCode.RequestTimeout;

const VERDICT = z.object({
  allowed: z.boolean(),
  rule: z.string(),
  reason: z.string(),
  argv: z.array(z.string()).default([]),
  suggestion: z.string().optional(),
});
const FAILURE = z.looseObject({ code: z.string(), message: z.string() });

/** Starts a server and shakes hands with it. @throws ZopsError `server_unavailable`, `cancelled` */
export async function connectServer(server: ServerProcess, signal: AbortSignal): Promise<ToolClient> {
  const { command, args, ownGroup = false } = server;
  const stderr = new LineTail(server.onStderr);
  const env = { ...getDefaultEnvironment(), ...server.env };
  const transport = new ChildTransport<JSONRPCMessage>({ command, args, env, ownGroup, onStderr: (text) => stderr.push(text) }, (json) => JSONRPCMessageSchema.parse(json));
  const client = new Client({ name: 'zops-agent', version: server.version });
  const session = new McpToolClient(client, transport, stderr);
  try {
    await withOwnSignal(signal, (own) => client.connect(transport, { signal: own, timeout: server.connectTimeoutMs ?? CONNECT_TIMEOUT_MS }));
    return session;
  } catch (error) {
    const explained = await session.explain(error, signal);
    await session.close();
    throw explained;
  }
}

class McpToolClient implements ToolClient {
  #alive = true;
  #closing: Promise<void> | undefined;
  #tools: readonly ToolInfo[] | undefined;
  readonly #ended: Promise<void>;

  constructor(
    private readonly client: Client,
    private readonly transport: ChildTransport<JSONRPCMessage>,
    private readonly stderr: LineTail,
  ) {
    // However this process ends, the server does not outlive it.
    const kill = (): void => transport.kill();
    process.on('exit', kill);
    this.#ended = new Promise((resolve) => {
      client.onclose = () => {
        this.#alive = false;
        process.off('exit', kill);
        resolve();
      };
    });
    // Lines that are no JSON-RPC, broken pipes: what matters of them shows in the request that fails.
    client.onerror = () => undefined;
  }

  get alive(): boolean {
    return this.#alive;
  }

  async tools({ signal }: { readonly signal: AbortSignal }): Promise<readonly ToolInfo[]> {
    // A server's list stays what it was when it started. The SDK compiles the schemas of every list that it is sent, and keeps them for good.
    this.#tools ??= await this.#list(signal);
    return this.#tools;
  }

  async #list(signal: AbortSignal): Promise<readonly ToolInfo[]> {
    const { tools } = await this.#request(signal, (options) => this.client.listTools({}, options));
    return tools.map(({ name, description, inputSchema, annotations }) => ({
      name,
      description: description ?? '',
      inputSchema,
      readOnly: annotations?.readOnlyHint === true,
    }));
  }

  async call(tool: string, args: ToolArguments, { signal, traceparent }: CallOptions): Promise<CallOutcome> {
    try {
      const result = await this.#request(signal, (options) => this.client.callTool({ name: tool, arguments: { ...args }, _meta: { traceparent } }, undefined, options));
      return outcomeOf(result as CallToolResult);
    } catch (error) {
      // A JSON-RPC error is an answer: this call failed, the server lives.
      if (error instanceof McpError) return { success: false, error: failureOf(error) };
      throw error;
    }
  }

  async read(uri: string, { signal, traceparent }: ReadOptions): Promise<CallOutcome> {
    const meta = traceparent === undefined ? {} : { _meta: { traceparent } };
    try {
      const { contents } = await this.#request(signal, (options) => this.client.readResource({ uri, ...meta }, options));
      return { success: true, result: JSON.parse(contents.map((part) => ('text' in part ? part.text : '')).join('')) };
    } catch (error) {
      if (error instanceof McpError) return { success: false, error: failureOf(error) };
      throw error instanceof SyntaxError ? unreadable(error) : error;
    }
  }

  async ping({ signal }: { readonly signal: AbortSignal }): Promise<void> {
    await this.#request(signal, (options) => this.client.ping(options));
  }

  async checkCommand(command: string, options: CallOptions): Promise<CommandVerdict> {
    const outcome = await this.read(`zops://policy/check/${encodeURIComponent(command)}`, options);
    if (!outcome.success) return { allowed: false, rule: 'not-judged', reason: outcome.error.message, argv: [] };
    const verdict = VERDICT.safeParse(outcome.result);
    if (!verdict.success) throw unreadable(verdict.error);
    return verdictOf(verdict.data);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    // Ends stdin, waits 2 s, then SIGTERM, 2 s, SIGKILL; a failed handshake has started that already.
    await this.client.close().catch(() => undefined);
    if (this.transport.pid !== undefined) await this.#ended;
  }

  /** Turns whatever made a request fail into what a user can act on; answers of a living server pass unchanged. */
  async explain(error: unknown, signal: AbortSignal): Promise<unknown> {
    if (signal.aborted) return new ZopsError('cancelled', 'The request was cancelled.', {}, { cause: error });
    const code = error instanceof McpError ? error.code : undefined;
    if (this.#alive && code !== undefined && code !== CLOSED && code !== TIMED_OUT) return error;
    // What the server said last may still be on its way.
    await setImmediate();
    const what = code === TIMED_OUT ? 'did not answer in time' : !this.transport.running ? 'ended unexpectedly' : `failed (${messageOf(error)})`;
    const said = this.stderr.lines.at(-1);
    return new ZopsError(
      'server_unavailable',
      `The zops server ${what}. ${said === undefined ? 'It left no message on stderr.' : `Its last words: ${said}`}`,
      {},
      { cause: error },
    );
  }

  async #request<T>(signal: AbortSignal, send: (options: { readonly signal: AbortSignal; readonly timeout: number }) => Promise<T>): Promise<T> {
    try {
      signal.throwIfAborted();
      return await withOwnSignal(signal, (own) => send({ signal: own, timeout: LIMITS.agentDeadlineMs }));
    } catch (error) {
      throw await this.explain(error, signal);
    }
  }
}

function unreadable(cause: Error): ZopsError {
  return new ZopsError('server_unavailable', 'What the server answered is not readable; check that agent and server are of the same version.', {}, { cause });
}

function outcomeOf(result: CallToolResult): CallOutcome {
  const structured = result.structuredContent;
  if (result.isError !== true) return { success: true, result: structured ?? textOf(result) };
  const failure = FAILURE.safeParse(structured?.['error']);
  if (failure.success) return { success: false, error: failure.data };
  // Asked to run a command that the policy refuses, the tool answers with the verdict itself.
  const verdict = VERDICT.safeParse(structured);
  if (verdict.success) {
    const { rule, reason, suggestion } = verdict.data;
    const error = { code: 'refused', message: reason, rule, ...(suggestion === undefined ? {} : { suggestion }) };
    return { success: false, error, verdict: verdictOf(verdict.data) };
  }
  return { success: false, error: { code: 'tool_failed', message: textOf(result) || 'The tool failed without saying why.' } };
}

function verdictOf({ suggestion, ...verdict }: z.infer<typeof VERDICT>): CommandVerdict {
  return suggestion === undefined ? verdict : { ...verdict, suggestion };
}

function textOf(result: CallToolResult): string {
  return result.content.map((part) => (part.type === 'text' ? part.text : `[${part.type}]`)).join('\n');
}

function failureOf(error: McpError): ToolFailure {
  const message = error.message.replace(/^MCP error -?\d+: /, '');
  const data = z.looseObject({ code: z.string() }).safeParse(error.data);
  return { code: data.success ? data.data.code : 'protocol_error', message };
}

/** The last lines of a stream that may cut lines anywhere. */
class LineTail {
  readonly lines: string[] = [];
  #rest = '';

  constructor(private readonly onLine: ((line: string) => void) | undefined) {}

  push(text: string): void {
    const parts = (this.#rest + text).split('\n');
    this.#rest = (parts.pop() ?? '').slice(0, 4_000);
    for (const line of parts.filter((part) => part.trim() !== '')) {
      this.lines.push(line);
      this.onLine?.(line);
    }
    this.lines.splice(0, this.lines.length - STDERR_LINES);
  }
}
