// Follows an audit log's chain through the bytes of its files, one after the other, and names the first break. Pure.
import { AUDIT_FILE, GENESIS, HEAD_FILE, MAX_LINE_BYTES, openLine } from './audit-record.js';
import type { LineFault } from './audit-record.js';
import type { AuditRecord, ChainEnd } from './state.js';

export interface AuditBreak {
  readonly file: string;
  /** 1-based line in that file. */
  readonly line: number;
  readonly reason: LineFault | 'sequence_gap' | 'prev_mismatch' | 'head_mismatch' | 'head_missing' | 'end_missing';
  /** One sentence for the operator. */
  readonly message: string;
}

export interface AuditVerification {
  readonly ok: boolean;
  /** Good records before the first break. */
  readonly records: number;
  /** Number of the first of them: more than 1 when older files were taken away; null when there is none. */
  readonly first: number | null;
  /** The newest of them; null when there is none. A copy of its hash kept elsewhere shows later whether the log was rewritten. */
  readonly head: ChainEnd | null;
  readonly broken: AuditBreak | null;
  /** What is worth knowing but breaks nothing: an unfinished last line, older files that are not here, files that others may write. */
  readonly warnings: readonly string[];
}

export interface ChainCheck {
  /** The next file of the log begins. */
  file(name: string): void;
  /** Keeps nothing of `block`. @returns false once the chain is broken: the rest cannot be judged */
  block(block: Buffer): boolean;
  result(): AuditVerification;
}

const LF = 0x0a;

/** @param head what `audit.head` names as the newest record that was ever written; null when it cannot be read. */
export function createChainCheck(head: ChainEnd | null): ChainCheck {
  /** What came before the first record. */
  let start: ChainEnd = GENESIS;
  let end: ChainEnd = GENESIS;
  let follows: string | undefined;
  let broken: AuditBreak | null = null;
  let file = AUDIT_FILE;
  let lines = 0;
  let rest: Buffer = Buffer.alloc(0);
  let tornCount = 0;

  function faultOf(record: AuditRecord | LineFault): Fault | null {
    if (typeof record === 'string') return { reason: record, message: FAULTS[record] };
    if (record.seq !== end.seq + 1) return { reason: 'sequence_gap', message: `${gap(end.seq + 1, record.seq)}.` };
    if (record.prev !== end.hash) return { reason: 'prev_mismatch', message: 'The record does not follow the one before it: that one was changed, replaced or removed.' };
    // What the writer of this record found beside the log.
    if (record.head !== undefined) return headFault(end, record.head);
    if (head?.seq === record.seq && head.hash !== record.hash) return OTHER_RECORD;
    return null;
  }

  function line(bytes: Buffer): boolean {
    const record = bytes.length > MAX_LINE_BYTES ? 'not_a_record' : openLine(bytes);
    if (end.seq === 0 && typeof record !== 'string' && record.event === 'rotate') {
      // Older files may be taken away as a whole: the first record of the next one says what they ended with.
      start = { seq: record.seq - 1, hash: record.prev };
      end = start;
      follows = record.follows;
    }
    const fault = faultOf(record);
    if (fault !== null) broken = { file, line: lines + 1, ...fault };
    else if (typeof record !== 'string') {
      end = { seq: record.seq, hash: record.hash };
      lines += 1;
      if (record.torn !== undefined) tornCount += 1;
    }
    return broken === null;
  }

  /** What follows the last line end of a file. */
  function finish(isLast: boolean): string | null {
    const piece = rest;
    rest = Buffer.alloc(0);
    if (broken !== null || piece.length === 0) return null;
    // When only its line end is missing, a whole record is judged like any other. Nobody writes to a file that was put aside.
    if (!isLast || typeof openLine(piece) !== 'string') {
      line(piece);
      return null;
    }
    return `The last line is unfinished (${piece.length} bytes): a server is writing it now, or was killed while it did. The next record takes its place and says so.`;
  }

  return {
    file(name) {
      finish(false);
      if (broken !== null) return;
      file = name;
      lines = 0;
    },
    block(block) {
      if (broken !== null) return false;
      let from = 0;
      for (let lf = block.indexOf(LF); lf !== -1; lf = block.indexOf(LF, from)) {
        const piece = block.subarray(from, lf);
        from = lf + 1;
        if (!line(rest.length === 0 ? piece : Buffer.concat([rest, piece]))) return false;
        rest = Buffer.alloc(0);
      }
      rest = Buffer.concat([rest, block.subarray(from)]);
      return rest.length <= MAX_LINE_BYTES || line(rest);
    },
    result() {
      const unfinished = finish(file === AUDIT_FILE);
      // Nothing is ever recorded without a head beside it.
      if (broken === null && (head === null ? end.seq > 0 : head.seq > end.seq)) broken = { file, line: lines + 1, ...headFault(end, head) };
      const records = end.seq - start.seq;
      const warnings = [
        unfinished,
        start.seq > 0 ? `Records 1 to ${start.seq} are not here: they are in ${follows ?? 'older files'} and what came before it. The last of them has the hash ${start.hash}.` : null,
        tornCount > 0 ? `${tornCount} of the records took the place of one that a killed server left unfinished ("torn" holds what was there).` : null,
      ].filter((warning) => warning !== null);
      return { ok: broken === null, records, first: records === 0 ? null : start.seq + 1, head: records === 0 ? null : end, broken, warnings };
    },
  };
}

const FAULTS: Readonly<Record<LineFault, string>> = {
  not_json: 'The line is not JSON: it was damaged or changed.',
  not_a_record: 'The line is not an audit record: it was inserted or changed.',
  hash_mismatch: 'The record was changed after it was written: its hash does not fit.',
};

type Fault = Pick<AuditBreak, 'reason' | 'message'>;

const OTHER_RECORD: Fault = { reason: 'head_mismatch', message: `${HEAD_FILE} knows another record of this number: the log was rewritten.` };

/** What is wrong with a log that ends with `end`, while `head` is (or at that time was) what is known of its newest record. */
function headFault(end: ChainEnd, head: ChainEnd | null): Fault {
  if (head === null) return { reason: 'head_missing', message: `There is no readable ${HEAD_FILE} beside the log here, and zops never leaves one without: it was removed or changed, and records may have been removed with it.` };
  if (head.seq <= end.seq) return OTHER_RECORD;
  return { reason: 'end_missing', message: `The log ends too early here: ${gap(end.seq + 1, head.seq + 1)}, or ${HEAD_FILE}, which named record ${head.seq} as the newest, was changed.` };
}

function gap(expected: number, found: number): string {
  if (found < expected) return `record ${found} stands where ${expected} belongs: lines were inserted, repeated or swapped`;
  return found === expected + 1 ? `record ${expected} is missing` : `records ${expected} to ${found - 1} are missing`;
}
