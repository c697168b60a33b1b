// The sandbox seam: one interface, one result shape, one contract test over every implementation.
import type { ApprovedCommand } from '../policy/verdict.js';

export type Backend = 'docker' | 'embedded';

export interface SandboxIdentity {
  readonly backend: Backend;
  /** Image reference and digest of the container; null for the embedded sandbox. */
  readonly image: string | null;
  readonly digest: string | null;
}

/** One result shape for every run, whether it ended well, badly, or was ended. */
export interface RunResult {
  readonly stdout: string;
  readonly stderr: string;
  /** Exit status of the program; null when it was ended before it could give one. */
  readonly exitCode: number | null;
  readonly durationMs: number;
  /** stdout or stderr was longer than the output cap. */
  readonly truncated: boolean;
  readonly timedOut: boolean;
  readonly sandbox: SandboxIdentity;
}

export interface RunOptions {
  /** Cancels this command alone; `run` then rejects with `cancelled`. */
  readonly signal?: AbortSignal;
  /** Default `LIMITS.commandTimeoutMs`, ms. */
  readonly timeoutMs?: number;
  /** Default `LIMITS.commandOutputBytes`, per stream. */
  readonly outputBytes?: number;
}

export interface Sandbox {
  readonly backend: Backend;
  /**
   * Runs exactly the approved argv over a read-only `/sim`, without a shell, with stdin closed and a fixed environment.
   * @throws ZopsError `cancelled`, `sandbox_unavailable`, `sandbox_failed`, `unsupported_in_sandbox`
   */
  run(command: ApprovedCommand, options?: RunOptions): Promise<RunResult>;
  /** Ends everything that was started; idempotent, never rejects. */
  close(): Promise<void>;
}
