// A search of undecoded bytes against reading every line: the same records, the same times, the same way on, whatever the log holds.
import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LIMITS } from '../../../src/limits.js';
import { readLog } from '../../../src/system/logs/read-log.js';
import { TooFarError } from '../../../src/system/logs/byte-window.js';
import { findText } from '../../../src/system/logs/line-finder.js';
import { recordText } from '../../../src/system/logs/record.js';
import { searchedRecords } from '../../../src/system/logs/searched-records.js';
import { timedRecords } from '../../../src/system/logs/timed-records.js';
import type { TimedRecord } from '../../../src/system/logs/timeline.js';
import type { LogQuery, LogRecords } from '../../../src/system/system.js';
import { directoryWith, ERROR_LOG, JOBLOG, SYSLOG, text } from '../sample.js';

const MOST = { read: LIMITS.logScanBytes, search: LIMITS.logSearchBytes };

async function withFile<T>(content: string | Buffer, run: (file: Awaited<ReturnType<typeof open>>, end: number) => Promise<T>): Promise<T> {
  const path = join(await directoryWith({}), 'syslog.log');
  await writeFile(path, content);
  const file = await open(path);
  try {
    return await run(file, (await file.stat()).size);
  } finally {
    await file.close();
  }
}

/** The records that hold a text: by the simple way, and by the search (null: it gave up). */
async function bothWays(content: string | Buffer, wanted: string): Promise<{ simple: TimedRecord[]; searched: TimedRecord[] | null }> {
  const matches = ({ record }: TimedRecord): boolean => recordText(record).toLowerCase().includes(wanted.toLowerCase());
  const newestFirst = (a: TimedRecord, b: TimedRecord): number => b.record.rank - a.record.rank;
  return withFile(content, async (file, end) => {
    const simple: TimedRecord[] = [];
    for await (const { records } of timedRecords(file, end)) simple.push(...records.filter(matches));
    const finder = findText(wanted, Buffer.from(content).subarray(0, 500));
    if (finder === null) return { simple: simple.sort(newestFirst), searched: null };
    const searched: TimedRecord[] = [];
    try {
      for await (const { records } of searchedRecords(file, { from: 0, to: end }, end, finder)) searched.push(...records.filter(matches));
    } catch (error) {
      if (!(error instanceof TooFarError)) throw error;
      return { simple: simple.sort(newestFirst), searched: null };
    }
    return { simple: simple.sort(newestFirst), searched: searched.sort(newestFirst) };
  });
}

const HEAD = 'N 4000000 SYSA     26326 02:14:02.88 JOB12871 00000090  ';
const ODD = ['İstanbul', '\u212aelvin KELVIN kelvin', 'straße STRASSE', 'ΣΑΣ σας ς', 'é É', '日本 エラー', 'ÅNGSTRÖM \u212b', '\u0000\u001b[31m\u007f', '\ud83d\ude00', 'i\u0307', 'ı ſ ﬁ', 'Ω \u2126 ϴ'];
const NEEDLES = ['abend', 'IEF', 'istanbul', 'i', 'k', 'kelvin', 'ss', 'ß', 'σας', 'ς', 'Σ', 'é', 'エラー', '日', 'å', '\u212b', '␛[31m', '␀', '\ufffd', '😀', '\u0307', 'ﬁ', 'ω', '915', '0', ' ', '  ', '\n', 'd\nn', '0c7\n', 'bytes of this line', 'left out]', '\t', 'symptom', 'zzzz'];

const line = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...SYSLOG) },
  { weight: 2, arbitrary: fc.constantFrom(...ODD).map((odd) => HEAD + odd) },
  { weight: 1, arbitrary: fc.constantFrom(...ODD.map((odd) => ` ${odd}`), '', 'S                                         CONTINUED kelvin') },
  { weight: 1, arbitrary: fc.constantFrom('x', 'İ', 'kelvin ').map((some) => HEAD + some.repeat(LIMITS.logLineBytes)) },
  { weight: 1, arbitrary: fc.constantFrom(...ERROR_LOG) },
);

test('whatever a dated log holds and whatever is looked for, the search finds what reading finds', async () => {
  let gaveUp = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 60 }), fc.oneof(fc.constantFrom(...NEEDLES), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 3 })), fc.constantFrom('\n', '\r\n'), fc.boolean(), async (lines, wanted, newline, latin1) => {
      const content = Buffer.from(SYSLOG[0] + newline + lines.map((some) => some + newline).join(''), latin1 ? 'latin1' : 'utf8');
      const { simple, searched } = await bothWays(content, wanted);
      if (searched === null) gaveUp += 1;
      else expect(searched).toEqual(simple);
    }),
    { numRuns: 250 },
  );
  expect(gaveUp).toBeLessThan(200);
});

