// The two things zops remembers: configuration values and the audit trail.

export interface ConfigChange {
  /** null when the key had never been set. */
  readonly previous: string | null;
}

export interface ConfigStore {
  /** All values that were set. @throws ZopsError `state_unavailable` */
  read(): Promise<Readonly<Record<string, string>>>;
  /**
   * Stores one value durably (atomic replace, fsync) before it resolves; safe with several servers on one state directory.
   * The caller has validated key and value. @throws ZopsError `state_unavailable`
   */
  set(key: string, value: string): Promise<ConfigChange>;
}

/** What is recorded of one call. Values are redacted before they are written. */
export interface AuditEvent {
  /**
   * `call` is written before the effect, `result` after it, both with the same `call_id`. `start` and `stop` are the ends
   * of a client's session. `rotate` is the first record after older ones were put aside.
   */
  readonly event: 'call' | 'result' | 'start' | 'stop' | 'rotate';
  readonly call_id?: string;
  readonly tool?: string;
  readonly args?: Readonly<Record<string, unknown>>;
  /** Policy's decision, when there was one. */
  readonly allowed?: boolean;
  readonly rule?: string;
  readonly outcome?: 'ok' | 'refused' | 'error' | 'cancelled';
  readonly code?: string;
  readonly duration_ms?: number;
  /** Client name and version as it introduced itself. */
  readonly client?: string;
  readonly trace_id?: string;
  /** `start`: the version of zops. */
  readonly version?: string;
  /** `stop`: why the session ended. */
  readonly reason?: string;
  /** `rotate`: the file that holds the records before this one. */
  readonly follows?: string;
}

/** A place in the audit log's chain: number and hash of its newest record; 0 and zeros before the first. */
export interface ChainEnd {
  readonly seq: number;
  readonly hash: string;
}

/** One line of the audit log. `hash` covers the whole record but itself, `prev` is the hash of the line before. */
export interface AuditRecord extends AuditEvent {
  readonly seq: number;
  /** ISO 8601 UTC. */
  readonly time: string;
  readonly pid: number;
  readonly prev: string;
  readonly hash: string;
  /** What was found of an unfinished record, whose writer was killed, in the place of this one. It was never acknowledged. */
  readonly torn?: string;
  /** What `audit.head` named as the newest record, where the log did not fit it; null when it could not be read. Either was tampered with. */
  readonly head?: ChainEnd | null;
}

export interface AppendOptions {
  /** The record also survives a power failure (fsync). */
  readonly durable?: boolean;
  /** Nobody waits for it: it is written with the next record, or a few milliseconds later on its own. */
  readonly lazy?: boolean;
}

export interface AuditLog {
  /**
   * Appends one record; when it resolves the record is in the file, whatever becomes of this process.
   * @throws ZopsError `audit_unavailable`: the caller must then not do what it was about to do.
   */
  append(event: AuditEvent, options?: AppendOptions): Promise<AuditRecord>;
  /** The newest `count` records, oldest first, without reading the file whole. */
  tail(count: number): Promise<readonly AuditRecord[]>;
}

export interface OwnAuditLog extends AuditLog {
  /** Resolves when everything is written and other servers may write. An append after it opens the log again. */
  close(): Promise<void>;
}
