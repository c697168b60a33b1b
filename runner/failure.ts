// The one error that the runner's parts throw: it becomes a `Failed` answer.
import type { RuleId } from '../src/policy/verdict.js';
import type { FailureCode } from './protocol.js';

export class Failure extends Error {
  override readonly name = 'Failure';

  constructor(
    readonly code: FailureCode,
    message: string,
    readonly rule?: RuleId,
  ) {
    super(message);
  }
}

/** Anything else that is thrown is a bug: answered as such, and the runner goes on. */
export function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  return new Failure('internal', error instanceof Error ? error.message : String(error));
}
