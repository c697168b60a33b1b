// get_logs through the simulator: records, tail, filters, paging, over real files.
import { appendFile, rename, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fitPage } from '../../src/system/fit-page.js';
import { createSimulator } from '../../src/system/simulator.js';
import type { LogPage, LogQuery } from '../../src/system/system.js';
import { directoryWith, ERROR_LOG, JOBLOG, SYSLOG, text } from './sample.js';

async function ask(files: Readonly<Record<string, string | Buffer>>, query: Partial<LogQuery>): Promise<LogPage> {
  const page = await createSimulator({ directory: await directoryWith(files) }).logs({ source: 'syslog', tail: 100, ...query });
  return fitPage(page, Infinity);
}

const syslog = (query: Partial<LogQuery>): Promise<LogPage> => ask({ 'syslog.log': text(SYSLOG) }, query);
const joblog = (query: Partial<LogQuery>): Promise<LogPage> => ask({ 'joblog.log': text(JOBLOG) }, { source: 'joblog', ...query });

describe('tail', () => {
  test('the whole log comes back line by line as it stands, counted in records', async () => {
    expect(await syslog({})).toEqual({
      source: 'syslog',
      lines: SYSLOG,
      count: 11,
      truncated: false,
      first_time: '2026-11-22T02:13:57.41',
      last_time: '2026-11-22T09:40:11.77',
    });
  });

  test('a multi-line message is one record and comes whole when it is the oldest', async () => {
    expect(await syslog({ tail: 4 })).toEqual({
      source: 'syslog',
      lines: SYSLOG.slice(10),
      count: 4,
      truncated: true,
      first_time: '2026-11-22T07:26:12.54',
      last_time: '2026-11-22T09:40:11.77',
      next: 'Older records match: call get_logs again with until="2026-11-22T02:14:02.88" and the other arguments unchanged.',
    });
  });

  test('a continuation belongs to the record before it', async () => {
    expect((await syslog({ tail: 1 })).lines).toEqual(SYSLOG.slice(-2));
  });

  test('of an interleaved message all lines come, of the message between them none unless asked for', async () => {
    const interleaved = SYSLOG.slice(3, 9);
    const lines = async (tail: number): Promise<readonly string[]> => (await ask({ 'syslog.log': text(interleaved) }, { tail })).lines;
    expect(await lines(1)).toEqual([SYSLOG[4], SYSLOG[5], SYSLOG[7], SYSLOG[8]]);
    expect(await lines(2)).toEqual(SYSLOG.slice(4, 9));
    expect(await lines(3)).toEqual(interleaved);
  });

  test('every tail gives the newest records, and each one more than the one before', async () => {
    const pages = await Promise.all(Array.from({ length: 13 }, (_, tail) => syslog({ tail })));
    expect(pages.map(({ count }) => count)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 11]);
    for (const [tail, page] of pages.entries()) {
      const more = pages[tail + 1];
      if (more !== undefined) expect(more.lines.filter((line) => page.lines.includes(line))).toEqual(page.lines);
    }
  });

  test('tail 0 returns nothing and says that there is more', async () => {
    expect(await syslog({ tail: 0 })).toEqual({
      source: 'syslog',
      lines: [],
      count: 0,
      truncated: true,
      first_time: null,
      last_time: null,
      next: 'Older records match: call get_logs again with tail=100 and the other arguments unchanged.',
    });
  });

  test('following next reaches every record', async () => {
    const directory = await directoryWith({ 'syslog.log': text(SYSLOG) });
    const system = createSimulator({ directory });
    const seen = new Set<string>();
    let query: LogQuery = { source: 'syslog', tail: 2 };
    for (let page = await system.logs(query); ; page = await system.logs(query)) {
      for (const line of page.lines) seen.add(line);
      const until = /until="([^"]+)"/.exec(page.next ?? '')?.[1];
      if (until === undefined) break;
      query = { ...query, until };
    }
    expect([...seen].sort()).toEqual([...SYSLOG].sort());
  });

  test('a log that is larger than many blocks is read the same way', async () => {
    const lines = Array.from({ length: 20_000 }, (_, n) => `N 4000000 SYSA     26326 02:14:02.88 JOB12871 00000090  ABC123I LINE ${n}`);
    const page = await ask({ 'syslog.log': text(lines) }, { tail: 10_000 });
    expect(page.lines).toEqual(lines.slice(10_000));
    expect(page.truncated).toBe(true);
    const until = /^Older records match: call get_logs again with until="(@\d+-[0-9a-f]{8})" and the other arguments unchanged\.$/.exec(page.next ?? '')?.[1] ?? '';
    expect(await ask({ 'syslog.log': text(lines) }, { tail: 10_000, until })).toMatchObject({ lines: lines.slice(0, 10_000), truncated: false });
  });
});

