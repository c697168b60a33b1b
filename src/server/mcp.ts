// The one adapter to the MCP SDK: maps tools, resources, prompts and errors to protocol messages. No other file of the server imports the SDK.
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js';
import type { jsonSchemaValidator, JsonSchemaValidatorResult } from '@modelcontextprotocol/sdk/validation/types.js';
import {
  CallToolRequestSchema,
  CompleteRequestSchema,
  GetPromptRequestSchema,
  JSONRPCMessageSchema,
  ListPromptsRequestSchema,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ListToolsRequestSchema,
  ReadResourceRequestSchema,
  type CallToolResult,
  type JSONRPCMessage,
  type ServerNotification,
  type ServerRequest,
} from '@modelcontextprotocol/sdk/types.js';
import type { Readable, Writable } from 'node:stream';
import type * as z from 'zod';
import { messageOf, toErrorBody, ZopsError, type ErrorCode } from '../errors.js';
import { LIMITS } from '../limits.js';
import { createTurns } from '../system/turns.js';
import type { Tool } from '../tools/tool.js';
import { VERSION } from '../version.js';
import { callTool, type CallDeps } from './call.js';
import { complete, type Completable } from './complete.js';
import { createConfirm, type ConfirmSetting } from './confirm.js';
import { ICONS } from './icons.js';
import { INSTRUCTIONS } from './instructions.js';
import { listPrompt, listResource, listTemplate, listTool } from './listings.js';
import { paginate } from './paginate.js';
import { firstProblems } from './problems.js';
import { isPlainMessage } from './plain-message.js';
import { renderPrompt } from './prompts.js';
import type { RequestContext } from './recorded.js';
import { readResource, RESOURCE_MIME_TYPE, type Shelf } from './resources.js';
import { createSession } from './session.js';
import { RpcError, StdioTransport, WIRE_CODES } from './stdio.js';

/** MCP: "resource not found". */
const RESOURCE_NOT_FOUND = -32002;
/** Most completions in one answer (MCP). */
const COMPLETIONS = 100;

type Extra = RequestHandlerExtra<ServerRequest, ServerNotification>;

export interface McpDeps extends CallDeps, Shelf, Completable {
  readonly tools: readonly Tool[];
  readonly confirm: ConfirmSetting;
}

export interface McpServer {
  /** Resolves when the peer is gone (end of stdin, broken stdout). */
  readonly ended: Promise<void>;
  /** Resolves when no call is in flight. */
  idle(): Promise<void>;
  /** Cancels what is in flight and answers nothing more; resolves when all of it, and the end of the session, is recorded. @param reason for the audit trail */
  close(reason: string): Promise<void>;
}

