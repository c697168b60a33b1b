// What goes over HTTP, as zod schemas: checks of requests, the OpenAPI document, and the types of the page's side. Pure.
// The page imports types from here and nothing else.
import * as z from 'zod';
import { LIMITS } from '../limits.js';

/** Those with a name: components of the OpenAPI document. */
export const SCHEMAS = z.registry<{ id: string }>();

function named<Schema extends z.ZodType>(id: string, schema: Schema): Schema {
  SCHEMAS.add(schema, { id });
  return schema;
}

const MODE = z.enum(['plan_only', 'execute_safe']);
const TRACE_ID = z.string().regex(/^[0-9a-f]{32}$/).describe('W3C trace id of a request.');
const ARGS = z.record(z.string(), z.unknown());
const INDEX = z.int().min(0);

export const CHAT_REQUEST = named(
  'ChatRequest',
  z.strictObject({
    message: z
      .string()
      .max(LIMITS.agentMessageChars, `has more than ${LIMITS.agentMessageChars} characters; shorten it`)
      .regex(/\S/, 'is blank; say what you want')
      .describe('What you want, in plain words.'),
    mode: MODE.default('plan_only').describe('plan_only: plan, run nothing. execute_safe: carry the plan out under the policy.'),
  }),
);

export const RUN_REQUEST = named(
  'RunRequest',
  z.strictObject({
    steps: z
      .array(INDEX)
      .min(1)
      .max(LIMITS.agentSteps)
      .refine((steps) => new Set(steps).size === steps.length, 'names a step twice')
      .optional()
      .describe('Places of the steps to run, in `plan` of a plan_only answer or in `pending_approvals` of an execute_safe answer; they run in their own order. Without it: all.'),
  }),
);

const STEP = named('Step', z.object({ tool: z.string(), args: ARGS, reasoning: z.string().describe('Why, one sentence.') }));

const VERDICT = named('Verdict', z.object({ allowed: z.boolean(), rule: z.string(), reason: z.string() }).describe("The policy's verdict on a command."));

const FAILURE = named('ToolFailure', z.looseObject({ code: z.string(), message: z.string() }));

const ACTION = named(
  'Action',
  z.discriminatedUnion('success', [
    z.object({ tool: z.string(), args: ARGS, success: z.literal(true), result: z.unknown() }),
    z.object({ tool: z.string(), args: ARGS, success: z.literal(false), error: FAILURE }),
  ]).describe('One tool call that was made.'),
);

export const REPORT = named(
  'Report',
  z.object({
    answer: z.string(),
    plan: z.array(
      z.object({
        ...STEP.shape,
        executed: z.boolean().describe('The step took effect: its call succeeded and, for a command, the command ran.'),
        verdict: VERDICT.optional(),
      }),
    ),
    actions_taken: z.array(ACTION),
    script: z.string().nullable().describe('A commented bash script when the plan holds commands.'),
    pending_approvals: z.array(STEP).optional().describe('Steps that change something, thought of on the way: not run. POST /plans/{trace_id}/run runs them.'),
    audit: z.object({
      trace_id: TRACE_ID,
      mode: MODE,
      tool_count: z.int(),
      executed_count: z.int(),
      planner: z.string(),
      model: z.string().nullable(),
      stopped_reason: z.enum(['done', 'step_limit', 'call_limit', 'token_limit', 'deadline', 'cancelled', 'error']),
      trace_exported: z.boolean(),
    }),
  }).describe('One finished request; `zops --json` prints the same.'),
);

export const PROBLEM = named(
  'Problem',
  z.object({
    type: z.literal('about:blank'),
    title: z.string().describe('The words of the status.'),
    status: z.int(),
    code: z.string().describe('Stable; clients may branch on it.'),
    detail: z.string().describe('What is wrong and what to do.'),
    errors: z.array(z.object({ field: z.string(), reason: z.string() })).optional().describe('422: each field that is not as it should be.'),
  }).describe('RFC 9457.'),
);

