// The status of the practice system: checked figures, and alerts with their evidence.
import { describe, expect, test } from 'vitest';
import { createSimulator } from '../../src/system/simulator.js';
import type { SystemStatus } from '../../src/system/system.js';
import { directoryWith, ERROR_LOG, JOBLOG, STATUS, SYSLOG, text } from './sample.js';

const QUIET = { 'syslog.log': '', 'joblog.log': '', 'audit.log': '', 'error.log': '' };

async function status(figures: object | string, logs: Readonly<Record<string, string>> = QUIET): Promise<SystemStatus> {
  const content = typeof figures === 'string' ? figures : JSON.stringify(figures);
  return createSimulator({ directory: await directoryWith({ ...logs, 'status.json': content }) }).status();
}

describe('status.json', () => {
  test('is passed on, marked as simulated', async () => {
    expect(await status(STATUS)).toEqual({ ...STATUS, alerts: [], simulated: true });
    expect(await status(`\ufeff${JSON.stringify(STATUS)}`)).toMatchObject(STATUS);
  });

  test('what is absent is null or computed, not invented', async () => {
    const nameless = { ...STATUS, system: undefined, release: undefined };
    expect(await status({ ...nameless, cpu: null, memory: { used: 1_000, total: 3_000 } })).toMatchObject({
      system: null,
      release: null,
      cpu: null,
      cpu_reason: 'status.json states no CPU figure',
      memory: { percent: 33.3 },
    });
    expect(await status({ ...STATUS, cpu: null, cpu_reason: 'RMF is down', memory: { used: 0, total: 0 } })).toMatchObject({
      cpu_reason: 'RMF is down',
      memory: { percent: 0 },
    });
  });

  test.each<[string, object | string, string]>([
    ['not JSON', '{', 'status.json is not valid JSON; correct it.'],
    ['empty', '', 'status.json is not valid JSON; correct it.'],
    ['not an object', '[]', 'status.json does not hold what it must: the file: Invalid input: expected object, received array. Correct the file.'],
    ['percent out of range', { ...STATUS, cpu: 140 }, 'status.json does not hold what it must: cpu: Too big: expected number to be <=100. Correct the file.'],
    ['missing part', { ...STATUS, jobs: undefined }, 'status.json does not hold what it must: jobs: Invalid input: expected object, received undefined. Correct the file.'],
    ['more memory used than there is', { ...STATUS, memory: { used: 2, total: 1 } }, 'status.json does not hold what it must: memory.used: must not be greater than memory.total. Correct the file.'],
    ['no time', { ...STATUS, timestamp: 'now' }, 'status.json does not hold what it must: timestamp: must be an ISO 8601 date and time. Correct the file.'],
    ['too many subsystems', { ...STATUS, subsystems: Object.fromEntries(Array.from({ length: 201 }, (_, n) => [`S${n}`, 'ACTIVE'])) }, 'status.json does not hold what it must: subsystems: must not name more than 200 subsystems. Correct the file.'],
    ['far too large', ' '.repeat(300_000), 'status.json is larger than 256 KB; it should hold one status object.'],
  ])('%s', async (_, figures, message) => {
    await expect(status(figures)).rejects.toMatchObject({ code: 'data_invalid', message });
  });

  test('control characters in names and states become visible', async () => {
    expect((await status({ ...STATUS, system: 'SY\u001b[2J', subsystems: { 'A\u0007': 'ACTIVE\n' } })).system).toBe('SY␛[2J');
  });
});

