// The audit log while one process holds its lock: opened and checked once, then appended to in a few microseconds.
//
// A write is synchronous: a few hundred bytes into the page cache cost less than handing them to another thread, and the
// call waits for its record anyway. Only what waits for the disk itself (`sync`) or for other processes is asynchronous.
import { fstatSync, ftruncateSync, statSync, writeSync } from 'node:fs';
import { lstat, rename } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { systemCode } from '../errors.js';
import { headNote, headPath, readHead, readLogEnd } from './audit-end.js';
import { GENESIS, sealRecord } from './audit-record.js';
import { listSegments, segmentName } from './audit-segments.js';
import type { FileLock, HeldLock } from './file-lock.js';
import { StateFileError, openForAppend, openForRead, openForUpdate, syncDirectory } from './files.js';
import type { AuditEvent, AuditRecord, ChainEnd } from './state.js';

export interface Entry {
  readonly event: AuditEvent;
  readonly time: string;
}

export interface AuditWriter extends Pick<HeldLock, 'since' | 'isWanted'> {
  /** Bytes of whole records in the file. */
  size(): number;
  /** Whether the file still is what this writer left. Somebody who moves or cuts it knows no lock. */
  isIntact(): boolean;
  /** Appends all of them, or none when it throws. Needs `isIntact`. */
  write(entries: readonly Entry[]): readonly AuditRecord[];
  /** Notes beside the log what was written last; `sync` and `close` do, too. */
  note(): void;
  /** What was written survives a power failure. */
  sync(): Promise<void>;
  /** Puts the file aside under the number of its last record; after that the writer can only be closed. @returns the new name */
  rotate(): Promise<string>;
  /** Gives the lock back. */
  close(): Promise<void>;
}

/** Asking for it is a system call. */
const PID = process.pid;

/** How much is kept of a record that a killed process left unfinished, characters. */
const MAX_TORN_CHARS = 1024;

/** @param known the newest record that this process has written, if any. */
export async function openAuditWriter(path: string, lock: FileLock, known: ChainEnd | null): Promise<AuditWriter> {
  const held = await lock.hold();
  const files: FileHandle[] = [];
  const close = async (): Promise<void> => {
    try {
      for (const file of files) await file.close();
    } finally {
      await held.release();
    }
  };
  try {
    const log = await openForAppend(path);
    files.push(log);
    const note = await openForUpdate(headPath(path));
    files.push(note);
    const place = await findPlace(path, log, known);
    if (place.head === null) await note.truncate(0);
    if (place.head === null && place.chain.seq === 0) await beginNote(path, note);
    return createWriter({ path, held, log, note, place, close });
  } catch (error) {
    await close();
    throw error;
  }
}

interface Place {
  readonly chain: ChainEnd;
  readonly ino: number;
  /** Bytes in the file, and those of them that are whole records. */
  readonly size: number;
  readonly wholeSize: number;
  readonly torn: string | undefined;
  readonly lacksLineEnd: boolean;
  /** The file that was put aside before this empty one; null when the file has its first record. */
  readonly follows: string | null;
  /** What the note beside the log says. */
  readonly head: ChainEnd | null;
}

async function findPlace(path: string, log: FileHandle, known: ChainEnd | null): Promise<Place> {
  const { ino, size } = await log.stat();
  const end = await readLogEnd(log, size);
  const before = end.size === 0 ? await endBefore(path) : null;
  // Nobody but us knows what we have written: where the log ends before that, its end was cut off, and the gap stays. What
  // the note says anybody may have planted who can write here: it goes into the next record where it does not fit.
  const found = before?.chain ?? end.chain;
  const chain = known !== null && known.seq >= found.seq ? known : found;
  const follows = before?.chain.hash === chain.hash ? before.name : null;
  const torn = end.torn.length > 0 ? end.torn.toString('utf8').slice(0, MAX_TORN_CHARS) : undefined;
  return { chain, ino, size, wholeSize: end.size, torn, lacksLineEnd: end.lacksLineEnd, follows, head: await readHead(path) };
}

/** From now on a log without a note has lost it: this one outlives a power failure, and is there before the first record. */
async function beginNote(path: string, note: FileHandle): Promise<void> {
  writeWhole(note.fd, Buffer.from(headNote(GENESIS)), 0);
  await note.sync();
  await syncDirectory(dirname(path));
}

