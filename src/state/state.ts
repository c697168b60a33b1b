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
  /** `call` is written before the effect, `result` after it, both with the same `call_id`. */
  readonly event: 'call' | 'result' | 'start' | 'stop';
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
}

export interface AuditLog {
  /**
   * Appends one record; when it resolves the record is on disk (`durable`: also fsynced).
   * @throws ZopsError `audit_unavailable`: the caller must then not do what it was about to do.
   */
  append(event: AuditEvent, options?: { readonly durable?: boolean }): Promise<AuditRecord>;
  /** The newest `count` records, oldest first, without reading the file whole. */
  tail(count: number): Promise<readonly AuditRecord[]>;
}
