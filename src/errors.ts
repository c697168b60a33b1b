// The errors that zops reports, classed by who has to act. Imports nothing.
// Handlers throw these; one wrapper per front (MCP server, CLI) turns them into results.

/** Who has to act on an error: the caller corrects the call, the operator corrects the installation, nobody but us corrects a bug. */
export type Responsible = 'caller' | 'operator' | 'policy' | 'sandbox' | 'bug';

/** Stable codes: clients may branch on them. Adding one is fine, renaming one is a breaking change. */
export const ERROR_CODES = {
  invalid_arguments: 'caller',
  unknown_tool: 'caller',
  unknown_resource: 'caller',
  not_initialized: 'caller',
  message_too_large: 'caller',
  cancelled: 'caller',
  invalid_time: 'caller',
  unknown_key: 'policy',
  sensitive_key: 'policy',
  invalid_value: 'policy',
  site_key: 'policy',
  site_value: 'policy',
  refused: 'policy',
  not_confirmed: 'policy',
  invalid_environment: 'operator',
  data_missing: 'operator',
  data_invalid: 'operator',
  state_unavailable: 'operator',
  audit_unavailable: 'operator',
  sandbox_unavailable: 'operator',
  sandbox_failed: 'sandbox',
  unsupported_in_sandbox: 'sandbox',
  server_unavailable: 'operator',
  planner_failed: 'operator',
  internal_error: 'bug',
} as const satisfies Record<string, Responsible>;

export type ErrorCode = keyof typeof ERROR_CODES;

/**
 * An error whose message may be shown to a user or a model: one sentence that says what to do,
 * without stack traces, host paths or secrets. Anything else that is thrown counts as a bug and
 * reaches nobody but stderr.
 */
export class ZopsError extends Error {
  override readonly name = 'ZopsError';

  /** @param details extra fields for the error object of a result (plain JSON). */
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  get responsible(): Responsible {
    return ERROR_CODES[this.code];
  }
}

/** What a client sees of an error. */
export interface ErrorBody {
  readonly code: ErrorCode;
  readonly message: string;
  readonly [detail: string]: unknown;
}

/** Only a `ZopsError` speaks for itself; everything else becomes `internal_error` with a fixed sentence. */
export function toErrorBody(error: unknown): ErrorBody {
  if (error instanceof ZopsError) return { code: error.code, message: error.message, ...error.details };
  return { code: 'internal_error', message: 'zops failed on this call for a reason of its own; the server log (stderr) has it. Try another call.' };
}

/** The text of anything thrown, for stderr and for wrapping; never for a model. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The `code` of a Node.js system error (`ENOENT`, `EACCES`, …), else undefined. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
