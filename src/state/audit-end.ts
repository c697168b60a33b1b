// Where an audit log's chain stands: what its last line says, and what `audit.head` says that it said.
import { dirname, join } from 'node:path';
import type { FileHandle } from 'node:fs/promises';
import { AUDIT_FILE, GENESIS, HEAD_FILE, MAX_LINE_BYTES, isHash, openLine } from './audit-record.js';
import type { ChainEnd } from './audit-record.js';
import { StateFileError, readText, replaceFile } from './files.js';
import { linesFromEnd } from './lines-from-end.js';

export interface LogEnd {
  /** The newest record in the file. */
  readonly chain: ChainEnd;
  /** Bytes up to which the file holds whole records. */
  readonly size: number;
  /** What follows them: the beginning of a record whose writer was killed. Empty when the file ends well. */
  readonly torn: Buffer;
  /** The newest record is whole but lacks its line end. */
  readonly lacksLineEnd: boolean;
}

/** Reads the end of the log only. @throws StateFileError when the last line is none that zops wrote: that is for the operator to look at. */
export async function readLogEnd(file: FileHandle, size: number): Promise<LogEnd> {
  const lines = linesFromEnd(file, size, MAX_LINE_BYTES);
  try {
    const torn = (await lines.next()).value ?? Buffer.alloc(0);
    const last = openLine(torn);
    if (typeof last !== 'string') return { chain: last, size, torn: Buffer.alloc(0), lacksLineEnd: true };
    if (torn.length === size) return { chain: GENESIS, size: 0, torn, lacksLineEnd: false };
    const record = openLine((await lines.next()).value ?? Buffer.alloc(0));
    if (typeof record === 'string') throw new StateFileError(`the last line of ${AUDIT_FILE} is damaged or was changed (${record})`);
    return { chain: record, size: size - torn.length, torn, lacksLineEnd: false };
  } finally {
    await lines.return();
  }
}

/**
 * The newest record that was ever written, noted beside the log with each write: a chain alone cannot show that its end
 * was cut off. Null when there is no readable note.
 */
export async function readHead(auditPath: string): Promise<ChainEnd | null> {
  const text = await readText(headPath(auditPath), 1024);
  if (text === null) return null;
  try {
    const { seq, hash } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    return typeof seq === 'number' && Number.isSafeInteger(seq) && isHash(hash) ? { seq, hash } : null;
  } catch {
    return null;
  }
}

/** Not synced: after a power failure an older note says less, but nothing wrong. Needs the lock. */
export async function writeHead(auditPath: string, { seq, hash }: ChainEnd): Promise<void> {
  await replaceFile(headPath(auditPath), `${JSON.stringify({ seq, hash })}\n`, { durable: false });
}

function headPath(auditPath: string): string {
  return join(dirname(auditPath), HEAD_FILE);
}
