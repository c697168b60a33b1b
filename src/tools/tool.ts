// What a tool is: one plain typed object. Knows zod and the services below it, nothing of MCP's SDK.
import type * as z from 'zod';
import { ZopsError } from '../errors.js';
import type { Policy } from '../policy/policy.js';
import type { Refusal } from '../policy/refusal.js';
import type { ConfigStore } from '../state/state.js';
import type { OperatedSystem } from '../system/system.js';
import type { Sandbox } from '../sandbox/sandbox.js';

/** `reads`: looks only. `runs`: executes an approved command, which cannot change anything. `changes`: writes state. */
export type Effect = 'reads' | 'runs' | 'changes';

/** What the tools work with, wired in src/serve.ts. */
export interface Services {
  /** The policy in force: a tool asks it before everything that it may refuse. */
  readonly policy: Policy;
  readonly system: OperatedSystem;
  readonly sandbox: Sandbox;
  readonly config: ConfigStore;
}

export interface ToolContext {
  readonly services: Services;
  /** Aborted when the client cancels the call or the server ends. */
  readonly signal: AbortSignal;
  /** Tells a client that asked for it how far a long call is; never fails. */
  readonly progress: (message: string) => void;
  /** Resolves when the person agreed, or need not be asked. @throws ZopsError `not_confirmed` */
  readonly confirm: (question: Question) => Promise<void>;
}

/** What a person is asked before something happens. */
export interface Question {
  /** `changes` writes state; `runs` executes an approved command. */
  readonly effect: Exclude<Effect, 'reads'>;
  /** Exactly what would happen, one fact a line. */
  readonly text: string;
}

/** What the audit trail records of a policy decision. */
export interface Decision {
  readonly allowed: boolean;
  readonly rule: string;
}

export interface Tool<I extends z.ZodObject = z.ZodObject, O extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** What the policy in force makes of the description, where a site narrowed it; null when nothing. */
  readonly atSite?: (policy: Policy) => string | null;
  readonly effect: Effect;
  /** Strict: an unknown argument is an error. */
  readonly input: I;
  readonly output: O;
  /** Throws ZopsError for everything that the caller, the operator, the policy or the sandbox has to mend. */
  readonly handle: (args: z.output<I>, context: ToolContext) => Promise<z.output<O>>;
  /** Whether a result counts as an error for the client (`isError`). */
  readonly failed?: (output: z.output<O>) => boolean;
  readonly decision?: (output: z.output<O>) => Decision;
}

/** Keeps a tool's own argument and result types while it is written, and erases them for the list. */
export function defineTool<I extends z.ZodObject, O extends z.ZodObject>(tool: Tool<I, O>): Tool {
  return tool;
}

/** @throws ZopsError `refused`, naming the rule, when there is a refusal */
export function unlessRefused(refusal: Refusal | null): void {
  if (refusal !== null) throw new ZopsError('refused', refusal.reason, { rule: refusal.rule });
}