/** What the next record must tell of the note; undefined when it fits the log. One that is behind belongs to a server that was killed. */
function misfit({ chain, head }: Place): ChainEnd | null | undefined {
  if (head === null) return chain.seq === 0 ? undefined : null;
  const fits = head.seq < chain.seq || (head.seq === chain.seq && head.hash === chain.hash);
  return fits ? undefined : head;
}

/** The end of the newest file that was put aside. */
async function endBefore(path: string): Promise<{ readonly name: string; readonly chain: ChainEnd } | null> {
  const last = (await listSegments(path)).at(-1);
  const file = last === undefined ? null : await openForRead(last.path, { own: true });
  if (last === undefined || file === null) return null;
  try {
    const { chain } = await readLogEnd(file, (await file.stat()).size, last.name);
    return { name: last.name, chain };
  } finally {
    await file.close();
  }
}

interface Opened {
  readonly path: string;
  readonly held: HeldLock;
  readonly log: FileHandle;
  readonly note: FileHandle;
  readonly place: Place;
  readonly close: () => Promise<void>;
}

function createWriter({ path, held, log, note, place, close }: Opened): AuditWriter {
  const { ino } = place;
  let { chain, size, wholeSize, torn, lacksLineEnd, follows } = place;
  let noted = chain;
  let unfit = misfit(place);
  let isDirectorySynced = false;

  function writeNote(): void {
    if (noted === chain) return;
    writeWhole(note.fd, Buffer.from(headNote(chain)), 0);
    noted = chain;
  }

  return {
    since: held.since,
    isWanted: () => held.isWanted(),
    size: () => wholeSize,
    isIntact: () => {
      const now = statSync(path, { throwIfNoEntry: false });
      return now?.ino === ino && now.size === size;
    },
    write(entries) {
      if (!Number.isSafeInteger(chain.seq + entries.length + 1)) throw new StateFileError(`${basename(path)} has come to the highest number that a record can have`);
      const all = follows === null ? entries : [{ event: { event: 'rotate', follows } as const, time: new Date().toISOString() }, ...entries];
      // An unfinished record gives way to the next one, which keeps what there was of it.
      if (torn !== undefined) ftruncateSync(log.fd, wholeSize);
      // What was found here goes into the first record.
      const found = { ...(torn === undefined ? {} : { torn }), ...(unfit === undefined ? {} : { head: unfit }) };
      let end = chain;
      let text = lacksLineEnd ? '\n' : '';
      const records = all.map(({ event, time }, index) => {
        const { record, line } = sealRecord(end, event, { time, pid: PID, ...(index === 0 ? found : {}) });
        end = record;
        text += line;
        return record;
      });
      const bytes = Buffer.from(text);
      try {
        writeWhole(log.fd, bytes, null);
      } catch (error) {
        takeBack(log.fd, wholeSize);
        throw error;
      }
      wholeSize += bytes.length;
      size = wholeSize;
      chain = { seq: end.seq, hash: end.hash };
      lacksLineEnd = false;
      unfit = undefined;
      torn = undefined;
      const added = follows === null ? 0 : 1;
      follows = null;
      return records.slice(added);
    },
    note: writeNote,
    async sync() {
      writeNote();
      await log.datasync();
      if (!isDirectorySynced) await syncDirectory(dirname(path));
      isDirectorySynced = true;
    },
    async rotate() {
      const name = segmentName(chain.seq);
      const aside = join(dirname(path), name);
      // Nobody else makes such a name while we hold the lock; a rename would replace what stands there.
      if (await exists(aside)) throw new StateFileError(`${name}, under which ${basename(path)} is to be put aside, exists already`);
      // Nobody will finish a record in there; what there is of it was never acknowledged.
      if (torn !== undefined) await log.truncate(wholeSize);
      await log.datasync();
      await rename(path, aside);
      return name;
    },
    async close() {
      try {
        writeNote();
      } finally {
        await close();
      }
    },
  };
}

/** @param at where in the file; null for a file that is opened for appending. */
function writeWhole(fd: number, bytes: Buffer, at: number | null): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done, bytes.length - done, at === null ? null : at + done);
}

/** Half a record of a full disk. If even this fails, the next writer finds the torn line. */
function takeBack(fd: number, size: number): void {
  try {
    // Never longer than it is: somebody else may have cut it meanwhile.
    if (fstatSync(fd).size > size) ftruncateSync(fd, size);
  } catch {
    // See above.
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false;
    throw error;
  }
}
