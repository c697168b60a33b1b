// The newest records of an audit log, read from its end: the cost follows what is asked for, not the size of the log.
import { MAX_LINE_BYTES, openLine } from './audit-record.js';
import { listSegments } from './audit-segments.js';
import { openForRead } from './files.js';
import { linesFromEnd } from './lines-from-end.js';
import type { AuditRecord } from './state.js';
import { auditUnavailable } from './unavailable.js';

/** The newest `count` records, oldest first; what is no record is passed over. @throws ZopsError `audit_unavailable` */
export async function readAuditTail(path: string, count: number): Promise<readonly AuditRecord[]> {
  try {
    const newestFirst: AuditRecord[] = [];
    if (count === 0) return newestFirst;
    const seen = await readFromEnd(path, count, newestFirst, null);
    if (newestFirst.length < count) {
      // A file that is put aside in this very moment is in the list, too: it is known by its inode.
      for (const { path: older } of [...(await listSegments(path))].reverse()) {
        if (newestFirst.length === count) break;
        await readFromEnd(older, count, newestFirst, seen);
      }
    }
    return newestFirst.reverse();
  } catch (error) {
    throw auditUnavailable(error);
  }
}

/** @returns the file's inode; null when there is no such file. */
async function readFromEnd(path: string, count: number, newestFirst: AuditRecord[], seen: number | null): Promise<number | null> {
  const file = await openForRead(path);
  if (file === null) return null;
  try {
    const { ino, size } = await file.stat();
    if (ino === seen) return ino;
    for await (const line of linesFromEnd(file, size, MAX_LINE_BYTES)) {
      const record = openLine(line);
      if (typeof record !== 'string' && newestFirst.push(record) === count) break;
    }
    return ino;
  } finally {
    await file.close();
  }
}
