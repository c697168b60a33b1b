// Checks an audit log from its first line to its last, as a stream: memory does not grow with the file.
import { readHead } from './audit-end.js';
import { AUDIT_FILE, GENESIS, HEAD_FILE, MAX_LINE_BYTES, openLine } from './audit-record.js';
import type { ChainEnd, LineFault } from './audit-record.js';
import { openForRead } from './files.js';
import type { AuditRecord } from './state.js';
import { auditUnavailable } from './unavailable.js';

export interface AuditBreak {
  /** 1-based line in the file. */
  readonly line: number;
  readonly reason: LineFault | 'sequence_gap' | 'prev_mismatch' | 'head_mismatch' | 'end_missing';
  /** One sentence for the operator. */
  readonly message: string;
}

export interface AuditVerification {
  readonly ok: boolean;
  /** Good records before the first break. */
  readonly records: number;
  /** The newest of them; null when there is none. A copy of its hash kept elsewhere shows later whether the log was rewritten. */
  readonly head: ChainEnd | null;
  readonly broken: AuditBreak | null;
  /** What is worth knowing but breaks nothing: an unfinished last line, no `audit.head`. */
  readonly warnings: readonly string[];
}

export interface VerifyOptions {
  readonly onProgress?: (bytesRead: number, totalBytes: number) => void;
  readonly signal?: AbortSignal;
}

const LF = 0x0a;
const BLOCK_BYTES = 256 * 1024;

/** @throws ZopsError `audit_unavailable` when the log cannot be read; the signal's reason */
export async function verifyAuditLog(path: string, options: VerifyOptions = {}): Promise<AuditVerification> {
  try {
    return await verify(path, options);
  } catch (error) {
    options.signal?.throwIfAborted();
    throw auditUnavailable(error);
  }
}

async function verify(path: string, { onProgress, signal }: VerifyOptions): Promise<AuditVerification> {
  // The note first: what is written while we read only makes the log longer than the note.
  const head = await readHead(path);
  const check = createCheck(head);
  const file = await openForRead(path);
  if (file !== null) {
    try {
      const total = (await file.stat()).size;
      const buffer = Buffer.allocUnsafe(BLOCK_BYTES);
      for (let done = 0; ; ) {
        signal?.throwIfAborted();
        const { bytesRead } = await file.read(buffer, 0, BLOCK_BYTES, done);
        if (bytesRead === 0 || !check.block(buffer.subarray(0, bytesRead))) break;
        done += bytesRead;
        onProgress?.(done, Math.max(done, total));
      }
    } finally {
      await file.close();
    }
  }
  return check.result();
}

interface Check {
  /** Keeps nothing of `block`. @returns false once the chain is broken: the rest cannot be judged */
  block(block: Buffer): boolean;
  result(): AuditVerification;
}

function createCheck(head: ChainEnd | null): Check {
  let end: ChainEnd = GENESIS;
  let broken: AuditBreak | null = null;
  let rest: Buffer = Buffer.alloc(0);
  let tornCount = 0;

  function faultOf(record: AuditRecord | LineFault): Omit<AuditBreak, 'line'> | null {
    if (typeof record === 'string') return { reason: record, message: FAULTS[record] };
    if (record.seq !== end.seq + 1) return { reason: 'sequence_gap', message: gapMessage(end.seq + 1, record.seq) };
    if (record.prev !== end.hash) return { reason: 'prev_mismatch', message: 'The record does not follow the one before it: that one was changed, replaced or removed.' };
    if (head?.seq === record.seq && head.hash !== record.hash) return { reason: 'head_mismatch', message: `${HEAD_FILE} knows another record of this number: the log was rewritten.` };
    return null;
  }

  function line(bytes: Buffer): boolean {
    const record = bytes.length > MAX_LINE_BYTES ? 'not_a_record' : openLine(bytes);
    const fault = faultOf(record);
    if (fault !== null) broken = { line: end.seq + 1, ...fault };
    else if (typeof record !== 'string') {
      end = { seq: record.seq, hash: record.hash };
      if (record.torn !== undefined) tornCount += 1;
    }
    return broken === null;
  }

  return {
    block(block) {
      let start = 0;
      for (let lf = block.indexOf(LF); lf !== -1; lf = block.indexOf(LF, start)) {
        const piece = block.subarray(start, lf);
        start = lf + 1;
        if (!line(rest.length === 0 ? piece : Buffer.concat([rest, piece]))) return false;
        rest = Buffer.alloc(0);
      }
      rest = Buffer.concat([rest, block.subarray(start)]);
      return rest.length <= MAX_LINE_BYTES || line(rest);
    },
    result() {
      const warnings: string[] = [];
      if (broken === null && rest.length > 0) {
        const last = openLine(rest);
        // Only its line end is missing: a whole record is judged like any other.
        if (typeof last !== 'string') line(rest);
        else warnings.push(`The last line is unfinished (${rest.length} bytes): a server is writing it now, or was killed while it did. The next record takes its place and says so.`);
      }
      if (broken === null && head !== null && head.seq > end.seq) {
        broken = { line: end.seq + 1, reason: 'end_missing', message: `The log ends too early: ${gapMessage(end.seq + 1, head.seq + 1)}` };
      }
      if (tornCount > 0) warnings.push(`${tornCount} of the records took the place of one that a killed server left unfinished ("torn" holds what was there).`);
      if (head === null && end.seq > 0) warnings.push(`There is no readable ${HEAD_FILE} beside ${AUDIT_FILE}: records cut off its end would not be noticed.`);
      return { ok: broken === null, records: end.seq, head: end.seq === 0 ? null : end, broken, warnings };
    },
  };
}

const FAULTS: Readonly<Record<LineFault, string>> = {
  not_json: 'The line is not JSON: it was damaged or changed.',
  not_a_record: 'The line is not an audit record: it was inserted or changed.',
  hash_mismatch: 'The record was changed after it was written: its hash does not fit.',
};

function gapMessage(expected: number, found: number): string {
  if (found < expected) return `record ${found} stands where ${expected} belongs: lines were inserted, repeated or swapped.`;
  return found === expected + 1 ? `record ${expected} is missing.` : `records ${expected} to ${found - 1} are missing.`;
}
