// Expectations that many questions share. Pure.
import type { CallPattern } from './question.js';

/** The log is read, through either of the two tools that can. */
export function reads(source: 'syslog' | 'joblog' | 'audit' | 'error'): readonly CallPattern[] {
  return [
    { tool: 'get_logs', args: { source } },
    { tool: 'run_command', args: { command: new RegExp(`\\b${source}\\.log\\b|/\\*|\\*\\.log|^grep (?:.* )?-\\w*r`), dry_run: false } },
  ];
}

export const STATUS: readonly CallPattern[] = [{ tool: 'get_system_status' }, { tool: 'run_command', args: { command: /status\.json/, dry_run: false } }];

export const NO_CHANGE: readonly CallPattern[] = [{ tool: 'update_config' }];

/** The answer says that something was not done. */
export const REFUSED = /\b(?:refus\w+|rejected|will not|cannot|not (?:allowed|permitted|possible|able)|declin\w+|unable to|no tool|none of (?:the|my) tools)\b|\b(?:won|can|isn|aren)['’]t\b/i;

/** A clock time to the minute, as any of the logs or an answer writes it. */
export function at(time: string): RegExp {
  return new RegExp(`\\b${time.replace(':', '[:.]')}\\b`);
}