describe('job log', () => {
  test('every line comes through; message continuations, JESYSMSG figures and blank lines belong to the line above', async () => {
    expect(await joblog({})).toEqual({
      source: 'joblog',
      lines: JOBLOG,
      count: JOBLOG.length - 2,
      truncated: false,
      first_time: '2026-11-22T02:13:58',
      last_time: '2026-11-23T00:00:07',
    });
  });

  test('dates come from the head of the job log and pass midnight', async () => {
    expect((await joblog({ since: '2026-11-23' })).lines).toEqual(JOBLOG.slice(-1));
    expect((await joblog({ until: '2026-11-22T02:13' })).lines).toEqual(JOBLOG.slice(0, 6));
  });

  test('a job is asked for by name: its whole log answers, also lines that name no job', async () => {
    expect((await joblog({ job: 'payr0300' })).lines).toEqual(JOBLOG.slice(2, 19));
    expect((await joblog({ job: 'JOB12871' })).lines).toEqual(JOBLOG.slice(2, 19));
    expect((await joblog({ job: 'BACKUP1' })).lines).toEqual(JOBLOG.slice(21));
  });
});

describe('error log', () => {
  test('a LOGREC report is one record with the time of its error', async () => {
    const files = { 'error.log': text(ERROR_LOG) };
    expect(await ask(files, { source: 'error' })).toEqual({
      source: 'error',
      lines: ERROR_LOG,
      count: 2,
      truncated: false,
      first_time: '2026-11-22T05:43:44.72',
      last_time: '2026-11-22T06:00:01.10',
    });
    expect((await ask(files, { source: 'error', tail: 1 })).lines).toEqual(ERROR_LOG.slice(13));
    expect((await ask(files, { source: 'error', job: 'DB9GDBM1' })).lines).toEqual(ERROR_LOG.slice(0, 13));
    expect((await ask(files, { source: 'error', since: '06:00' })).count).toBe(1);
  });
});

