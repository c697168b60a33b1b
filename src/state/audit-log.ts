// The audit log: JSON Lines, appended under a lock, each record chained to the one before by its hash (docs/audit.md).
import type { Stats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Redactor } from '../redact.js';
import { readHead, readLogEnd, writeHead } from './audit-end.js';
import type { LogEnd } from './audit-end.js';
import { AUDIT_FILE, MAX_LINE_BYTES, boundEvent, openLine, sealRecord } from './audit-record.js';
import type { ChainEnd, SealedRecord } from './audit-record.js';
import { createFileLock } from './file-lock.js';
import { openForAppend, openForRead, syncDirectory } from './files.js';
import { linesFromEnd } from './lines-from-end.js';
import type { AuditEvent, AuditLog, AuditRecord } from './state.js';
import { auditUnavailable } from './unavailable.js';

export interface AuditLogOptions {
  /** The state directory; made on the first append. */
  readonly directory: string;
  readonly redactor: Redactor;
}

interface Pending {
  readonly event: AuditEvent;
  readonly time: string;
  readonly durable: boolean;
  readonly resolve: (record: AuditRecord) => void;
  readonly reject: (error: unknown) => void;
}

/** What this process wrote last, and what the file looked like then. */
interface Known {
  readonly chain: ChainEnd;
  readonly ino: number;
  readonly size: number;
}

/** Where the next record goes. */
type End = Omit<LogEnd, 'torn'> & { readonly torn?: string | undefined };

export function createAuditLog({ directory, redactor }: AuditLogOptions): AuditLog {
  const path = join(directory, AUDIT_FILE);
  const lock = createFileLock(join(directory, 'audit.lock'));
  let pending: Pending[] = [];
  let isWriting = false;
  let known: Known | null = null;

  /** Group commit: whatever arrives while one batch is being written goes out together in the next. */
  async function writePending(): Promise<void> {
    isWriting = true;
    while (pending.length > 0) {
      const batch = pending;
      pending = [];
      try {
        const records = await lock.run(() => writeBatch(batch));
        batch.forEach(({ resolve, reject }, index) => {
          const record = records[index]?.record;
          if (record === undefined) reject(new Error('a batch lost a record'));
          else resolve(record);
        });
      } catch (error) {
        for (const { reject } of batch) reject(auditUnavailable(error));
      }
    }
    isWriting = false;
  }

  async function writeBatch(batch: readonly Pending[]): Promise<readonly SealedRecord[]> {
    const file = await openForAppend(path);
    try {
      const stats = await file.stat();
      const end = await findEnd(file, stats);
      const records = seal(batch, end);
      const text = (end.lacksLineEnd ? '\n' : '') + records.map(({ line }) => line).join('');
      await appendWhole(file, end.size, text);
      if (batch.some(({ durable }) => durable)) {
        await file.datasync();
        if (end.size === 0) await syncDirectory(directory);
      }
      const last = records.at(-1)?.record ?? end.chain;
      await writeHead(path, last);
      known = { chain: last, ino: stats.ino, size: end.size + Buffer.byteLength(text) };
      return records;
    } finally {
      await file.close();
    }
  }

  async function findEnd(file: FileHandle, { ino, size }: Stats): Promise<End> {
    if (known?.ino === ino && known.size === size) return { chain: known.chain, size, lacksLineEnd: false };
    const end = await readLogEnd(file, size);
    // When the file ends before the newest record that was ever written, its end was cut off. The chain goes on from
    // that record all the same: the gap stays, and a check shows it.
    const noted = [await readHead(path), known?.chain ?? null].filter((other) => other !== null);
    const chain = noted.reduce((newest, other) => (other.seq >= newest.seq ? other : newest), end.chain);
    if (end.torn.length === 0) return { ...end, chain, torn: undefined };
    await file.truncate(end.size);
    return { ...end, chain, torn: end.torn.toString('utf8').slice(0, MAX_TORN_CHARS) };
  }

  return {
    append: (event, { durable = false } = {}) =>
      new Promise((resolve, reject) => {
        const safe = boundEvent(redactor.value(event) as AuditEvent);
        pending.push({ event: safe, time: new Date().toISOString(), durable, resolve, reject });
        if (!isWriting) void writePending();
      }),
    tail: (count) => readAuditTail(path, count),
  };
}

/** How much is kept of a record that a killed process left unfinished, characters. */
const MAX_TORN_CHARS = 1024;

function seal(batch: readonly Pending[], end: End): readonly SealedRecord[] {
  let after = end.chain;
  return batch.map(({ event, time }, index) => {
    const sealed = sealRecord(after, event, { time, pid: process.pid, ...(index === 0 && end.torn !== undefined ? { torn: end.torn } : {}) });
    after = sealed.record;
    return sealed;
  });
}

/** Appends all of it or nothing: half a record of a full disk is taken back. */
async function appendWhole(file: FileHandle, size: number, text: string): Promise<void> {
  try {
    await file.appendFile(text);
  } catch (error) {
    // If even this fails, the next append finds the torn line.
    await file.truncate(size).catch(() => undefined);
    throw error;
  }
}

/** The newest `count` records, oldest first; what is no record is passed over. @throws ZopsError `audit_unavailable` */
export function readAuditTail(path: string, count: number): Promise<readonly AuditRecord[]> {
  return readTail(path, count).catch((error: unknown) => {
    throw auditUnavailable(error);
  });
}

async function readTail(path: string, count: number): Promise<readonly AuditRecord[]> {
  const file = await openForRead(path);
  if (file === null) return [];
  try {
    const newestFirst: AuditRecord[] = [];
    if (count === 0) return newestFirst;
    for await (const line of linesFromEnd(file, (await file.stat()).size, MAX_LINE_BYTES)) {
      const record = openLine(line);
      if (typeof record !== 'string' && newestFirst.push(record) === count) break;
    }
    return newestFirst.reverse();
  } finally {
    await file.close();
  }
}
