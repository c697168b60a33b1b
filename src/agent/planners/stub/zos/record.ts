// What the stub planner knows of one log record, whatever log it comes from. Types, and the order of records.
export const SOURCES = ['syslog', 'joblog', 'audit', 'error'] as const;
export type Source = (typeof SOURCES)[number];

export interface LogRecord {
  readonly source: Source;
  /** `YYYY-MM-DDTHH:MM:SS` of the log's clock; without the date where the log shows none; null without a time. */
  readonly time: string | null;
  /** Job name, as far as the record tells it. */
  readonly job: string | null;
  readonly jobId: string | null;
  /** `IEF450I`, `$HASP373`, … */
  readonly messageId: string | null;
  /** The message from its id on; further lines joined with a blank. */
  readonly text: string;
  /** User id, resource and decision of an audit record. */
  readonly access?: Access;
  /** An operator's or administrator's command, by the mark of the hardcopy log. */
  readonly isCommand?: boolean;
  /** The console or user that gave it. */
  readonly by?: string;
}

export interface Access {
  readonly user: string;
  readonly resource: string | null;
  /** `READ`, `UPDATE`, …; null for a logon. */
  readonly intent: string | null;
  readonly decision: 'allowed' | 'denied' | 'warning';
  /** The log's own word for it: `INSAUTH`, `SUCCESS`, `INVPSWD`. */
  readonly word: string;
}

/** As it stands in a sentence after "the". */
export function logName(source: Source): string {
  return source === 'audit' || source === 'error' ? `${source} log` : source;
}

export function byTime(a: LogRecord, b: LogRecord): number {
  return (a.time ?? '').localeCompare(b.time ?? '');
}

export function isAbout({ job, jobId }: Pick<LogRecord, 'job' | 'jobId'>, name: string): boolean {
  return job === name || jobId === name;
}