test('every needle in a log of everything', async () => {
  const lines = [...SYSLOG, ...ODD.map((odd) => HEAD + odd), ...SYSLOG, `${HEAD}${'x'.repeat(20_000)}`];
  for (const wanted of NEEDLES) {
    const { simple, searched } = await bothWays(text(lines), wanted);
    // Only control pictures can come from plain bytes that hold nothing of them, and only the newline has no part to look for.
    if (wanted === '␀' || wanted === '\n') expect(searched).toBeNull();
    else expect(searched).toEqual(simple);
  }
});

test.each(['contains', 'job'] as const)('the whole answer to %s is the same, with tails, times and places to go on, in any mix of formats', async (filter) => {
  const some = fc.oneof(line, fc.constantFrom(...JOBLOG, 'plain text', '4000 12.25.53 STC    9  $HASP373 BSPPILOT STARTED', '07:27:40 JOB12871 text'));
  const asked = filter === 'contains' ? fc.constantFrom(...NEEDLES) : fc.constantFrom('PAYR0300', 'payr0300', 'JOB12871', 'J0012871', 'TEMP042', 'STC    9', 'BSPPILOT', 'BACKUP1', 'SS', 'ſ', 'é', '9', 'NOBODY');
  await fc.assert(
    fc.asyncProperty(fc.array(some, { maxLength: 50 }), asked, fc.constantFrom(0, 1, 3, 100), fc.constantFrom({}, { since: '02:14' }, { until: '07:30' }), async (lines, wanted, tail, times) => {
      await withFile(text(lines), async (file, end) => {
        const query: LogQuery = { source: 'syslog', tail, [filter]: wanted, ...times };
        const ask = (small: number): Promise<LogRecords | string> => readLog(file, query, { end, most: { ...MOST, small } }).then(({ page }) => page, (error: unknown) => (error as Error).message);
        expect(await ask(0)).toEqual(await ask(Infinity));
      });
    }),
    { numRuns: 250 },
  );
});

test('a text across the edge of two chunks, at every place', async () => {
  const chunk = 512 * 1024;
  const needle = 'Quick Brown Fox';
  for (let shift = -needle.length; shift <= 2; shift += 1) {
    const hit = Buffer.from(`${HEAD}${needle}\n`);
    const filler = Buffer.from(`${HEAD}nothing to see here\n`);
    const below = Buffer.concat(Array.from({ length: Math.ceil(chunk / filler.length) }, () => filler)).subarray(-(chunk - hit.length + HEAD.length - shift));
    const above = Buffer.concat(Array.from({ length: 50 }, () => filler));
    const content = Buffer.concat([above, hit, Buffer.from(`${HEAD}${'.'.repeat(below.indexOf('\n'))}`), below.subarray(below.indexOf('\n'))]);
    const { simple, searched } = await bothWays(content, needle);
    expect(simple.length).toBe(1);
    expect(searched).toEqual(simple);
  }
});

describe('messages of several lines', () => {
  const member = (kind: string, id: number, said: string): string => `${kind}                                         ${id} 00000090  ${said}`;
  const filler = `${HEAD}${'y'.repeat(900)}\n`;

  test('whose lines stand far apart, with other messages and other numbers between them, come whole', async () => {
    const between = filler.repeat(400);
    const lines = [SYSLOG[0], SYSLOG[4], member('D', 916, 'OF ANOTHER NEEDLE'), SYSLOG[5]].join('\n') + `\n${between}` + [SYSLOG[7], 'a loose line', ''].join('\n') + between + `${SYSLOG[8]}\n${between}`;
    for (const wanted of ['symptom', 'needle', 'reason code', 'end of symptom dump', 'loose']) {
      const { simple, searched } = await bothWays(lines, wanted);
      expect(simple.length).toBe(1);
      expect(searched).toEqual(wanted === 'needle' || wanted === 'loose' ? null : simple);
    }
  });

  test('whose first line is more than a mebibyte away are taken apart in the same way', async () => {
    const lines = `${[SYSLOG[0], SYSLOG[4], SYSLOG[5]].join('\n')}\n${filler.repeat(1_200)}${SYSLOG[8]}\n${filler.repeat(10)}`;
    const { simple, searched } = await bothWays(lines, 'symptom dump output');
    expect(simple.map(({ record }) => record.lines.length)).toEqual([2]);
    expect(searched).toEqual(simple);
  });
});

test('the facts about Unicode that the search rests on', () => {
  const toAscii: string[] = [];
  const fromOthers = new Set<string>();
  for (let code = 0x80; code <= 0x10ffff; code += 1) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    const character = String.fromCodePoint(code);
    const lower = character.toLowerCase();
    if (/[\u0000-\u007f]/.test(lower)) toAscii.push(character);
    if (lower !== character) for (const part of lower) fromOthers.add(part);
  }
  expect(toAscii).toEqual(['\u0130', '\u212a']);
  const caseless = [...fromOthers].filter((part) => (part.codePointAt(0) ?? 0) >= 0x80 && part.toLowerCase() === part && part.toUpperCase() === part);
  expect(caseless).toEqual(['\u0307']);
});
