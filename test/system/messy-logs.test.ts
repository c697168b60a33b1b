// Logs as they come from the field: every line comes through, nothing throws, nothing blocks.
import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { LIMITS } from '../../src/limits.js';
import { createSimulator } from '../../src/system/simulator.js';
import type { LogPage, LogQuery } from '../../src/system/system.js';
import { directoryWith, ERROR_LOG, JOBLOG, SYSLOG, text } from './sample.js';

async function read(content: string | Buffer, query: Partial<LogQuery> = {}): Promise<LogPage> {
  const source = query.source ?? 'syslog';
  return createSimulator({ directory: await directoryWith({ [`${source}.log`]: content }) }).logs({ source, tail: 10_000, ...query });
}

const HARDCOPY = [
  '4000 23.58.01          *00 $HASP426 SPECIFY OPTIONS',
  '4000 23.59.53 STC    9  $HASP373 BSPPILOT STARTED',
  '0004 00.00.10 JOB   51  IEF403I ASMJOB01 - STARTED - TIME=00.00.10',
  '4000 00.01.00 JOB   51  $HASP395 ASMJOB01 ENDED',
] as const;

describe('other formats', () => {
  test('MVS 3.8j hardcopy has times of day only; the clock counts on the last day, before midnight is the day before', async () => {
    const content = text(HARDCOPY);
    expect(await read(content)).toMatchObject({ lines: HARDCOPY, count: 4, first_time: '23:58:01', last_time: '00:01:00' });
    expect((await read(content, { since: '00:00' })).lines).toEqual(HARDCOPY.slice(2));
    expect((await read(content, { until: '00:00:10' })).lines).toEqual(HARDCOPY.slice(0, 3));
    expect((await read(content, { job: 'JOB51' })).lines).toEqual(HARDCOPY.slice(2));
    expect((await read(content, { job: 'STC    9' })).lines).toEqual(HARDCOPY.slice(1, 2));
    expect((await read(content, { job: 'asmjob01' })).lines).toEqual(HARDCOPY.slice(2));
  });

  test('a log without dates cannot be asked for a date, and says what to write', async () => {
    await expect(read(text(HARDCOPY), { since: '2026-11-22' })).rejects.toMatchObject({
      code: 'invalid_time',
      message: 'since names a date, but this log has only times of day: write "HH:MM" or "HH:MM:SS", which means its last day.',
    });
  });

  test('paging in a log without dates goes by tail across midnight, by until on the last day', async () => {
    expect((await read(text(HARDCOPY), { tail: 1 })).next).toContain('until="00:00:10"');
    expect((await read(text(HARDCOPY), { tail: 2 })).next).toContain('tail=100');
  });

  test('lines with an ISO time stamp, with their stack traces; a zone is taken off', async () => {
    const lines = [
      '2026-11-22T02:13:57.410Z INFO  server started',
      '[2026-11-22 02:14:02,881] ERROR request failed',
      '\tat com.example.Main(Main.java:1)',
      '2026-11-22T03:14:02+01:00 SYSA JOB12871 IEF450I PAYR0300 STEP030 - ABEND=S0C7 U0000 REASON=00000007',
    ];
    expect(await read(text(lines))).toMatchObject({ lines, count: 3, first_time: '2026-11-22T02:13:57.41', last_time: '2026-11-22T02:14:02' });
    expect((await read(text(lines), { job: 'PAYR0300' })).lines).toEqual(lines.slice(3));
  });

  test('a SYSLOG with HCFORMAT(CENTURY)', async () => {
    const century = SYSLOG.map((line) => line.replace(' 26326 ', ' 2026326 ').replace(/^([DELS].{41})/, '$1  '));
    expect(await read(text(century))).toMatchObject({ lines: century, count: 11, first_time: '2026-11-22T02:13:57.41' });
    expect((await read(text(century), { job: 'PAYR0300' })).count).toBe(6);
  });

  test('all of them in one file', async () => {
    const lines = [...SYSLOG, ...HARDCOPY, ...JOBLOG, ...ERROR_LOG, 'and something nobody knows', '', '  indented'];
    const page = await read(text(lines));
    expect(page.lines).toEqual(lines);
    expect((await read(text(lines), { job: 'PAYR0300', source: 'error' })).count).toBeGreaterThan(6);
  });

  test('members of a message whose first line is lost are a record of their own', async () => {
    const lines = [...SYSLOG.slice(17, 20), 'D                                         915 00000090    FIRST LINE ROTATED AWAY'];
    expect(await read(text(lines))).toMatchObject({ lines, count: 3 });
    const twice = [SYSLOG[8], ...SYSLOG.slice(4, 6), SYSLOG[8]];
    expect(await read(text(twice))).toMatchObject({ lines: twice, count: 2 });
  });

  test('an id that comes round again does not join two messages', async () => {
    const twice = [...SYSLOG.slice(10, 15), ...SYSLOG.slice(10, 15)];
    expect(await read(text(twice))).toMatchObject({ lines: twice, count: 2 });
    expect((await read(text(twice), { tail: 1 })).lines).toEqual(twice.slice(5));
  });
});

