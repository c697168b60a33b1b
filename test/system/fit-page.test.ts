// Pages cut to the size of a tool result: whole records only, and a `next` that can be followed.
import { describe, expect, test } from 'vitest';
import { fitPage } from '../../src/system/fit-page.js';
import { createSimulator } from '../../src/system/simulator.js';
import { directoryWith, SYSLOG, text } from './sample.js';

const NEWLY = (n: number): string =>
  `N 4000000 SYSA     26326 ${String(Math.floor(n / 60)).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}:00.00 JOB12871 00000090  ABC123I LINE ${n} "quoted"`;

describe('fitPage', () => {
  test('a page that fits is left as it is, without what only backends need', async () => {
    const directory = await directoryWith({ 'syslog.log': text(SYSLOG) });
    const page = await createSimulator({ directory }).logs({ source: 'syslog', tail: 4 });
    const { source, lines, count, truncated, first_time, last_time, next } = page;
    expect(fitPage(page, 40_000)).toEqual({ source, lines, count, truncated, first_time, last_time, next });
  });

  test('the oldest records are left out, and next leads to them', async () => {
    const all = Array.from({ length: 1_000 }, (_, n) => NEWLY(n));
    const system = createSimulator({ directory: await directoryWith({ 'syslog.log': text(all) }) });
    const seen: string[] = [];
    let until = '23:59';
    for (let pages = 0; pages < 10; pages += 1) {
      const page = fitPage(await system.logs({ source: 'syslog', tail: 10_000, until }), 40_000);
      expect(JSON.stringify(page).length).toBeLessThanOrEqual(40_000);
      expect(page.count).toBe(page.lines.length);
      expect(page.lines.at(-1)).toBe(all[999 - seen.length]);
      seen.unshift(...page.lines);
      expect(page.truncated).toBe(seen.length < all.length);
      if (!page.truncated) break;
      const next = /^Older records match but did not fit this result: call get_logs again with until="([^"]+)" and the other arguments unchanged\.$/;
      until = next.exec(page.next ?? '')?.[1] ?? '';
    }
    expect(seen).toEqual(all);
  });

  test('a multi-line message is not cut', async () => {
    const directory = await directoryWith({ 'syslog.log': text(SYSLOG) });
    const page = fitPage(await createSimulator({ directory }).logs({ source: 'syslog', tail: 100 }), 1_500 + 700);
    expect(page.lines).toEqual(SYSLOG.slice(15));
    expect(page).toMatchObject({ count: 3, truncated: true, first_time: '2026-11-22T07:31:02.10', last_time: '2026-11-22T09:40:11.77' });
  });

  test('even a record that is larger than a page in memory', async () => {
    const report = ['ICH408I USER(X', ...Array.from({ length: 1_000 }, () => ` ${'USER('.repeat(1_500)}`)];
    const system = createSimulator({ directory: await directoryWith({ 'error.log': text([...SYSLOG, ...report]) }) });
    const page = fitPage(await system.logs({ source: 'error', tail: 5 }), 40_000);
    expect(JSON.stringify(page).length).toBeLessThanOrEqual(40_000);
    expect(page).toMatchObject({ count: 1, truncated: true });
    expect(page.lines[0]).toBe(report[0]);
  });

  test('one record that is too long by itself keeps its first lines', async () => {
    const report = ['TYPE:  SOFTWARE RECORD      REPORT:  SOFTWARE EDIT REPORT', ...Array.from({ length: 1_500 }, (_, n) => `  +${n} 00000000 00000000 00000000 00000000`)];
    const directory = await directoryWith({ 'error.log': text(report) });
    const page = fitPage(await createSimulator({ directory }).logs({ source: 'error', tail: 1 }), 40_000);
    expect(JSON.stringify(page).length).toBeLessThanOrEqual(40_000);
    expect(page.lines.slice(0, -1)).toEqual(report.slice(0, page.lines.length - 1));
    expect(page.lines.at(-1)).toBe(`[zops: ${report.length - page.lines.length + 1} more lines of this record left out]`);
    expect(page).toMatchObject({
      count: 1,
      truncated: true,
      next: 'The newest record is too long for a result and was shortened (run_command can show parts of error.log): narrow the question with contains, job, since or until.',
    });
  });
});
