// Logs larger than one query may search: bounded work, flat answers, and a way to go on.
import { open, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { FileShrankError, linesFromEnd } from '../../../src/system/logs/lines-from-end.js';
import { readLog } from '../../../src/system/logs/read-log.js';
import type { LogPage, LogQuery } from '../../../src/system/system.js';
import { directoryWith, text } from '../sample.js';

const SEARCHABLE = 512 * 1024;
const MINUTES = 3 * 24 * 60;

/** Three days, one line a minute, 4.7 MB. */
const LOG = Array.from({ length: MINUTES }, (_, n) => {
  const clock = [Math.floor(n / 60) % 24, n % 60].map((part) => String(part).padStart(2, '0')).join(':');
  return `N 4000000 SYSA     ${26_324 + Math.floor(n / 1440)} ${clock}:00.00 JOB${10_000 + n} 00000090  ABC123I ${'x'.repeat(1_000)} LINE ${n}`;
});

async function query(lines: readonly string[], asked: Partial<LogQuery>, signal?: AbortSignal): Promise<LogPage> {
  const file = await open(join(await directoryWith({ 'syslog.log': text(lines) }), 'syslog.log'));
  onTestFinished(() => file.close());
  const { size } = await file.stat();
  return (await readLog(file, { source: 'syslog', tail: 3, ...asked }, { end: size, signal, most: { read: SEARCHABLE, search: SEARCHABLE, small: SEARCHABLE } })).page;
}

describe('a log larger than one query may search', () => {
  test('says where the search ended, and how to go on', async () => {
    expect((await query(LOG, { contains: 'LINE 4319' })).lines).toEqual(LOG.slice(-1));
    expect(await query(LOG, { contains: 'LINE 1000' })).toMatchObject({ lines: [], truncated: true });
    const none = await query(LOG, { contains: 'nothing like it' });
    expect(none).toMatchObject({ lines: [], count: 0, truncated: true });
    expect(none.next).toMatch(/^Only the newest 0\.5 MB that could match were searched: call get_logs again with until="@\d+-[0-9a-f]{8}" and the other arguments unchanged\.$/);
  });

  test('following next searches it all', async () => {
    let until: string | undefined;
    const found: string[] = [];
    let calls = 0;
    for (; calls < 20; calls += 1) {
      const page = await query(LOG, { contains: 'LINE 777', ...(until === undefined ? {} : { until }) });
      found.unshift(...page.lines.filter((line) => !found.includes(line)));
      if (!page.truncated) break;
      until = /until="([^"]+)"/.exec(page.next ?? '')?.[1];
    }
    expect(found).toEqual(LOG.filter((line) => line.includes('LINE 777')));
    expect(calls).toBeGreaterThan(1);
  });

  test('until finds its place without reading what is newer', async () => {
    expect((await query(LOG, { until: '2026-11-20T00:05' })).lines).toEqual(LOG.slice(3, 6));
    expect((await query(LOG, { until: '2026-11-21' })).lines).toEqual(LOG.slice(2877, 2880));
    expect((await query(LOG, { until: '2026-11-19' })).lines).toEqual([]);
    expect((await query(LOG, { until: '2026-12-01' })).lines).toEqual(LOG.slice(-3));
  });

  test('without dates there is nothing to find the place by: the end is searched', async () => {
    const undated = LOG.map((line) => line.slice(55));
    await expect(query(undated, { until: '2026-11-20' })).rejects.toMatchObject({ code: 'invalid_time' });
    expect((await query(undated, {})).lines).toEqual(undated.slice(-3));
  });

  test('a search that cannot use the order of time does not send the caller away from until', async () => {
    // In the middle, where a place would be looked for, nothing has a date.
    const gap = LOG.map((line, n) => (n < 100 || n > MINUTES - 100 ? line : line.slice(55)));
    const asked = { until: '2026-11-20T01:00', contains: 'LINE 5' };
    const first = await query(gap, asked);
    expect(first).toMatchObject({ lines: [], truncated: true });
    const found: string[] = [];
    for (let page = first; page.truncated; ) {
      const until = /^(?:Only the newest .* MB that could match were searched|Older records match): call get_logs again with until="(2026-11-20T01:00@\d+-[0-9a-f]{8})"/.exec(page.next ?? '')?.[1] ?? '';
      page = await query(gap, { ...asked, until });
      found.unshift(...page.lines);
    }
    expect(found).toEqual(gap.slice(0, 61).filter((line) => line.includes('LINE 5')));
  });

  test('a cancelled call stops before it looks for a place', async () => {
    await expect(query(LOG, { until: '2026-11-20T00:05' }, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('linesFromEnd', () => {
  test('a file that becomes shorter while it is read is noticed', async () => {
    const path = join(await directoryWith({ 'syslog.log': text(LOG) }), 'syslog.log');
    const file = await open(path);
    onTestFinished(() => file.close());
    const blocks = linesFromEnd(file, (await file.stat()).size);
    await blocks.next();
    await truncate(path, 10);
    await expect(blocks.next()).rejects.toBeInstanceOf(FileShrankError);
  });

  test('what is appended after the start is not seen', async () => {
    const path = join(await directoryWith({ 'syslog.log': 'one\ntwo\n' }), 'syslog.log');
    const file = await open(path, 'a+');
    onTestFinished(() => file.close());
    const blocks = linesFromEnd(file, 8);
    await file.appendFile('three\n');
    expect((await blocks.next()).value).toEqual({ lines: [{ at: 4, text: 'two' }, { at: 0, text: 'one' }], position: 0 });
    expect((await blocks.next()).done).toBe(true);
  });
});
