// One log of the data directory: opened afresh for every question, so that a change on disk is never missed.
import type { FileHandle } from 'node:fs/promises';
import { ZopsError } from '../../errors.js';
import { openDataFile, unreadable, type DataDirectory } from '../data-directory.js';
import type { LogOptions, LogQuery, LogRecords } from '../system.js';
import { FileShrankError } from './lines-from-end.js';
import { endOfLastLine, isGrowing, logEnd, throwIfRewritten } from './log-end.js';
import { readLog } from './read-log.js';

/** A log that is truncated or rotated while it is read is read again; so often at most. */
const ATTEMPTS = 3;

/** @throws ZopsError `data_missing`, `data_invalid`, `invalid_time`, `cancelled` */
export async function queryLog(data: DataDirectory, query: LogQuery, options: LogOptions = {}): Promise<LogRecords> {
  const name = `${query.source}.log`;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const file = await openDataFile(data, name);
    try {
      return await readWhole(file, query, options);
    } catch (error) {
      if (error instanceof ZopsError) throw error;
      if (!(error instanceof FileShrankError)) throw unreadable(name, error);
    } finally {
      await file.close();
    }
  }
  throw new ZopsError('data_invalid', `${name} became shorter each time it was read; something truncates it: call again in a moment.`);
}

/** A log that is being written is shown up to the last line and message that are complete. */
async function readWhole(file: FileHandle, query: LogQuery, options: LogOptions): Promise<LogRecords> {
  const before = await logEnd(file);
  const { page, unfinished } = await readLog(file, query, { ...options, end: before.size });
  await throwIfRewritten(file, before);
  if (!unfinished || !(await isGrowing(file, before, options.signal))) return page;
  const now = await logEnd(file);
  const again = await readLog(file, query, { ...options, end: await endOfLastLine(file, now.size), live: true });
  await throwIfRewritten(file, now);
  return again.page;
}