/** Serves MCP on the two streams until the peer is gone. */
export async function serveMcp(input: Readable, output: Writable, deps: McpDeps): Promise<McpServer> {
  // The low-level class on purpose, deprecated or not: validation, errors and results are ours (src/server/call.ts).
  const server = new Server(
    { name: 'zops', title: 'zops: z/OS operations', version: VERSION, icons: ICONS.zops },
    { capabilities: { tools: {}, resources: {}, prompts: {}, completions: {} }, instructions: INSTRUCTIONS, jsonSchemaValidator: UNCHECKED },
  );
  const transport = new StdioTransport<JSONRPCMessage>(input, output, parseMessage);
  const inFlight = new Set<Promise<unknown>>();
  const session = createSession(deps);
  const turns = createTurns(LIMITS.requestsAtOnce);
  let open = 0;
  let asking = 0;

  /** Gives a handler its turn, tracks it, so that a clean end can wait for it, and translates what it throws. */
  async function track<T>(work: (client: string) => Promise<T> | T): Promise<T> {
    // Asked before anything is waited for: a request that came before initialize stays one.
    const client = clientName();
    open += 1;
    // Never while a question is open: its answer comes the same way.
    if (open > LIMITS.requestsOpen && asking === 0) transport.hold('requests');
    const promise = turns(async () => {
      await transport.flowing();
      return work(client);
    });
    inFlight.add(promise);
    try {
      return await promise;
    } catch (error) {
      throw asRpcError(error, deps.warn);
    } finally {
      inFlight.delete(promise);
      open -= 1;
      if (open <= LIMITS.requestsOpen / 2) transport.release('requests');
    }
  }

  function background(work: Promise<unknown>): void {
    inFlight.add(work);
    void work.finally(() => inFlight.delete(work));
  }

  function clientName(): string {
    const info = server.getClientVersion();
    if (info === undefined) throw new RpcError(WIRE_CODES.invalid, 'Send initialize first.', { code: 'not_initialized' });
    return `${info.name}/${info.version}`.slice(0, 128);
  }

  async function ask(text: string, signal: AbortSignal): Promise<boolean> {
    const requestedSchema = {
      type: 'object' as const,
      properties: { confirm: { type: 'boolean' as const, title: 'Do it', description: 'Yes, do exactly this.' } },
      required: ['confirm'],
    };
    asking += 1;
    transport.release('requests');
    const { action, content } = await server
      .elicitInput({ message: text, requestedSchema }, { signal, timeout: LIMITS.confirmMs })
      .catch((error: unknown) => {
        if (signal.aborted) throw error;
        deps.warn(`mcp: the client did not answer a question: ${messageOf(error)}`);
        return { action: 'cancel' as const, content: undefined };
      })
      .finally(() => (asking -= 1));
    return action === 'accept' && content?.['confirm'] === true;
  }

  async function call(name: string, args: unknown, client: string, extra: Extra): Promise<CallToolResult> {
    const tool = deps.tools.find((one) => one.name === name);
    if (tool === undefined) {
      // Nothing happens, but what a client tried belongs in the trail.
      await deps.audit.append({ event: 'result', tool: name.slice(0, 80), client, outcome: 'error', code: 'unknown_tool' });
      const known = deps.tools.map((one) => one.name).join(', ');
      throw new ZopsError('unknown_tool', `There is no tool ${JSON.stringify(name.slice(0, 80))}. The tools are ${known}.`);
    }
    const { structured, isError } = await callTool(tool, args, deps, {
      ...contextOf(client, extra),
      confirm: createConfirm(deps.confirm, {
        canAsk: () => canAsk(server.getClientCapabilities()?.elicitation),
        ask: (question) => ask(question, extra.signal),
      }),
    });
    return { content: [{ type: 'text', text: JSON.stringify(structured) }], structuredContent: structured, ...(isError ? { isError } : {}) };
  }

  function contextOf(client: string, extra: Extra): RequestContext {
    return { client, signal: extra.signal, traceparent: extra._meta?.['traceparent'], background, progress: reporter(extra, deps.warn) };
  }

  async function read(uri: string, client: string, extra: Extra) {
    const json = await readResource(uri, deps, deps, contextOf(client, extra));
    return { contents: [{ uri, mimeType: RESOURCE_MIME_TYPE, text: JSON.stringify(json) }] };
  }

  server.setRequestHandler(ListToolsRequestSchema, ({ params }) =>
    track(() => {
      const { items, ...more } = paginate('tools', deps.tools, params?.cursor);
      return { tools: items.map((tool) => listTool(tool, deps.services.policy)), ...more };
    }),
  );
  server.setRequestHandler(CallToolRequestSchema, ({ params }, extra) => track((client) => call(params.name, params.arguments, client, extra)));
  server.setRequestHandler(ListResourcesRequestSchema, ({ params }) =>
    track(() => {
      const { items, ...more } = paginate('resources', deps.resources, params?.cursor);
      return { resources: items.map(listResource), ...more };
    }),
  );
  server.setRequestHandler(ListResourceTemplatesRequestSchema, ({ params }) =>
    track(() => {
      const { items, ...more } = paginate('resourceTemplates', deps.resourceTemplates, params?.cursor);
      return { resourceTemplates: items.map(listTemplate), ...more };
    }),
  );
  server.setRequestHandler(ReadResourceRequestSchema, ({ params }, extra) => track((client) => read(params.uri, client, extra)));
  server.setRequestHandler(ListPromptsRequestSchema, ({ params }) =>
    track(() => {
      const { items, ...more } = paginate('prompts', deps.prompts, params?.cursor);
      return { prompts: items.map(listPrompt), ...more };
    }),
  );
  server.setRequestHandler(GetPromptRequestSchema, ({ params }) =>
    track(() => {
      const { prompt, text: message } = renderPrompt(deps.prompts, params.name, params.arguments ?? {});
      return { description: prompt.description, messages: [{ role: 'user' as const, content: { type: 'text' as const, text: message } }] };
    }),
  );
  server.setRequestHandler(CompleteRequestSchema, ({ params: { ref, argument } }) =>
    track(() => {
      const values = complete(deps, ref.type === 'ref/prompt' ? { prompt: ref.name } : { template: ref.uri }, argument.name, argument.value);
      return { completion: { values: values.slice(0, COMPLETIONS), total: values.length, hasMore: values.length > COMPLETIONS } };
    }),
  );
  // The SDK quotes whole messages of the peer.
  server.onerror = (error) => deps.warn(`mcp: ${error.message.slice(0, LIMITS.warningChars)}`);

  server.oninitialized = () => {
    if (server.getClientVersion() !== undefined) background(session.start(clientName()));
  };

  async function idle(): Promise<void> {
    while (inFlight.size > 0) await Promise.allSettled(inFlight);
  }

  const ended = new Promise<void>((resolve) => (transport.onend = resolve));
  await server.connect(transport);
  return {
    ended,
    idle,
    async close(reason) {
      await server.close();
      await idle();
      await session.stop(reason);
    },
  };
}

