// Turns whatever went wrong with a state file into one sentence for a model or an operator; no paths.
import { ZopsError, systemCode } from '../errors.js';
import { LockBlockedError, LockTimeoutError } from './file-lock.js';
import { StateFileError } from './files.js';
import { ExposedError } from './ownership.js';

export function auditUnavailable(error: unknown): ZopsError {
  const remedy = 'look at it with "zops-mcp audit verify", then move audit.jsonl and audit.head out of the state directory together and try again';
  return new ZopsError('audit_unavailable', `The audit log is not available: ${adviceFor(error, 'audit.jsonl', remedy)}.`, {}, { cause: error });
}

export function configUnavailable(error: unknown): ZopsError {
  const remedy = 'repair it or move it out of the state directory, then try again';
  return new ZopsError('state_unavailable', `The configuration is not available: ${adviceFor(error, 'config.json', remedy)}.`, {}, { cause: error });
}

function adviceFor(error: unknown, file: string, remedy: string): string {
  if (error instanceof LockTimeoutError) return `${error.message} on ${file} for too long; end that process, then try again`;
  if (error instanceof ExposedError || error instanceof LockBlockedError) return error.message;
  if (error instanceof StateFileError) return `${error.message}; ${remedy}`;
  const reason = systemCode(error) ?? 'internal failure';
  return `the state directory (ZOPS_STATE_DIR) cannot be used for ${file} (${reason}); make it a directory that zops may write to, then try again`;
}
