// Puts the audit log's file aside by an operator's wish, at a moment of their choice; servers do so on their own when it has grown large.
import { dirname, join } from 'node:path';
import { openAuditWriter } from './audit-writer.js';
import { createFileLock } from './file-lock.js';
import { auditUnavailable } from './unavailable.js';

/**
 * Safe while servers run: the next record begins a new file, names the old one and holds its last hash.
 * @returns the old file's new name; null when there is no record to put aside. @throws ZopsError `audit_unavailable`
 */
export async function rotateAuditLog(path: string): Promise<string | null> {
  try {
    const writer = await openAuditWriter(path, createFileLock(join(dirname(path), 'audit.lock')), null);
    try {
      return writer.size() === 0 ? null : await writer.rotate();
    } finally {
      await writer.close();
    }
  } catch (error) {
    throw auditUnavailable(error);
  }
}
