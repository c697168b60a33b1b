// The OpenAPI 3.1 document, generated from the schemas that check requests and describe answers. Pure.
import * as z from 'zod';
import { EVENTS, ROUTES, SCHEMAS } from './contract.js';
import { PROBLEM_TYPE } from './problem.js';

type Json = Readonly<Record<string, unknown>>;

const PROBLEMS: Readonly<Record<number, string>> = {
  400: 'The body is no JSON, or the request no HTTP that this server understands.',
  401: 'The token is missing or wrong.',
  403: 'The request comes from a page of another site.',
  404: 'There is nothing of this name.',
  405: 'The address takes another method (Allow).',
  406: 'The answer does not come in a kind that Accept names.',
  413: 'The body is too large.',
  415: 'The body is not sent as JSON.',
  421: 'The server is not known under the Host of the request.',
  422: 'A field is not as it should be.',
  429: 'Too many requests from this client (Retry-After).',
  500: 'A fault of zops.',
  503: 'No room at the moment, or the MCP server does not answer (Retry-After).',
};

const EVERYWHERE = [401, 403, 421, 429, 500, 503] as const;
const WITH_BODY = [400, 406, 413, 415, 422] as const;

export function openApi(version: string): Json {
  const { health, chat, run, audit, explain, openapi } = ROUTES;
  return {
    openapi: '3.1.0',
    info: { title: 'zops', version, description: 'Operate a z/OS system in plain words, under a policy. Every error is application/problem+json.' },
    paths: {
      [health.path]: { get: { ...operation('health', 'Whether the MCP server answers.', content('Health'), [403, 421, 500, 503]), security: [] } },
      [chat.path]: { post: { ...operation('chat', 'Plan, or plan and carry out, what a message asks for.', streamed(), [...EVERYWHERE, ...WITH_BODY]), requestBody: body('ChatRequest', true) } },
      [inBraces(run.path)]: {
        post: {
          ...operation('run', 'Carry out exactly the steps of an earlier answer, once: the plan of plan_only, or what waits for approval. No planner is asked again.', streamed(), [...EVERYWHERE, ...WITH_BODY, 404]),
          parameters: [parameter('trace_id', 'Of the earlier answer.')],
          requestBody: body('RunRequest', false),
        },
      },
      [inBraces(audit.path)]: { get: { ...operation('audit', 'What the audit trail holds of a request.', content('AuditTrail'), [...EVERYWHERE, 422]), parameters: [parameter('trace_id', 'Of the request.')] } },
      [inBraces(explain.path)]: { get: { ...operation('explain', 'What a message id or an abend code means.', content('Explanation'), [...EVERYWHERE, 404]), parameters: [parameter('id', 'Such as IEF450I or S0C7.')] } },
      [openapi.path]: { get: operation('openapi', 'This document.', { 'application/json': { schema: { type: 'object' } } }, EVERYWHERE) },
    },
    components: { schemas: schemas(), securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'The value of ZOPS_TOKEN, where the server has one.' } } },
    security: [{ token: [] }, {}],
  };
}

function schemas(): Json {
  const { schemas: found } = z.toJSONSchema(SCHEMAS, { io: 'input', uri: (id) => `#/components/schemas/${id}` });
  // Each comes as a document of its own; here all are parts of one.
  return Object.fromEntries(Object.entries(found).map(([id, schema]) => [id, Object.fromEntries(Object.entries(schema).filter(([key]) => key !== '$schema' && key !== '$id'))]));
}

function operation(operationId: string, summary: string, answer: Json, problems: readonly number[]): Json {
  const failures = [...problems].sort((a, b) => a - b).map((status) => [String(status), { description: PROBLEMS[status], content: { [PROBLEM_TYPE]: { schema: ref('Problem') } } }]);
  return { operationId, summary, responses: { 200: { description: summary, content: answer }, ...Object.fromEntries(failures) } };
}

function content(schema: string): Json {
  return { 'application/json': { schema: ref(schema) } };
}

function streamed(): Json {
  const names = Object.entries(EVENTS).map(([name, schema]) => `${name} (${SCHEMAS.get(schema)?.id ?? ''})`);
  return { ...content('Report'), 'text/event-stream': { schema: { type: 'string', description: `Server-sent events, each with a schema as its data: ${names.join(', ')}. The last one is done or error.` } } };
}

function body(schema: string, required: boolean): Json {
  return { required, content: { 'application/json': { schema: ref(schema) } } };
}

function parameter(name: string, description: string): Json {
  return { name, in: 'path', required: true, description, schema: { type: 'string' } };
}

function ref(schema: string): Json {
  return { $ref: `#/components/schemas/${schema}` };
}

function inBraces(path: string): string {
  return path.replace(/:(\w+)/g, '{$1}');
}
