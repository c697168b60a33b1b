// The record that holds a given place of a log, exactly as a reading of the whole log would give it, from its surroundings alone.
import type { FileHandle } from 'node:fs/promises';
import { parseLine } from '../formats/parse-line.js';
import { ByteWindow, TooFarError } from './byte-window.js';
import { linesFromEnd, readFully } from './lines-from-end.js';
import { GROUP_SPAN, LOOSE_LINES, readLine, RecordAssembler, type LogRecord, type ReadLine } from './record.js';

const NEWLINE = 0x0a;
const BLOCK_BYTES = 8 * 1024;
/** Lines of another message under the same number, further down, may hold lines of this one's number back. */
const REACH = 2 * GROUP_SPAN;
/** How far up the first line of a record is looked for, bytes. */
const FARTHEST = 8 * 1024 * 1024;
/** Where a line of a SYSLOG message with several lines may have its type; others are passed over unread. */
const SYSLOG_TYPES = new Set(Buffer.from('MLDE'));

/**
 * @param offset any byte of a line
 * @param end where the log is taken to end
 * @throws FileShrankError; TooFarError for a record too large to be looked at by itself
 */
export async function recordAt(file: FileHandle, offset: number, end: number): Promise<LogRecord> {
  const assembler = new RecordAssembler();
  let wanted = -1;
  const bottom = await endOfBlock(new ByteWindow(file, end), offset);
  for await (const { lines, position } of linesFromEnd(file, bottom, BLOCK_BYTES)) {
    if (offset - position > FARTHEST) throw new TooFarError();
    for (const raw of lines) {
      const read = readLine(raw);
      if (wanted < 0 && raw.at <= offset) wanted = raw.at;
      const record = assembler.push(read).find(holds(wanted));
      if (record !== undefined && groupOf(record.lines[0]) === null) return record;
      const group = groupOf(read);
      if (wanted >= 0 && group !== null) return recordOfGroup(file, group, wanted, end);
    }
  }
  return found(assembler.end(), wanted);
}

function groupOf(read: ReadLine | undefined): string | null {
  return read !== undefined && (read.line.role === 'head' || read.line.role === 'member') ? read.line.group : null;
}

function holds(at: number): (record: LogRecord) => boolean {
  return ({ lines }) => lines.some(({ raw }) => raw.at === at);
}

function found(records: readonly LogRecord[], at: number): LogRecord {
  const record = records.find(holds(at));
  if (record === undefined) throw new Error(`no record holds the line at ${at}`);
  return record;
}

/** Puts together the lines of one message number around a line. Lines of other messages have no say in that. */
async function recordOfGroup(file: FileHandle, group: string, wanted: number, end: number): Promise<LogRecord> {
  const from = Math.max(0, wanted - GROUP_SPAN);
  const bytes = Buffer.allocUnsafe(Math.min(end, wanted + REACH) - from);
  await readFully(file, bytes, from);
  const window = new ByteWindow(file, end);
  const assembler = new RecordAssembler();
  const done: LogRecord[] = [];
  for (const start of linesWith(bytes, group).reverse()) {
    const at = from + start;
    if (start === 0 && from > 0) continue;
    const { role, group: other } = parseLine(await window.text(at, await window.nextLine(at)));
    if ((role !== 'head' && role !== 'member') || other !== group) continue;
    for (const read of await blockAt(window, at)) done.push(...assembler.push(read));
  }
  return found([...done, ...assembler.end()], wanted);
}

/** Starts of the lines that may be of a message number. */
function linesWith(bytes: Buffer, group: string): number[] {
  const [format, number = ''] = group.split(' ');
  const starts: number[] = [];
  for (let at = bytes.indexOf(number); at >= 0; at = bytes.indexOf(number, at)) {
    const start = bytes.lastIndexOf(NEWLINE, at) + 1;
    const type = bytes[start] === 0x20 ? bytes[start + 1] : bytes[start];
    if (format !== 'syslog' || SYSLOG_TYPES.has(type ?? 0)) starts.push(start);
    const newline = bytes.indexOf(NEWLINE, at);
    if (newline < 0) break;
    at = newline;
  }
  return starts;
}

/** The line at an offset with the lines below that may belong to it, newest first. */
async function blockAt(window: ByteWindow, at: number): Promise<ReadLine[]> {
  const block: ReadLine[] = [];
  for await (const { lines } of linesFromEnd(window.file, await endOfBlock(window, at), BLOCK_BYTES)) {
    for (const raw of lines) {
      if (raw.at < at) return block;
      block.push(readLine(raw));
    }
  }
  return block;
}

/** Where, below the line that holds an offset, the next line starts that belongs to none above: what is there has no say here. */
async function endOfBlock(window: ByteWindow, offset: number): Promise<number> {
  let start = await window.nextLine(offset);
  for (let count = 0; start < window.end && count <= LOOSE_LINES; count += 1) {
    const next = await window.nextLine(start);
    const { role } = parseLine(await window.text(start, next));
    if (role === 'head' || role === 'member') break;
    start = next;
  }
  return start;
}
