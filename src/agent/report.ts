// The shape of one finished run, as `--json` prints it. Pure.
import type { Mode, StoppedReason } from './planner.js';
import type { ToolArguments, ToolFailure } from './tool-client.js';

export interface PlanEntry {
  readonly tool: string;
  readonly args: ToolArguments;
  readonly reasoning: string;
  /** The step took effect: its call succeeded and, for a command, the command ran. */
  readonly executed: boolean;
  /** The policy's verdict on a command. */
  readonly verdict?: { readonly allowed: boolean; readonly rule: string; readonly reason: string };
}

/** One `tools/call` that was sent. */
export type ActionEntry =
  | { readonly tool: string; readonly args: ToolArguments; readonly success: true; readonly result: unknown }
  | { readonly tool: string; readonly args: ToolArguments; readonly success: false; readonly error: ToolFailure };

export interface PendingApproval {
  readonly tool: string;
  readonly args: ToolArguments;
  readonly reasoning: string;
}

export interface Report {
  readonly answer: string;
  readonly plan: readonly PlanEntry[];
  readonly actions_taken: readonly ActionEntry[];
  /** A commented bash script when the plan holds commands. */
  readonly script: string | null;
  /** Only present when there are any: steps that change things, thought of on the way, which never ran. */
  readonly pending_approvals?: readonly PendingApproval[];
  readonly audit: {
    readonly trace_id: string;
    readonly mode: Mode;
    /** Tool calls in the plan. */
    readonly tool_count: number;
    /** Of these, the ones with `executed`. */
    readonly executed_count: number;
    readonly planner: string;
    readonly model: string | null;
    readonly stopped_reason: StoppedReason;
    readonly trace_exported: boolean;
  };
}

/** A run succeeded when it came to its end and nothing it tried failed. */
export function succeeded(report: Report): boolean {
  return report.audit.stopped_reason === 'done' && report.actions_taken.every((action) => action.success);
}