describe('filters', () => {
  test('contains looks at the whole record, upper or lower case', async () => {
    expect((await syslog({ contains: 'reason code=00000007' })).lines).toEqual([SYSLOG[4], SYSLOG[5], SYSLOG[7], SYSLOG[8]]);
    expect((await syslog({ contains: 'insufficient ACCESS' })).count).toBe(1);
    expect((await syslog({ contains: 'no such text' })).lines).toEqual([]);
  });

  test.each([
    ['by name, with the records that only carry its id', 'PAYR0300', 6],
    ['by name in lower case', 'payr0300', 6],
    ['by id', 'JOB12871', 6],
    ['by id in lower case', 'job12871', 6],
    ['by its long id', 'J0012871', 6],
    ['not by a part of its name', 'PAYR03', 0],
    ['a user of TSO by id', 'TSU04460', 1],
    ['a user id as a word of the text', 'TEMP042', 1],
  ])('job %s', async (_, job, count) => {
    expect((await syslog({ job })).count).toBe(count);
  });

  test('a job is not taken for another that a message merely mentions', async () => {
    const lines = [
      'N 4000000 SYSA     26326 05:43:30.00 STC08200 00000090  BPXP024I BPXAS INITIATOR STARTED ON BEHALF OF JOB SSHD RUNNING IN ASID 0033',
      'N 4000000 SYSA     26326 05:43:31.00 STC08200 00000090  IEF403I BPXAS - STARTED - TIME=05.43.31',
      'ACB OPEN FOR NOBODY',
    ];
    expect((await ask({ 'syslog.log': text(lines) }, { job: 'SSHD' })).lines).toEqual(lines.slice(0, 1));
    expect((await ask({ 'syslog.log': text(lines) }, { job: 'STC08200' })).lines).toEqual(lines.slice(0, 2));
  });

  test('a job name that looks like a short id is a name', async () => {
    const lines = [
      'N 4000000 SYSA     26326 02:13:58.03 JOB04711 00000090  IEF403I JOB002 - STARTED - TIME=02.13.58',
      'N 4000000 SYSA     26326 02:13:58.04 JOB00002 00000090  IEF403I OTHER - STARTED - TIME=02.13.58',
    ];
    expect((await ask({ 'syslog.log': text(lines) }, { job: 'JOB002' })).lines).toEqual(lines.slice(0, 1));
    expect((await ask({ 'syslog.log': text(lines) }, { job: 'JOB00002' })).lines).toEqual(lines.slice(1));
  });

  test.each<[string, Partial<LogQuery>, number]>([
    ['since is inclusive', { since: '2026-11-22T07:31:02.11' }, 2],
    ['until is inclusive', { until: '2026-11-22T02:13:58.02' }, 2],
    ['until a second includes its hundredths', { until: '02:14:02' }, 7],
    ['until a minute includes its seconds', { until: '02:14' }, 7],
    ['a date covers its day', { since: '2026-11-22', until: '2026-11-22' }, 11],
    ['the day before has nothing', { until: '2026-11-21' }, 0],
    ['a clock means the last day', { since: '07:00', until: '07:31:02.10' }, 2],
    ['a clock in the form of the log', { since: '07.31.02' }, 3],
    ['Z means that the clock of the log is UTC', { since: '2026-11-22T07:31:02Z' }, 3],
    ['an offset is taken off', { since: '2026-11-22T09:31:02+02:00' }, 3],
    ['a blank instead of T', { since: '2026-11-22 07:31:02' }, 3],
    ['all filters together', { since: '02:14', until: '02:15', job: 'PAYR0300', contains: 'abend' }, 1],
  ])('%s', async (_, query, count) => {
    expect((await syslog(query)).count).toBe(count);
  });

  test.each(['24:00', '99:99', '7:30', '2026-02-30', '2026-11-22T25:00', '2026-11-22T', 'yesterday', '', '07:30Z', '26326'])('since %j is not a time', async (since) => {
    await expect(syslog({ since })).rejects.toMatchObject({ code: 'invalid_time', message: expect.stringContaining('write ISO 8601') as string });
  });

  test('since later than until says what to do', async () => {
    await expect(syslog({ since: '23:00', until: '01:00' })).rejects.toMatchObject({
      code: 'invalid_time',
      message: 'since "23:00" is later than until "01:00": swap them, or write both with their dates.',
    });
    await expect(syslog({ since: '2026-11-23', until: '23:00' })).rejects.toMatchObject({ code: 'invalid_time' });
  });

  test('times in a log that has none say so', async () => {
    await expect(ask({ 'syslog.log': 'just text\n' }, { since: '07:00' })).rejects.toMatchObject({
      code: 'invalid_time',
      message: 'syslog.log holds no times that can be read: leave since and until out.',
    });
  });

  test('order of time is not relied on: a log put together from two sources is searched whole', async () => {
    const rows = ['ACCESS   INSAUTH  01:00:00 2026-11-22 SYSA YES  NO   NO   TEMP042  CONTRACT'];
    const page = await ask({ 'audit.log': text([...SYSLOG.slice(10, 15), ...rows]) }, { source: 'audit', since: '07:00' });
    expect(page.lines).toEqual(SYSLOG.slice(10, 15));
  });
});

describe('a file that changes', () => {
  test('is read afresh every time', async () => {
    const directory = await directoryWith({ 'syslog.log': text(SYSLOG) });
    const system = createSimulator({ directory });
    const count = async (): Promise<number> => (await system.logs({ source: 'syslog', tail: 100 })).count;
    expect(await count()).toBe(11);
    await appendFile(join(directory, 'syslog.log'), text(SYSLOG.slice(0, 2)));
    expect(await count()).toBe(13);
    await writeFile(join(directory, 'new.log'), text(SYSLOG.slice(0, 3)));
    await rename(join(directory, 'new.log'), join(directory, 'syslog.log'));
    expect(await count()).toBe(3);
  });

  test('and is truncated while it is read gives its new content', async () => {
    const directory = await directoryWith({ 'syslog.log': text(SYSLOG).repeat(20_000) });
    const reading = createSimulator({ directory }).logs({ source: 'syslog', tail: 5, contains: 'not there' });
    await new Promise((resolve) => setTimeout(resolve, 20));
    await truncate(join(directory, 'syslog.log'), 0);
    expect(await reading).toMatchObject({ lines: [], truncated: false });
  });
});

test('a cancelled call stops reading', async () => {
  const directory = await directoryWith({ 'syslog.log': text(SYSLOG) });
  await expect(createSimulator({ directory }).logs({ source: 'syslog', tail: 5 }, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' });
});
