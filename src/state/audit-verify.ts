// Checks an audit log from its first record to its last, over all its files, as a stream: memory does not grow with the log.
import { basename } from 'node:path';
import type { FileHandle } from 'node:fs/promises';
import { createChainCheck } from './audit-check.js';
import type { AuditVerification, ChainCheck } from './audit-check.js';
import { readHead } from './audit-end.js';
import { describeExposure } from './audit-exposure.js';
import { listSegments } from './audit-segments.js';
import { openForRead } from './files.js';
import { auditUnavailable } from './unavailable.js';

export interface VerifyOptions {
  readonly onProgress?: (bytesRead: number, totalBytes: number) => void;
  readonly signal?: AbortSignal;
}

const BLOCK_BYTES = 256 * 1024;

/** @param path the file that is written. @throws ZopsError `audit_unavailable` when the log cannot be read; the signal's reason */
export async function verifyAuditLog(path: string, options: VerifyOptions = {}): Promise<AuditVerification> {
  try {
    const exposure = await describeExposure(path);
    const first = await verify(path, options);
    // A log that began after we had looked for its head has one by now.
    const hasJustBegun = first.broken?.reason === 'head_missing' && (await readHead(path)) !== null;
    const result = hasJustBegun ? await verify(path, options) : first;
    return exposure === null ? result : { ...result, warnings: [exposure, ...result.warnings] };
  } catch (error) {
    options.signal?.throwIfAborted();
    throw auditUnavailable(error);
  }
}

interface Part {
  readonly name: string;
  readonly file: FileHandle;
  readonly size: number;
}

async function verify(path: string, { onProgress, signal }: VerifyOptions): Promise<AuditVerification> {
  // The note first: what is written while we read only makes the log longer than the note.
  const head = await readHead(path);
  const parts = await openParts(path);
  try {
    const check = createChainCheck(head);
    const total = parts.reduce((sum, { size }) => sum + size, 0);
    let before = 0;
    for (const part of parts) {
      check.file(part.name);
      const read = await readPart(part.file, check, signal, (done) => onProgress?.(before + done, Math.max(before + done, total)));
      before += read;
    }
    return check.result();
  } finally {
    for (const { file } of parts) await file.close();
  }
}

/**
 * The file that is written is opened before the others are listed: when it is put aside in this very moment it stands in
 * that list too, and is known by its inode.
 */
async function openParts(path: string): Promise<readonly Part[]> {
  const live = await openForRead(path);
  const opened: FileHandle[] = live === null ? [] : [live];
  try {
    const stats = await live?.stat();
    const parts: Part[] = [];
    for (const { name, path: older } of await listSegments(path)) {
      const file = await openForRead(older);
      if (file === null) continue;
      opened.push(file);
      const { ino, size } = await file.stat();
      if (ino === stats?.ino) await file.close();
      else parts.push({ name, file, size });
    }
    return live === null || stats === undefined ? parts : [...parts, { name: basename(path), file: live, size: stats.size }];
  } catch (error) {
    for (const file of opened) await file.close();
    throw error;
  }
}

/** @returns bytes read */
async function readPart(file: FileHandle, check: ChainCheck, signal: AbortSignal | undefined, onProgress: (done: number) => void): Promise<number> {
  const buffer = Buffer.allocUnsafe(BLOCK_BYTES);
  for (let done = 0; ; ) {
    signal?.throwIfAborted();
    const { bytesRead } = await file.read(buffer, 0, BLOCK_BYTES, done);
    if (bytesRead === 0 || !check.block(buffer.subarray(0, bytesRead))) return done;
    done += bytesRead;
    onProgress(done);
  }
}
