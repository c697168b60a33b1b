// Where an audit log's chain stands: what its last line says, and what `audit.head` says that it said.
import { dirname, join } from 'node:path';
import type { FileHandle } from 'node:fs/promises';
import { AUDIT_FILE, GENESIS, HEAD_FILE, MAX_LINE_BYTES, isChainEnd, openLine } from './audit-record.js';
import { StateFileError, readText } from './files.js';
import { linesFromEnd } from './lines-from-end.js';
import type { ChainEnd } from './state.js';

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
export async function readLogEnd(file: FileHandle, size: number, name = AUDIT_FILE): Promise<LogEnd> {
  const lines = linesFromEnd(file, size, MAX_LINE_BYTES);
  try {
    const torn = (await lines.next()).value ?? Buffer.alloc(0);
    const last = openLine(torn);
    if (typeof last !== 'string') return { chain: last, size, torn: Buffer.alloc(0), lacksLineEnd: true };
    if (torn.length === size) return { chain: GENESIS, size: 0, torn, lacksLineEnd: false };
    const record = openLine((await lines.next()).value ?? Buffer.alloc(0));
    if (typeof record === 'string') throw new StateFileError(`the last line of ${name} is damaged or was changed (${record})`);
    return { chain: record, size: size - torn.length, torn, lacksLineEnd: false };
  } finally {
    await lines.return();
  }
}

/** Bytes of the note; what is not needed is blanks. */
const NOTE_BYTES = 160;

/** A note is written in place: as `end` repeats `seq`, one that is read while it is written shows. */
export function headNote({ seq, hash }: ChainEnd): string {
  return `${JSON.stringify({ seq, hash, end: seq }).padEnd(NOTE_BYTES - 1)}\n`;
}

/** How often a note that looks half-written is read again. */
const NOTE_LOOKS = 20;

/**
 * The newest record that was ever written, noted beside the log: a chain alone cannot show that its end was cut off. A log
 * gets its note before its first record, and never loses it. Null when there is no readable one.
 */
export async function readHead(auditPath: string): Promise<ChainEnd | null> {
  const path = headPath(auditPath);
  for (let looks = 0; looks < NOTE_LOOKS; looks += 1) {
    const text = await readText(path, 1024);
    if (text === null) return null;
    const note = parseNote(text);
    if (note !== null) return note;
  }
  return null;
}

function parseNote(text: string): ChainEnd | null {
  let note: unknown;
  try {
    note = JSON.parse(text);
  } catch {
    return null;
  }
  return isChainEnd(note) && 'end' in note && note.end === note.seq ? { seq: note.seq, hash: note.hash } : null;
}

export function headPath(auditPath: string): string {
  return join(dirname(auditPath), HEAD_FILE);
}
