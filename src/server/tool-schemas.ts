// The JSON Schemas of a tool, made of its zod schemas. To make them takes a twentieth of the server's start, so the build makes
// them once and puts the finished ones in the place of this file (scripts/finished-schemas.ts).
import * as z from 'zod';
import type { Tool } from '../tools/tool.js';

interface ObjectSchema {
  readonly [key: string]: unknown;
  readonly type: 'object';
  readonly properties: Record<string, object>;
  readonly required?: string[];
}

export interface ToolSchemas {
  readonly inputSchema: ObjectSchema;
  readonly outputSchema: ObjectSchema;
}

export function toolSchemas(tool: Tool): ToolSchemas {
  return { inputSchema: jsonSchema(tool.input, 'input'), outputSchema: outputSchema(tool) };
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