export const HEALTH = named('Health', z.object({ status: z.literal('ok') }));

export const EXPLANATION = named(
  'Explanation',
  z.object({
    kind: z.enum(['message', 'abend']),
    id: z.string().describe('The message id or abend code as z/OS prints it.'),
    meaning: z.string(),
    causes: z.string().nullable(),
    check: z.string().describe('What an operator checks next.'),
  }),
);

const AUDIT_RECORD = named(
  'AuditRecord',
  z.looseObject({
    seq: z.int(),
    time: z.string(),
    event: z.enum(['call', 'result', 'start', 'stop']),
    call_id: z.string().optional(),
    tool: z.string().optional(),
    args: ARGS.optional(),
    allowed: z.boolean().optional(),
    rule: z.string().optional(),
    outcome: z.enum(['ok', 'refused', 'error', 'cancelled']).optional(),
    code: z.string().optional(),
    duration_ms: z.number().optional(),
    trace_id: z.string().optional(),
  }),
);

export const AUDIT_TRAIL = named(
  'AuditTrail',
  z.object({
    trace_id: TRACE_ID,
    records: z.array(AUDIT_RECORD).describe('Oldest first.'),
    truncated: z.boolean().describe('More of the request may be recorded than is here.'),
  }),
);

/**
 * The events of a stream (`Accept: text/event-stream`), by name. `index` is the step's place in the `plan` of the final report
 * (of a `pending` step: in its `pending_approvals`). A stream ends with `done` or `error`; one without was cut off.
 */
export const EVENTS = {
  /** Once, when there is a plan. */
  plan: named('PlanEvent', z.object({ trace_id: TRACE_ID, mode: MODE, planner: z.string(), model: z.string().nullable(), steps: z.array(STEP) })),
  /** A step that joins the plan on the way, at its end. */
  step: named('StepEvent', z.object({ index: INDEX, ...STEP.shape })),
  /** The policy's verdict on a command; when it comes twice the later one counts. */
  verdict: named('VerdictEvent', z.object({ index: INDEX, verdict: VERDICT.extend({ suggestion: z.string().optional().describe('A command that passes and comes closest.') }) })),
  /** What is being done now, a few words. */
  activity: named('ActivityEvent', z.object({ text: z.string() })),
  /** The step's call is made now. */
  action_started: named('ActionStartedEvent', z.object({ index: INDEX })),
  /** Its result. */
  action: named('ActionEvent', z.object({ index: INDEX, action: ACTION })),
  /** A step that waits for approval. */
  pending: named('PendingEvent', z.object({ index: INDEX, ...STEP.shape })),
  /** A piece of the answer while a model writes it. */
  text: named('TextEvent', z.object({ delta: z.string() })),
  /** The end: the same JSON as without a stream. */
  done: REPORT,
  /** The end, after a failure that left no report. */
  error: PROBLEM,
} as const;

export type ChatRequest = z.output<typeof CHAT_REQUEST>;
export type RunRequest = z.output<typeof RUN_REQUEST>;
export type HttpReport = z.output<typeof REPORT>;
export type Problem = z.output<typeof PROBLEM>;
export type Explanation = z.output<typeof EXPLANATION>;
export type AuditTrail = z.output<typeof AUDIT_TRAIL>;
export type EventName = keyof typeof EVENTS;
export type EventData<Name extends EventName> = z.output<(typeof EVENTS)[Name]>;

/** Every path besides the page's files, and the method it takes (HEAD goes with GET). */
export const ROUTES = {
  health: { method: 'GET', path: '/health' },
  chat: { method: 'POST', path: '/chat' },
  run: { method: 'POST', path: '/plans/:trace_id/run' },
  audit: { method: 'GET', path: '/audit/:trace_id' },
  explain: { method: 'GET', path: '/explain/:id' },
  openapi: { method: 'GET', path: '/openapi.json' },
} as const;
