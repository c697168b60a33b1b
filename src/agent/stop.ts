// An early end of a run that is no failure: a bound was reached. Thrown by the executor and by planners.

export class Stop extends Error {
  constructor(readonly reason: 'step_limit' | 'call_limit' | 'token_limit') {
    super(reason);
  }
}
