// Tools as the server publishes them ↔ tools as a model calls them: strict schemas out, checked arguments back. Pure.
import * as z from 'zod';
import type { ToolArguments, ToolInfo } from '../../tool-client.js';
import type { ModelCall, ModelTool } from './model.js';

/** An argument of our own on every tool: the plan's reasoning comes from it. It never reaches the server. */
const WHY = 'why';
const WHY_SCHEMA = { type: 'string', description: 'One short sentence for the user: why this call.' };
/** What strict schemas may hold of a property. */
const STRICT_KEYWORDS = new Set(['type', 'enum', 'const', 'description', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'pattern']);
const SIMPLE_TYPES: readonly unknown[] = ['string', 'integer', 'number', 'boolean'];

type Schema = Readonly<Record<string, unknown>>;

export type CheckedCall = { readonly ok: true; readonly args: ToolArguments; readonly why: string | null } | { readonly ok: false; readonly problem: string };

/** One tool in both directions. */
export interface ToolMapping {
  readonly tool: ModelTool;
  readonly check: (call: ModelCall) => CheckedCall;
}

export function mapTool({ name, description, inputSchema }: ToolInfo): ToolMapping {
  const properties = asSchemas(inputSchema['properties']);
  const required = new Set(Array.isArray(inputSchema['required']) ? inputSchema['required'] : []);
  const optional = Object.keys(properties).filter((key) => !required.has(key));
  const ownWhy = !(WHY in properties);
  const strict = inputSchema['additionalProperties'] === false && Object.values(properties).every((schema) => SIMPLE_TYPES.includes(schema['type']));
  const shown = strict ? Object.fromEntries(Object.entries(properties).map(([key, schema]) => [key, strictProperty(schema, !required.has(key))])) : properties;
  const all = ownWhy ? { ...shown, [WHY]: WHY_SCHEMA } : shown;
  const parameters = strict ? { type: 'object', properties: all, required: Object.keys(all), additionalProperties: false } : { ...inputSchema, properties: all };
  const accepts = z.fromJSONSchema(inputSchema);
  return {
    tool: { name, description, parameters, strict },
    check: ({ arguments: json }) => {
      const given = parseObject(json);
      if (given === undefined) return { ok: false, problem: `The arguments of ${name} are not a JSON object.` };
      const why = ownWhy && typeof given[WHY] === 'string' ? given[WHY] : null;
      // A strict schema has no optional arguments, only null ones.
      const args = Object.fromEntries(Object.entries(given).filter(([key, value]) => !(ownWhy && key === WHY) && !(value === null && optional.includes(key))));
      const { error } = accepts.safeParse(args);
      if (error === undefined) return { ok: true, args, why };
      return { ok: false, problem: `The arguments of ${name} are not valid: ${error.issues.map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': ')).join('; ')}.` };
    },
  };
}

function strictProperty(schema: Schema, nullable: boolean): Schema {
  const { default: usual, ...rest } = schema;
  const values: readonly unknown[] | undefined = Array.isArray(rest['enum']) ? rest['enum'] : undefined;
  const kept = Object.fromEntries(Object.entries(rest).filter(([key]) => STRICT_KEYWORDS.has(key)));
  if (!nullable) return kept;
  const description = [rest['description'], usual === undefined ? 'Null: not given.' : `Null: ${JSON.stringify(usual)}.`].filter((part) => typeof part === 'string').join(' ');
  return { ...kept, type: [rest['type'], 'null'], ...(values === undefined ? {} : { enum: [...values, null] }), description };
}

function asSchemas(properties: unknown): Readonly<Record<string, Schema>> {
  if (typeof properties !== 'object' || properties === null) return {};
  return Object.fromEntries(Object.entries(properties).map(([key, schema]) => [key, isObject(schema) ? schema : {}]));
}

function parseObject(json: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json === '' ? '{}' : json);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
