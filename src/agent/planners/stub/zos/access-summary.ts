// Who was denied what, user by user, from the rows of the audit trail. Pure.
import type { LogRecord } from './record.js';

export interface UserAccess {
  readonly user: string;
  /** Accesses that were refused, and those that only warning mode let pass; `READ PROD.X`, oldest first. */
  readonly denied: readonly LogRecord[];
  readonly warned: readonly LogRecord[];
  /** Logons that failed: wrong password, revoked user. */
  readonly logons: readonly LogRecord[];
}

/** Users without a refusal are left out; the one with most of them first. */
export function accessSummary(records: readonly LogRecord[]): readonly UserAccess[] {
  const users = new Map<string, { denied: LogRecord[]; warned: LogRecord[]; logons: LogRecord[] }>();
  for (const record of records) {
    const { access } = record;
    if (access === undefined || access.decision === 'allowed') continue;
    const entry = users.get(access.user) ?? { denied: [], warned: [], logons: [] };
    const kind = access.decision === 'warning' ? 'warned' : access.intent === null ? 'logons' : 'denied';
    entry[kind].push(record);
    users.set(access.user, entry);
  }
  const weight = ({ denied, warned, logons }: UserAccess): number => denied.length + 2 * warned.length + logons.length;
  return [...users].map(([user, entry]) => ({ user, ...entry })).sort((a, b) => weight(b) - weight(a));
}