/** The only thing that the SDK would check with it is the answer to a question, of which `ask` takes nothing but a clear yes. */
const UNCHECKED: jsonSchemaValidator = {
  getValidator:
    <T>() =>
    (input: unknown): JsonSchemaValidatorResult<T> => ({ valid: true, data: input as T, errorMessage: undefined }),
};

/** Requests with parameters, checked here: the SDK would answer a bad one with its own dump. */
const CHECKED = new Map<string, z.ZodType>([
  ['tools/list', ListToolsRequestSchema],
  ['resources/list', ListResourcesRequestSchema],
  ['resources/templates/list', ListResourceTemplatesRequestSchema],
  ['prompts/list', ListPromptsRequestSchema],
  ['tools/call', CallToolRequestSchema],
  ['resources/read', ReadResourceRequestSchema],
  ['prompts/get', GetPromptRequestSchema],
  ['completion/complete', CompleteRequestSchema],
]);

/** @throws RpcError with the parameter that is wrong; ZodError when it is no JSON-RPC message */
function parseMessage(json: unknown): JSONRPCMessage {
  if (isPlainMessage(json)) return json;
  const message = JSONRPCMessageSchema.parse(json);
  if (!('method' in message && 'id' in message)) return message;
  const checked = CHECKED.get(message.method)?.safeParse(message);
  if (checked === undefined || checked.success) return message;
  const problems = firstProblems(checked.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
  throw new RpcError(WIRE_CODES.params, `${message.method} is not well-formed: ${problems.join('; ')}.`, { code: 'invalid_params' });
}

/** A form, which is also what an empty capability stands for; a client that only opens addresses cannot ask for a yes. */
function canAsk(elicitation: { readonly form?: unknown; readonly url?: unknown } | undefined): boolean {
  return elicitation !== undefined && (elicitation.form !== undefined || elicitation.url === undefined);
}

/** Progress goes only to a client that asked for it with a token. */
function reporter(extra: Extra, warn: (line: string) => void): (message: string) => void {
  const progressToken = extra._meta?.progressToken;
  if (progressToken === undefined) return () => undefined;
  let progress = 0;
  return (message) => {
    progress += 1;
    extra.sendNotification({ method: 'notifications/progress', params: { progressToken, progress, message } }).catch((error: unknown) => warn(`mcp: ${messageOf(error)}`));
  };
}

function asRpcError(error: unknown, warn: (line: string) => void): RpcError {
  if (error instanceof RpcError) return error;
  if (!(error instanceof ZopsError)) warn(error instanceof Error ? (error.stack ?? error.message) : messageOf(error));
  const body = toErrorBody(error);
  const codes: Partial<Record<ErrorCode, number>> = { unknown_resource: RESOURCE_NOT_FOUND, unknown_tool: WIRE_CODES.params, invalid_arguments: WIRE_CODES.params };
  return new RpcError(codes[body.code] ?? WIRE_CODES.internal, body.message, body);
}
