// What one physical line of a z/OS log says, whatever its format. Pure types and helpers.

export type LineFormat = 'syslog' | 'hardcopy' | 'joblog' | 'iso' | 'racf' | 'smf' | 'logrec' | 'text';

/**
 * How a line joins the record it belongs to:
 * `head` starts a record; `member` belongs to the nearest earlier head of the same `group`;
 * `follows` belongs to the line right before it; `text` was not understood and stands alone,
 * unless the head above it `takes` it.
 */
export type LineRole = 'head' | 'member' | 'follows' | 'text';

export interface LogLine {
  readonly format: LineFormat;
  readonly role: LineRole;
  /** What the format itself calls the line, e.g. the record type `N`, `M`, `S` of the SYSLOG. */
  readonly kind: string;
  /** `YYYY-MM-DD`, or null when the format carries none. */
  readonly date: string | null;
  /** `HH:MM:SS` or `HH:MM:SS.th`, or null. */
  readonly clock: string | null;
  readonly system: string | null;
  /** As printed: `JOB12871`, `STC    9`. */
  readonly jobId: string | null;
  readonly jobName: string | null;
  readonly messageId: string | null;
  /** The message without the columns before it. */
  readonly text: string;
  /** Id that joins the lines of a multi-line message, with a prefix per format. */
  readonly group: string | null;
  /** A `member` that closes its group. */
  readonly closes: boolean;
  /** Which `text` lines right below belong to this head; null: none. */
  readonly takes: RegExp | null;
}

type Known = Pick<LogLine, 'format' | 'role' | 'kind' | 'text'> & Partial<LogLine>;

/** A line with everything that its format does not carry filled in. Spelled out, as it runs for every line of a log. */
export function logLine(known: Known): LogLine {
  return {
    format: known.format,
    role: known.role,
    kind: known.kind,
    date: known.date ?? null,
    clock: known.clock ?? null,
    system: known.system ?? null,
    jobId: known.jobId ?? null,
    jobName: known.jobName ?? null,
    messageId: known.messageId ?? null,
    text: known.text,
    group: known.group ?? null,
    closes: known.closes ?? false,
    takes: known.takes ?? null,
  };
}
