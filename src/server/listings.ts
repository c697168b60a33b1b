// How tools, resources and prompts are listed to clients: plain JSON, nothing of MCP's SDK.
import * as z from 'zod';
import type { Policy } from '../policy/policy.js';
import type { Effect, Tool } from '../tools/tool.js';
import { ICONS, type IconName } from './icons.js';
import type { Prompt } from './prompts.js';
import { RESOURCE_MIME_TYPE, type Resource, type ResourceTemplate } from './resources.js';

const ANNOTATIONS: Record<Effect, { readOnlyHint: boolean; destructiveHint: boolean; idempotentHint: boolean; openWorldHint: boolean }> = {
  reads: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  runs: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  // An update overwrites the previous value: destructive in the words of the specification.
  changes: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
};

/** A tool knows nothing of pictures; one without a row gets the server's own. */
const TOOL_ICONS: Readonly<Partial<Record<string, IconName>>> = { get_logs: 'logs', get_system_status: 'status', run_command: 'command', update_config: 'config' };

interface ObjectSchema {
  readonly [key: string]: unknown;
  readonly type: 'object';
  readonly properties: Record<string, object>;
  readonly required?: string[];
}

export function listTool(tool: Tool, policy: Policy) {
  const atSite = tool.atSite?.(policy) ?? null;
  return {
    name: tool.name,
    title: tool.title,
    description: atSite === null ? tool.description : `${tool.description} ${atSite}`,
    inputSchema: jsonSchema(tool.input, 'input'),
    outputSchema: outputSchema(tool),
    annotations: { title: tool.title, ...ANNOTATIONS[tool.effect] },
    icons: ICONS[TOOL_ICONS[tool.name] ?? 'zops'],
  };
}

function jsonSchema(schema: z.ZodObject, io: 'input' | 'output'): ObjectSchema {
  return splitTypes(z.toJSONSchema(schema, { io })) as ObjectSchema;
}

/** One `type` in each place: some hosts map a list of types (`["string", "null"]`) onto nothing. */
function splitTypes(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(splitTypes);
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).map(([key, value]) => [key, splitTypes(value)] as const);
  const types = entries.find(([key, value]) => key === 'type' && Array.isArray(value))?.[1] as readonly string[] | undefined;
  if (types === undefined) return Object.fromEntries(entries);
  const described = entries.filter(([key]) => key === 'description');
  const rest = Object.fromEntries(entries.filter(([key]) => key !== 'type' && key !== 'description'));
  return { ...Object.fromEntries(described), anyOf: types.map((type) => (type === 'null' ? { type } : { type, ...rest })) };
}

/** The tool's own result or an error, both under one object as MCP demands of an output schema. */
function outputSchema(tool: Tool): ObjectSchema {
  const { required, ...schema } = jsonSchema(tool.output, 'output');
  return {
    ...schema,
    properties: {
      ...schema.properties,
      error: {
        type: 'object',
        description: 'Only when the call failed: a stable code and what to do.',
        properties: { code: { type: 'string' }, message: { type: 'string' } },
        required: ['code', 'message'],
      },
    },
    anyOf: [{ required }, { required: ['error'] }],
  };
}

export function listResource({ uri, name, title, description, icon }: Resource) {
  return { uri, name, title, description, mimeType: RESOURCE_MIME_TYPE, icons: ICONS[icon] };
}

export function listTemplate({ uriTemplate, name, title, description, icon }: ResourceTemplate) {
  return { uriTemplate, name, title, description, mimeType: RESOURCE_MIME_TYPE, icons: ICONS[icon] };
}

export function listPrompt({ name, title, description, icon, arguments: args }: Prompt) {
  const listed = args.map((argument) => ({ name: argument.name, title: argument.title, description: argument.description, required: argument.required }));
  return { name, title, description, icons: ICONS[icon], arguments: listed };
}
