// status.json of the data directory, checked. What is absent stays null: nothing is invented.
import * as z from 'zod';
import { ZopsError } from '../errors.js';
import { openDataFile, unreadable, type DataDirectory } from './data-directory.js';
import { printable } from './logs/printable.js';

const NAME = 'status.json';
/** Far above any real one. */
const MAX_BYTES = 256 * 1024;
const MAX_SUBSYSTEMS = 200;

const percent = z.number().min(0).max(100);
const count = z.int().min(0);
const megabytes = z.number().min(0);
const short = z.string().min(1).max(64).transform(printable);

const StatusFile = z.object({
  system: short.nullish(),
  release: short.nullish(),
  cpu: percent.nullable(),
  cpu_reason: z.string().max(300).transform(printable).optional(),
  memory: z
    .object({ used: megabytes, total: megabytes, percent: percent.optional() })
    .refine(({ used, total }) => used <= total, { path: ['used'], error: 'must not be greater than memory.total' }),
  jobs: z.object({ running: count, queued: count, completed_today: count, failed_today: count }),
  subsystems: z
    .record(short, short)
    .refine((subsystems) => Object.keys(subsystems).length <= MAX_SUBSYSTEMS, { error: `must not name more than ${MAX_SUBSYSTEMS} subsystems` }),
  dasd: z.object({ volumes: count, capacity_percent: percent }),
  timestamp: z.string().regex(/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/, { error: 'must be an ISO 8601 date and time' }),
});

export type StatusFile = z.output<typeof StatusFile>;

/** @throws ZopsError `data_missing`, `data_invalid`, naming the file and each field that is wrong */
export async function readStatusFile(data: DataDirectory): Promise<StatusFile> {
  const text = await readText(data);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new ZopsError('data_invalid', `${NAME} is not valid JSON; correct it.`, {}, { cause: error });
  }
  const parsed = StatusFile.safeParse(json);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.slice(0, 5).map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`);
  throw new ZopsError('data_invalid', `${NAME} does not hold what it must: ${issues.join('; ')}. Correct the file.`);
}

async function readText(data: DataDirectory): Promise<string> {
  const file = await openDataFile(data, NAME);
  try {
    if ((await file.stat()).size > MAX_BYTES) throw new ZopsError('data_invalid', `${NAME} is larger than ${MAX_BYTES / 1024} KB; it should hold one status object.`);
    return (await file.readFile('utf8')).replace(/^\ufeff/, '');
  } catch (error) {
    if (error instanceof ZopsError) throw error;
    throw unreadable(NAME, error);
  } finally {
    await file.close();
  }
}
