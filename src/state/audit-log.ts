// The audit log: JSON Lines, each record chained to the one before by its hash (docs/audit.md). Appends that come together
// are written together, under a lock that is kept while there is more to write and nobody else asks for it.
import { join } from 'node:path';
import { LIMITS } from '../limits.js';
import type { Redactor } from '../redact.js';
import { AUDIT_FILE, boundEvent, redactEvent } from './audit-record.js';
import { readAuditTail } from './audit-tail.js';
import { openAuditWriter } from './audit-writer.js';
import type { AuditWriter, Entry } from './audit-writer.js';
import { createFileLock } from './file-lock.js';
import type { AuditRecord, ChainEnd, OwnAuditLog } from './state.js';
import { auditUnavailable } from './unavailable.js';

export interface AuditLogOptions {
  /** The state directory; made on the first append. */
  readonly directory: string;
  readonly redactor: Redactor;
  /** A file of this size is put aside, bytes. */
  readonly fileBytes?: number;
  /** Longest wait for other servers, ms. */
  readonly lockWaitMs?: number;
}

interface Pending extends Entry {
  readonly durable: boolean;
  readonly resolve: (record: AuditRecord) => void;
  readonly reject: (error: unknown) => void;
}

/** How often the holder of the lock looks whether somebody else wants it, ms. */
const LOOK_MS = 4;
/** The lock goes back when nothing was written for this long, ms. */
const IDLE_MS = 20;
/** Somebody who waits does so until a busy holder has had the lock for this long, ms. */
const SLICE_MS = 10;
/** Nobody keeps it longer than this, ms: far below the time after which a holder in another container counts as dead. */
const HOLD_MS = 1_000;

export function createAuditLog({ directory, redactor, fileBytes = LIMITS.auditFileBytes, lockWaitMs = LIMITS.stateLockMs }: AuditLogOptions): OwnAuditLog {
  const path = join(directory, AUDIT_FILE);
  const lock = createFileLock(join(directory, 'audit.lock'), { waitMs: lockWaitMs });
  let pending: Pending[] = [];
  let writer: AuditWriter | null = null;
  /** The newest record that this process has written. */
  let known: ChainEnd | null = null;
  let usedAt = 0;
  let looking: NodeJS.Timeout | undefined;
  let isLookDue = false;
  let isClosing = false;
  /** The work that goes on; one at a time. */
  let working: Promise<void> | null = null;

  /** All that this turn of the event loop has to say goes out together. */
  function wake(): Promise<void> {
    working ??= new Promise<void>((resolve) => setImmediate(resolve)).then(work);
    return working;
  }

  async function work(): Promise<void> {
    while (pending.length > 0 || isLookDue || isClosing) {
      if (isLookDue && writer !== null) await lookAfter(writer);
      isLookDue = false;
      if (pending.length > 0) await commit();
      else if (isClosing) {
        isClosing = false;
        await closeWriter();
      }
    }
    working = null;
  }

  async function commit(): Promise<void> {
    let batch: readonly Pending[] = [];
    try {
      const open = await readyWriter();
      batch = take();
      const records = open.write(batch);
      known = records.at(-1) ?? known;
      usedAt = performance.now();
      if (batch.some(({ durable }) => durable)) await open.sync();
      for (const [index, record] of records.entries()) batch[index]?.resolve(record);
      if (open.size() >= fileBytes) await putAside(open);
    } catch (error) {
      if (batch.length === 0) batch = take();
      await closeWriter();
      for (const { reject } of batch) reject(auditUnavailable(error));
    }
  }

  async function putAside(open: AuditWriter): Promise<void> {
    // What keeps it from being renamed keeps no call from being recorded; "zops-mcp audit rotate" says what it is.
    await open.rotate().catch(() => undefined);
    await closeWriter();
  }

  function take(): readonly Pending[] {
    const taken = pending;
    pending = [];
    return taken;
  }

  async function readyWriter(): Promise<AuditWriter> {
    if (writer?.isIntact() === false) await closeWriter();
    writer ??= await openAuditWriter(path, lock, known);
    looking ??= setInterval(() => {
      isLookDue = true;
      void wake();
    }, LOOK_MS);
    return writer;
  }

  /** Gives the lock back when it is time. */
  async function lookAfter(open: AuditWriter): Promise<void> {
    const now = performance.now();
    const held = now - open.since;
    const isIdle = pending.length === 0;
    const isOver = held >= HOLD_MS || (isIdle && now - usedAt >= IDLE_MS) || ((isIdle || held >= SLICE_MS) && open.isWanted());
    try {
      if (isOver) await closeWriter();
      else open.note();
    } catch {
      // Whatever is wrong with the files shows when they are opened again.
      await closeWriter();
    }
  }

  async function closeWriter(): Promise<void> {
    clearInterval(looking);
    looking = undefined;
    const open = writer;
    writer = null;
    // A file that does not close or a lock that does not go away says so at the next append.
    await open?.close().catch(() => undefined);
  }

  return {
    append: (event, { durable = false, lazy = false } = {}) =>
      new Promise((resolve, reject) => {
        pending.push({ event: boundEvent(redactEvent(event, redactor)), time: new Date().toISOString(), durable, resolve, reject });
        if (!lazy) void wake();
        // While the log is open, somebody looks after it every few milliseconds.
        else if (looking === undefined) setTimeout(() => void wake(), IDLE_MS);
      }),
    tail: (count) => readAuditTail(path, count),
    close: () => {
      isClosing = true;
      return wake();
    },
  };
}