describe('broken text', () => {
  test('an empty file is an empty log', async () => {
    expect(await read('')).toMatchObject({ lines: [], count: 0, truncated: false, first_time: null, last_time: null });
    expect(await read('', { since: '07:00' })).toMatchObject({ lines: [] });
  });

  test('CRLF, no last newline, a byte order mark', async () => {
    expect((await read(SYSLOG.join('\r\n'))).lines).toEqual(SYSLOG);
    expect((await read(`\ufeff${SYSLOG.join('\n')}`)).lines).toEqual(SYSLOG);
    expect((await read(`\ufeff${SYSLOG.join('\n')}`)).first_time).toBe('2026-11-22T02:13:57.41');
  });

  test('blank lines are kept and belong to the record before', async () => {
    expect(await read('\n\nA\n\nB\n\n\n')).toMatchObject({ lines: ['', '', 'A', '', 'B', '', ''], count: 3 });
    expect(await read('\n')).toMatchObject({ lines: [''], count: 1 });
  });

  test('invalid UTF-8 becomes U+FFFD', async () => {
    const page = await read(Buffer.from('N 4000000 SYSA     26326 02:13:58.03 JOB12871 00000090  ABC123I \xff\xfe caf\xe9\n', 'latin1'));
    expect(page.lines).toEqual(['N 4000000 SYSA     26326 02:13:58.03 JOB12871 00000090  ABC123I \ufffd\ufffd caf\ufffd']);
    expect(page.first_time).toBe('2026-11-22T02:13:58.03');
  });

  test('control characters that could steer a terminal or hide text become visible, tabs stay', async () => {
    expect((await read('a\u0000b\u001b[31mc\td\u007f\u009b2J\u202e\u{e0041}\r\n')).lines).toEqual(['a␀b␛[31mc\td␡\ufffd2J\ufffd\ufffd']);
    expect((await read('a\rb\n')).lines).toEqual(['a␍b']);
  });

  test('a line of 2 MB is cut and says by how much', async () => {
    const long = 'x'.repeat(2 * 1024 * 1024);
    const page = await read(`${SYSLOG[0]}\n${long}\n${SYSLOG[1]}\n`);
    const cut = `${'x'.repeat(LIMITS.logLineBytes)} [zops: ${long.length - LIMITS.logLineBytes} more bytes of this line left out]`;
    expect(page.lines).toEqual([SYSLOG[0], cut, SYSLOG[1]]);
    expect((await read(long)).lines).toEqual([cut]);
  });

  test('a cut never falls inside a character', async () => {
    const [line] = (await read(`a${'€'.repeat(10_000)}`)).lines;
    expect(line).toBe(`a${'€'.repeat(5_461)} [zops: ${1 + 30_000 - 16_384} more bytes of this line left out]`);
  });

  test('a line exactly as long as the limit is whole', async () => {
    const line = 'y'.repeat(LIMITS.logLineBytes);
    expect((await read(`${line}\r\n${line}\n`)).lines).toEqual([line, line]);
  });
});

test('whatever the file holds, reading it whole gives its lines in order, and any tail a part of them', async () => {
  const piece = fc.oneof(
    fc.constantFrom(...SYSLOG, ...JOBLOG, ...ERROR_LOG, ...HARDCOPY, '', '   ', 'TYPE: SOFTWARE RECORD', 'x'.repeat(70_000)),
    fc.string({ unit: 'binary', maxLength: 40 }).map((some) => some.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, ' ')),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 60 }), fc.nat(20), fc.constantFrom('\n', '\r\n'), async (lines, tail, newline) => {
      const directory = await directoryWith({ 'error.log': lines.map((line) => line + newline).join('') });
      const system = createSimulator({ directory });
      const whole = await system.logs({ source: 'error', tail: 10_000 });
      const expected = lines.map((line) => (line.length > LIMITS.logLineBytes ? expect.stringContaining('more bytes of this line left out') : line) as string);
      expect(whole.lines).toEqual(expected);
      const part = await system.logs({ source: 'error', tail });
      expect(part.count).toBe(Math.min(tail, whole.count));
      expect(part.truncated).toBe(part.count < whole.count);
      expect(part.records).toEqual(whole.records.slice(0, tail));
    }),
    { numRuns: 60 },
  );
});
