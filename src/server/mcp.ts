// The one adapter to the MCP SDK: maps tools, resources and errors to protocol messages. No other file of the server imports the SDK.
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import {
  CallToolRequestSchema,
  JSONRPCMessageSchema,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ListToolsRequestSchema,
  ReadResourceRequestSchema,
  type CallToolResult,
  type JSONRPCMessage,
  type Tool as ListedTool,
} from '@modelcontextprotocol/sdk/types.js';
import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';
import { toErrorBody, ZopsError } from '../errors.js';
import type { Effect, Tool } from '../tools/tool.js';
import { VERSION } from '../version.js';
import { callTool, outputSchema, type CallDeps } from './call.js';
import { INSTRUCTIONS } from './instructions.js';
import { readResource, RESOURCE_TEMPLATES, type ResourceTemplate } from './resources.js';
import { StdioTransport, WIRE_CODES } from './stdio.js';

const ANNOTATIONS: Record<Effect, { readOnlyHint: boolean; destructiveHint: boolean; idempotentHint: boolean; openWorldHint: boolean }> = {
  reads: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  runs: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  // An update overwrites the previous value: destructive in the words of the specification.
  changes: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
};

const TRACEPARENT = /^[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** A JSON-RPC error with our stable code in `data`; the SDK passes `code`, `message` and `data` of a thrown error on. */
class RpcError extends Error {
  constructor(
    readonly code: number,
    message: string,
    readonly data: { readonly code: string },
  ) {
    super(message);
  }
}

export interface McpDeps extends CallDeps {
  readonly tools: readonly Tool[];
}

export interface McpServer {
  /** Resolves when the peer is gone (end of stdin, broken stdout). */
  readonly ended: Promise<void>;
  /** Resolves when no call is in flight. */
  idle(): Promise<void>;
  /** Cancels what is in flight and answers nothing more. */
  close(): Promise<void>;
}

/** Serves MCP on the two streams until the peer is gone. */
export async function serveMcp(input: Readable, output: Writable, deps: McpDeps): Promise<McpServer> {
  // The low-level class on purpose, deprecated or not: validation, errors and results are ours (src/server/call.ts).
  const server = new Server(
    { name: 'zops', title: 'zops: z/OS operations', version: VERSION },
    { capabilities: { tools: {}, resources: {} }, instructions: INSTRUCTIONS },
  );
  const transport = new StdioTransport<JSONRPCMessage>(input, output, (json) => JSONRPCMessageSchema.parse(json));
  const inFlight = new Set<Promise<unknown>>();

  const client = (): string => {
    const info = server.getClientVersion();
    if (info === undefined) throw new RpcError(WIRE_CODES.invalid, 'Send initialize first.', { code: 'not_initialized' });
    return `${info.name}/${info.version}`.slice(0, 128);
  };
  /** Tracks a handler, so that a clean end can wait for it, and translates what it throws. */
  const track = async <T>(work: () => Promise<T> | T): Promise<T> => {
    const promise = (async () => work())();
    inFlight.add(promise);
    try {
      return await promise;
    } catch (error) {
      throw error instanceof ZopsError ? asRpcError(error) : error;
    } finally {
      inFlight.delete(promise);
    }
  };

  server.setRequestHandler(ListToolsRequestSchema, () => track(() => (client(), { tools: deps.tools.map(listTool) })));
  server.setRequestHandler(CallToolRequestSchema, ({ params }, extra) =>
    track(async (): Promise<CallToolResult> => {
      const caller = client();
      const tool = deps.tools.find(({ name }) => name === params.name);
      if (tool === undefined) {
        const known = deps.tools.map(({ name }) => name).join(', ');
        throw new ZopsError('unknown_tool', `There is no tool ${JSON.stringify(params.name.slice(0, 80))}. The tools are ${known}.`);
      }
      const traceId = TRACEPARENT.exec(typeof extra._meta?.['traceparent'] === 'string' ? extra._meta['traceparent'] : '')?.[1];
      const result = await callTool(tool, params.arguments, deps, {
        signal: extra.signal,
        client: caller,
        ...(traceId === undefined ? {} : { traceId }),
      });
      return {
        content: [{ type: 'text', text: JSON.stringify(result.structured) }],
        structuredContent: result.structured,
        ...(result.isError ? { isError: true } : {}),
      };
    }),
  );
  server.setRequestHandler(ListResourcesRequestSchema, () => track(() => (client(), { resources: [] })));
  server.setRequestHandler(ListResourceTemplatesRequestSchema, () =>
    track(() => (client(), { resourceTemplates: RESOURCE_TEMPLATES.map(listTemplate) })),
  );
  server.setRequestHandler(ReadResourceRequestSchema, ({ params }) => track(() => (client(), { contents: [readResource(params.uri)] })));
  server.onerror = (error) => deps.warn(`mcp: ${error.message}`);

  const ended = new Promise<void>((resolve) => (transport.onend = resolve));
  await server.connect(transport);
  return {
    ended,
    idle: async () => {
      while (inFlight.size > 0) await Promise.allSettled(inFlight);
    },
    close: () => server.close(),
  };
}

function listTool(tool: Tool): ListedTool {
  return {
    name: tool.name,
    title: tool.title,
    description: tool.description,
    inputSchema: z.toJSONSchema(tool.input, { io: 'input' }) as ListedTool['inputSchema'],
    outputSchema: outputSchema(tool) as ListedTool['outputSchema'],
    annotations: { title: tool.title, ...ANNOTATIONS[tool.effect] },
  };
}

function listTemplate({ name, title, description, uriTemplate, mimeType }: ResourceTemplate) {
  return { name, title, description, uriTemplate, mimeType };
}

function asRpcError(error: ZopsError): RpcError {
  // -32002 is MCP's "resource not found".
  const code = error.code === 'unknown_resource' ? -32002 : WIRE_CODES.params;
  return new RpcError(code, error.message, toErrorBody(error));
}