describe('alerts', () => {
  test('from figures', async () => {
    const figures = { ...STATUS, cpu: 99, memory: { used: 98, total: 100, percent: 98 }, dasd: { volumes: 4, capacity_percent: 97.5 } };
    const subsystems = { JES2: 'DEGRADED (SPOOL 98%)', DB9G: 'DOWN', RACF: 'ACTIVE' };
    const at = { message_id: null, source: 'status', time: STATUS.timestamp };
    expect((await status({ ...figures, subsystems })).alerts).toEqual([
      { severity: 'critical', text: 'Subsystem DB9G is DOWN.', ...at },
      { severity: 'critical', text: 'DASD is 97.5 % full.', ...at },
      { severity: 'warning', text: 'Subsystem JES2 is DEGRADED (SPOOL 98%).', ...at },
      { severity: 'warning', text: 'CPU is 99 % busy.', ...at },
      { severity: 'warning', text: 'Memory is 98 % used.', ...at },
    ]);
    expect((await status({ ...STATUS, memory: { used: 50, total: 100, percent: 80 } })).alerts).toEqual([
      { severity: 'info', text: 'memory.percent of status.json (80) does not fit used/total (50).', ...at },
    ]);
  });

  test('from messages, newest first, one for what several logs tell', async () => {
    const logs = { 'syslog.log': text(SYSLOG), 'joblog.log': text(JOBLOG), 'audit.log': '', 'error.log': text(ERROR_LOG) };
    expect((await status(STATUS, logs)).alerts).toEqual([
      {
        severity: 'warning',
        message_id: '$HASP050',
        text: '$HASP050 JES2 RESOURCE SHORTAGE OF TGS - 80% UTILIZATION REACHED (A JES2 resource has reached its warning level).',
        source: 'syslog',
        time: '2026-11-22T09:40:11.77',
      },
      {
        severity: 'info',
        message_id: 'ICH408I',
        text: 'ICH408I user TEMP042: INSUFFICIENT ACCESS AUTHORITY, DATASET PROD.PAYROLL.MASTER.',
        source: 'syslog',
        time: '2026-11-22T07:26:12.54',
      },
      { severity: 'info', message_id: null, text: 'LOGREC hardware record, device 8A20.', source: 'error', time: '2026-11-22T06:00:01.10' },
      {
        severity: 'info',
        message_id: null,
        text: 'LOGREC software record, job DB9GDBM1, abend S004E, error SEQ=00757  CPU=0056  ASID=0097  TIME=05:43:44.7.',
        source: 'error',
        time: '2026-11-22T05:43:44.72',
      },
      {
        severity: 'warning',
        message_id: 'IEF450I',
        text: 'IEF450I PAYR0300 STEP030 - ABEND=S0C7 U0000 REASON=00000007 (Data exception: a field used as a decimal number does not hold one).',
        source: 'syslog',
        time: '2026-11-22T02:14:02.88',
      },
    ]);
  });

  test('many violations of one user are a warning, counted; access in warning mode is another story', async () => {
    const violations = [...Array.from({ length: 14 }, () => SYSLOG.slice(10, 15)).flat(), ...SYSLOG.slice(10, 15).map((line) => line.replace('INSUFFICIENT ACCESS AUTHORITY', 'WARNING: INSUFFICIENT AUTHORITY - TEMPORARY ACCESS ALLOWED'))];
    const { alerts } = await status(STATUS, { ...QUIET, 'audit.log': text(violations) });
    expect(alerts.map(({ severity, text: what }) => `${severity}: ${what}`)).toEqual([
      'warning: ICH408I user TEMP042: WARNING: INSUFFICIENT AUTHORITY - TEMPORARY ACCESS ALLOWED, DATASET PROD.PAYROLL.MASTER.',
      'warning: ICH408I user TEMP042: INSUFFICIENT ACCESS AUTHORITY, DATASET PROD.PAYROLL.MASTER (14 times).',
    ]);
  });

  test('an abend of a started task is critical; a good end and a half-full resource are nothing', async () => {
    const lines = [
      'N 4000000 SYSA     26326 09:00:00.00 STC08112 00000090  IEF450I CICSPRD1 CICS - ABEND=S878 U0000 REASON=00000010',
      'N 4000000 SYSA     26326 09:00:00.01 STC08112 00000090  $HASP395 CICSPRD1 ENDED - ABEND=S878',
      'N 4000000 SYSA     26326 09:00:01.00 JOB12871 00000090  $HASP395 PAYR0300 ENDED - RC=0000',
      'N 4000000 SYSA     26326 09:00:02.00          00000090  $HASP646 12.5 PERCENT SPOOL UTILIZATION',
      'N 4000000 SYSA     26326 09:00:03.00 STC08031 00000090  DSNV086E  -DB9G DB2 ABNORMAL TERMINATION REASON=00E80084',
    ];
    const { alerts } = await status(STATUS, { ...QUIET, 'syslog.log': text(lines) });
    expect(alerts.map(({ severity, message_id }) => [severity, message_id])).toEqual([
      ['critical', 'DSNV086E'],
      ['critical', 'IEF450I'],
    ]);
  });

  test('what is older than a day is not recent', async () => {
    const old = SYSLOG[9].replace('26326', '26324');
    expect((await status(STATUS, { ...QUIET, 'syslog.log': text([old, SYSLOG[2]]) })).alerts).toEqual([]);
    expect((await status(STATUS, { ...QUIET, 'error.log': text([old]), 'syslog.log': text([SYSLOG[2]]) })).alerts).toEqual([]);
  });

  test('their number is bounded, the gravest stay', async () => {
    const many = Array.from({ length: 40 }, (_, n) => SYSLOG[9].replace('PAYR0300', `PAYR0${300 + n}`));
    const { alerts } = await status({ ...STATUS, subsystems: { DB9G: 'DOWN' } }, { ...QUIET, 'syslog.log': text(many) });
    expect(alerts).toHaveLength(20);
    expect(alerts[0]).toMatchObject({ severity: 'critical', text: 'Subsystem DB9G is DOWN.' });
  });

  test('a log that cannot be read is said, and the rest still comes', async () => {
    const logs = Object.entries(QUIET).filter(([name]) => name !== 'error.log');
    expect((await status(STATUS, Object.fromEntries(logs))).alerts).toEqual([
      {
        severity: 'warning',
        message_id: null,
        text: 'No alerts from this log: error.log is missing from the data directory; add it, or point ZOPS_DATA_DIR to a directory that has it.',
        source: 'error',
        time: null,
      },
    ]);
  });

  test('a cancelled call does not pretend to have an answer', async () => {
    const directory = await directoryWith({ ...QUIET, 'syslog.log': text(SYSLOG), 'status.json': JSON.stringify(STATUS) });
    await expect(createSimulator({ directory }).status(AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
  });
});
