// What a soak run knows when it is over, as plain data: the judge decides on nothing else, so that it can be given made-up runs.

/** What a call needs to work: a fault that breaks it excuses the call's failure. */
export type Need = 'state' | 'sandbox' | 'status' | 'logs' | 'process';

/** What the audit trail must say of a call that ended as expected. */
export interface Expected {
  readonly outcome: 'ok' | 'refused' | 'error';
  readonly code?: string | undefined;
  readonly rule?: string | undefined;
}

/**
 * `right`: precisely the expected answer. `wrong`: an answer that is not. `failed`: an error that was not expected.
 * `cancelled`: by us. `open`: never answered.
 */
export type End = 'right' | 'wrong' | 'failed' | 'cancelled' | 'open';

export interface Call {
  readonly server: string;
  /** As the audit trail names it; a method or a path where nothing is recorded. */
  readonly tool: string;
  /** Trace id; null when the audit trail does not record such calls. */
  readonly trace: string | null;
  readonly needs: readonly Need[];
  readonly expected: Expected;
  /** ms since the start of the run. */
  readonly sent: number;
  readonly answered: number;
  readonly end: End;
  /** Of an error. */
  readonly code: string | null;
  /** What was wrong. */
  readonly detail: string | null;
}

/** One injected fault, from before it begins until everything works again. */
export interface Fault {
  readonly kind: string;
  readonly begin: number;
  readonly end: number;
  /** Whom it hits; null: every server. */
  readonly servers: readonly string[] | null;
  readonly needs: readonly Need[];
  /** The errors that it explains. None: all that it may do is take time. */
  readonly codes: readonly string[];
  /** A call that was answered may lack its `result` record. */
  readonly losesResults: boolean;
}

export interface AuditFact {
  readonly time: string;
  readonly event: string;
  readonly pid: number;
  readonly client: string;
  readonly tool: string;
  readonly trace: string;
  readonly outcome: string;
  readonly code: string;
  readonly rule: string;
}

/** One look at a process from outside, and, when it was asked, from inside after a garbage collection. */
export interface Sample {
  readonly at: number;
  readonly rssMb: number;
  readonly fds: number;
  readonly threads: number;
  /** Their command lines. */
  readonly children: readonly string[];
  readonly heapMb: number | null;
  /** What keeps an event loop busy, counted by kind (timers, sockets, …). */
  readonly resources: Readonly<Record<string, number>> | null;
}

/** A process that lives as long as the run. */
export interface Watched {
  readonly name: string;
  readonly samples: readonly Sample[];
  /** With all traffic stopped: after the warm-up, and at the end. */
  readonly quiet: readonly [Sample, Sample] | null;
}

export interface Facts {
  readonly calls: readonly Call[];
  readonly faults: readonly Fault[];
  readonly audit: readonly AuditFact[];
  /** Server processes that we ended by SIGKILL. */
  readonly killed: ReadonlySet<number>;
  readonly watched: readonly Watched[];
  /** What was seen on the way that must not be: an answer that came twice, a fault without effect, what is left behind at the end, … */
  readonly notes: readonly string[];
}
