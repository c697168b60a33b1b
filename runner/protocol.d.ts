// What the host and the runner say to each other: one JSON object a line. Types only, so that the host shares no code
// with the container. The host writes requests to the runner's stdin; the runner writes a greeting and answers to stdout.
import type { SitePaths } from '../src/policy/narrow/site-paths.js';

/** First line of the runner: it takes requests from now on. */
export interface Greeting {
  /** Raised with every change that one side alone cannot cope with. 2: `paths`, which a runner may not pass over. */
  readonly zops: 2;
}

/** Runs one command. */
export interface RunRequest {
  readonly op: 'run';
  /** Chosen by the host, unique among the requests that wait for an answer. */
  readonly id: number;
  /** The text that the policy judged; the runner judges it again. */
  readonly command: string;
  /** The program's absolute path and the arguments that the host's verdict gave, globs not yet expanded. */
  readonly argv: readonly string[];
  /** Wall clock from the arrival of the request, its turn in the queue included, ms. */
  readonly timeoutMs: number;
  /** Captured bytes of each stream. */
  readonly outputBytes: number;
  /** The site's path rules, as data: only here is it known what a glob finds and where a link leads. */
  readonly paths?: SitePaths;
}

/** Ends the command of an earlier request, running or queued; that request is then answered with `cancelled`. */
export interface CancelRequest {
  readonly op: 'cancel';
  readonly id: number;
}

export type Request = RunRequest | CancelRequest;

/** A program ran: to its end, to its time-out, or to a signal. */
export interface Ran {
  readonly id: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Null when a signal or the time-out ended it. */
  readonly exitCode: number | null;
  /** The signal that ended it (`SIGKILL` without `timedOut` and `truncated`: most likely the memory limit). */
  readonly signal: string | null;
  readonly truncated: boolean;
  readonly timedOut: boolean;
  readonly durationMs: number;
}

export type FailureCode =
  /** Not a request: no JSON, a missing or wrong field, an id that is in use. */
  | 'invalid_request'
  /** The line was longer than `RUNNER_LIMITS.requestBytes`. */
  | 'request_too_large'
  /** The policy refuses it here, the argv is not what the command gives, or a file's real path lies outside /sim. */
  | 'refused'
  /** A folder that leads to a file of the command changed while it ran: what it printed is not shown. */
  | 'changed'
  | 'cancelled'
  /** Too many commands wait, or its turn did not come within its time-out: it did not run. */
  | 'busy'
  /** The program could not be started (limits of the container). */
  | 'spawn_failed'
  /** A bug of the runner; it goes on. */
  | 'internal';

export interface Failed {
  /** Null when the request was too broken to tell. */
  readonly id: number | null;
  readonly error: {
    readonly code: FailureCode;
    readonly message: string;
    /** The rule of the policy that `refused` goes back to, where there is one. */
    readonly rule?: string | undefined;
  };
}

export type Answer = Ran | Failed;
