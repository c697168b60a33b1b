// The operated system, seen from zops: what a backend (simulator, later z/OSMF) has to answer.

export const LOG_SOURCES = ['syslog', 'joblog', 'audit', 'error'] as const;
export type LogSource = (typeof LOG_SOURCES)[number];

export interface LogQuery {
  readonly source: LogSource;
  /** Number of records (not lines) to return, counted from the end of what matches. */
  readonly tail: number;
  /** Case-insensitive text that a record must hold. */
  readonly contains?: string;
  /**
   * ISO 8601, or HH:MM[:SS] on the log's last day. Inclusive, and a bound covers its whole unit: until 07:26 includes 07:26:59.
   * Without a zone the log's own clock is meant; a stated zone means that the log's clock is taken to be UTC.
   * `until` may end in, or be, a place that `next` of an earlier page named (`@52428800-1a2b3c4d`): nothing below it comes.
   */
  readonly since?: string;
  readonly until?: string;
  /** Job name or job id. */
  readonly job?: string;
}

/** One message of a log with all its lines. */
export interface LogRecordLines {
  /** As `first_time`; its own, or that of the record before it when it carries none. */
  readonly time: string | null;
  /** `at` orders lines within one page: lines of other records may stand between those of a multi-line message. */
  readonly lines: readonly { readonly at: number; readonly text: string }[];
}

export interface LogPage {
  readonly source: LogSource;
  /** In the order of the log, oldest first, one element a physical line. A record is never cut. */
  readonly lines: readonly string[];
  /** Number of records in `lines`. */
  readonly count: number;
  /** More records match than were returned (or the scan stopped early). */
  readonly truncated: boolean;
  /**
   * Time of the oldest and the newest record returned, `YYYY-MM-DDTHH:MM:SS[.ss]` (the log's own clock), null when no record
   * has a time; `HH:MM:SS[.ss]` in a log that has no dates (MVS 3.8j hardcopy).
   */
  readonly first_time: string | null;
  readonly last_time: string | null;
  /** When truncated: how to ask for the rest, one sentence. */
  readonly next?: string;
}

/** A page by records: what `fitPage` (fit-page.ts) needs to leave out whole records, and turns into a `LogPage`. */
export interface LogRecords extends LogPage {
  readonly query: LogQuery;
  /** The same content as `lines`, newest record first. */
  readonly records: readonly LogRecordLines[];
}

export interface Alert {
  readonly severity: 'critical' | 'warning' | 'info';
  /** z/OS message id, or null for an alert that comes from a threshold. */
  readonly message_id: string | null;
  readonly text: string;
  /** Where to look: source and the time of the newest record that says so. */
  readonly source: LogSource | 'status';
  readonly time: string | null;
}

export interface SystemStatus {
  readonly system: string | null;
  readonly release: string | null;
  /** Percent busy, or null with the reason in `cpu_reason`. */
  readonly cpu: number | null;
  readonly cpu_reason?: string;
  /** MB. */
  readonly memory: { readonly used: number; readonly total: number; readonly percent: number };
  readonly jobs: { readonly running: number; readonly queued: number; readonly completed_today: number; readonly failed_today: number };
  readonly subsystems: Readonly<Record<string, string>>;
  readonly dasd: { readonly volumes: number; readonly capacity_percent: number };
  readonly alerts: readonly Alert[];
  readonly timestamp: string;
  readonly simulated: boolean;
}

export interface LogOptions {
  readonly signal?: AbortSignal | undefined;
  /** Is told now and then how far a long search is. */
  readonly progress?: ((message: string) => void) | undefined;
}

export interface OperatedSystem {
  /** The directory that sandboxes show as `/sim`, an absolute host path. Never shown to a model. */
  readonly directory: string;
  /** @throws ZopsError `data_missing`, `data_invalid`, `invalid_time`, `cancelled` */
  logs(query: LogQuery, options?: LogOptions): Promise<LogRecords>;
  /** @throws ZopsError `data_missing`, `data_invalid` */
  status(signal?: AbortSignal): Promise<SystemStatus>;
}
