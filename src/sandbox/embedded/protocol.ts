// What the sandbox and its worker thread say to each other. Types only.
import type { Entry } from '../../policy/glob.js';
import type { Confinement, Program, Role, RuleId } from '../../policy/verdict.js';

/** Given to the worker at its start. */
export interface WorkerSettings {
  /** Host path of the directory that is shown as /sim. */
  readonly directory: string;
}

export interface RunRequest {
  readonly op: 'run';
  readonly program: Program;
  readonly args: readonly { readonly value: string; readonly role: Role }[];
  readonly outputBytes: number;
  readonly confined?: Confinement;
}

/** Asks for the entries of a directory, for globs. */
export interface ListRequest {
  readonly op: 'list';
  readonly directory: string;
  readonly confined?: Confinement;
}

export type Request = RunRequest | ListRequest;

export interface RunReply {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly truncated: boolean;
  readonly durationMs: number;
}

export interface ListReply {
  readonly entries: readonly Entry[];
}

/** The request was not carried out; the message is one sentence that may be shown. */
export interface FailureReply {
  readonly failure: 'refused' | 'unsupported_in_sandbox' | 'sandbox_failed';
  readonly message: string;
  /** The rule of the policy that `refused` goes back to, where there is one. */
  readonly rule?: RuleId;
}

export type Reply = RunReply | ListReply | FailureReply;
