// Each log format on lines as they occur: the whole parsed line, and what must not be taken for it.
import { describe, expect, test } from 'vitest';
import { julianDate, clockOf, wordDate } from '../../../src/system/formats/dates.js';
import { logLine, type LogLine } from '../../../src/system/formats/log-line.js';
import { readLogrecReport } from '../../../src/system/formats/logrec.js';
import { jobIdOf, jobNameOf, messageIdOf } from '../../../src/system/formats/message.js';
import { parseLine } from '../../../src/system/formats/parse-line.js';
import { readViolation } from '../../../src/system/formats/racf.js';
import { ERROR_LOG, SYSLOG } from '../sample.js';

/** What a parsed line says beyond the defaults. */
function said(line: string): Partial<LogLine> {
  const parsed = parseLine(line);
  const defaults = logLine({ format: 'text', role: 'text', kind: '', text: '' });
  const differs = ([key, value]: [string, unknown]): boolean => key !== 'takes' && value !== defaults[key as keyof LogLine];
  return Object.fromEntries(Object.entries(parsed).filter((entry) => ['format', 'role'].includes(entry[0]) || differs(entry)));
}

describe('SYSLOG', () => {
  const head = { format: 'syslog', role: 'head', date: '2026-11-22', system: 'SYSA' };

  test('single-line message of a job', () => {
    expect(said(SYSLOG[9])).toEqual({
      ...head,
      kind: 'N',
      clock: '02:14:02.88',
      jobId: 'JOB12871',
      jobName: 'PAYR0300',
      messageId: 'IEF450I',
      text: 'IEF450I PAYR0300 STEP030 - ABEND=S0C7 U0000 REASON=00000007',
    });
  });

  test('message of a problem program, marked +', () => {
    expect(said(SYSLOG[3])).toMatchObject({ messageId: 'CEE3207S', jobId: 'JOB12871' });
  });

  test('first line of a multi-line message: its id joins the rest', () => {
    expect(said(SYSLOG[4])).toEqual({
      ...head,
      kind: 'M',
      clock: '02:14:02.61',
      jobId: 'JOB12871',
      messageId: 'IEA995I',
      text: 'IEA995I SYMPTOM DUMP OUTPUT',
      group: 'syslog 915',
    });
    expect(said(SYSLOG[5])).toEqual({ format: 'syslog', role: 'member', kind: 'D', group: 'syslog 915', text: '  SYSTEM COMPLETION CODE=0C7  REASON CODE=00000007' });
    expect(said(SYSLOG[8])).toEqual({ format: 'syslog', role: 'member', kind: 'E', group: 'syslog 915', text: 'END OF SYMPTOM DUMP', closes: true });
  });

  test('command and responses', () => {
    expect(said(SYSLOG[15])).toEqual({ ...head, kind: 'N', clock: '07:31:02.10', text: 'D A,L' });
    expect(said(SYSLOG[16])).toMatchObject({ kind: 'M', messageId: 'CNZ4105I', group: 'syslog 458' });
    expect(said(SYSLOG[17])).toMatchObject({ kind: 'L', role: 'member', group: 'syslog 458' });
    expect(said('NR0000000 MV2E     17095 14:10:45.94 *AXR032E 00000080  $HASP647      1 XEQ A        MV2E')).toMatchObject({
      date: '2017-04-05',
      system: 'MV2E',
      messageId: '$HASP647',
    });
    expect(said('DR                                        530 00000080  $HASP836         SEGLIM=100')).toMatchObject({ kind: 'D', group: 'syslog 530' });
  });

  test('message that waits for a reply', () => {
    expect(said('W C040000 SYSA     26321 08:42:07.04          00000090 *031 IEA793A NO DUMP DATA SETS AVAILABLE')).toMatchObject({ kind: 'W', messageId: 'IEA793A' });
  });

  test('continuation', () => {
    expect(said(SYSLOG[20])).toEqual({ format: 'syslog', role: 'follows', kind: 'S', text: 'AND STILL RISING' });
  });

  test('four-digit years, a leading blank, a line cut short after the clock', () => {
    expect(said('N 4000000 SYSA     2026326 02:13:58.03 JOB12871 00000090  IEF403I PAYR0300 - STARTED')).toMatchObject({ date: '2026-11-22', messageId: 'IEF403I' });
    expect(said(` ${SYSLOG[9]}`)).toMatchObject({ ...head, messageId: 'IEF450I' });
    expect(said('N 4000000 SYSA     26326 02:13:58.03')).toEqual({ ...head, kind: 'N', clock: '02:13:58.03' });
  });

  test('an impossible date leaves the line without one', () => {
    expect(said('N 4000000 SYSA     26999 02:13:58.03 JOB12871 00000090  IEF403I X - STARTED')).not.toHaveProperty('date');
  });
});

describe('job log', () => {
  test.each([
    [' 02.14.03 JOB12871  $HASP395 PAYR0300 ENDED - ABEND=S0C7', { clock: '02:14:03', jobId: 'JOB12871', jobName: 'PAYR0300', messageId: '$HASP395' }],
    ['08.33.36 JOB    4  $HASP395 PRIMCOB1 ENDED', { clock: '08:33:36', jobId: 'JOB    4', jobName: 'PRIMCOB1', messageId: '$HASP395' }],
    [' 6.41.22 JOB 1028  IEF452I MBTTEST  JOB NOT RUN - JCL ERROR', { clock: '06:41:22', jobId: 'JOB 1028', jobName: 'MBTTEST', messageId: 'IEF452I' }],
    [' 02.14.05           IEE400I THESE MESSAGES CANCELLED', { clock: '02:14:05', messageId: 'IEE400I' }],
    [' 02.13.58 JOB12871 ---- SUNDAY,    22 NOV 2026 ----', { kind: 'day', date: '2026-11-22', clock: '02:13:58', jobId: 'JOB12871' }],
    ['1          J E S 2  J O B  L O G  --  S Y S T E M  S Y S A', { kind: 'banner' }],
    ['                                     J E S 2   J O B   L O G', { kind: 'banner' }],
    ['    915                     TIME=02.14.02', { role: 'member', kind: 'data', group: 'joblog 915' }],
    [' IEF236I ALLOC. FOR PAYR0300 STEP030', { kind: 'system', messageId: 'IEF236I', jobName: 'PAYR0300' }],
    ['-$HASP106 JOB DELETED BY JES2 OR CANCELLED BY OPERATOR BEFORE EXECUTION', { kind: 'system', messageId: '$HASP106' }],
  ])('%s', (line, expected) => {
    expect(said(line)).toMatchObject({ format: 'joblog', ...expected });
  });

  test.each(['-           41 CARDS READ', '        1 //PAYR0300 JOB (ACCT)', '    100     //STEP1 EXEC PGM=X', ' 25.61.00 JOB12871  NO TIME', ' TOTAL   100'])('not a message: %s', (line) => {
    expect(said(line)).toMatchObject({ format: 'text', role: 'text' });
  });
});

describe('other formats', () => {
  test('MVS 3.8j hardcopy', () => {
    expect(said('4000 12.25.53 STC    9  $HASP373 BSPPILOT STARTED')).toEqual({
      format: 'hardcopy',
      role: 'head',
      kind: '4000',
      clock: '12:25:53',
      jobId: 'STC    9',
      jobName: 'BSPPILOT',
      messageId: '$HASP373',
      text: '$HASP373 BSPPILOT STARTED',
    });
    expect(said('0000 12.25.54           IEE041I THE SYSTEM LOG IS NOW ACTIVE')).toMatchObject({ messageId: 'IEE041I' });
    expect(said('0000 12.25.55 s bsppilot')).toMatchObject({ format: 'hardcopy', text: 's bsppilot' });
  });

  test('ISO time stamps', () => {
    expect(said('2026-11-22T02:14:02.880Z SYSA JOB12871 IEF450I PAYR0300 STEP030 - ABEND=S0C7')).toMatchObject({
      format: 'iso',
      date: '2026-11-22',
      clock: '02:14:02.88',
      jobId: 'JOB12871',
      jobName: 'PAYR0300',
      messageId: 'IEF450I',
    });
    expect(said('2026-11-22T23:30:00-02:00 text')).toMatchObject({ date: '2026-11-23', clock: '01:30:00' });
    expect(said('07:27:40 / $HASP373 BSPPILOT STARTED')).toMatchObject({ format: 'iso', clock: '07:27:40', messageId: '$HASP373', jobName: 'BSPPILOT' });
    expect(said('2026-02-30T10:00:00 no such day')).toMatchObject({ format: 'text' });
  });

  test('SMF unload', () => {
    expect(said('ACCESS   INSAUTH  07:26:12 2026-11-22 SYSA YES  NO   NO   TEMP042  CONTRACT')).toMatchObject({
      format: 'smf',
      kind: 'ACCESS INSAUTH',
      date: '2026-11-22',
      clock: '07:26:12',
      system: 'SYSA',
    });
  });

  test('an ICH408I on its own takes the indented lines below it', () => {
    const parsed = parseLine('  ICH408I USER(START1  ) GROUP(SYS1    ) NAME(####################)');
    expect(parsed).toMatchObject({ format: 'racf', messageId: 'ICH408I' });
    expect(parsed.takes?.test('    EZB.TRCCTL.S0W1.TCPIP.OPEN CL(SERVAUTH)')).toBe(true);
  });

  test('blank lines and unknown lines', () => {
    expect(said('   ')).toEqual({ format: 'text', role: 'follows', kind: 'blank' });
    expect(said('  what is this ')).toEqual({ format: 'text', role: 'text', kind: 'text', text: '  what is this' });
  });
});

describe('LOGREC', () => {
  test('a software record', () => {
    expect(said(ERROR_LOG[0])).toMatchObject({ format: 'logrec', role: 'head', kind: 'SOFTWARE RECORD' });
    expect(readLogrecReport(ERROR_LOG.slice(0, 13))).toEqual({
      date: '2026-11-22',
      clock: '05:43:44.72',
      jobName: 'DB9GDBM1',
      system: 'SYSA',
      errorId: 'SEQ=00757  CPU=0056  ASID=0097  TIME=05:43:44.7',
      device: null,
      volume: null,
      abend: 'S004E',
    });
  });

  test('a hardware record in the older layout', () => {
    const report = [
      'DEVICE NUMBER: 008A22      REPORT: OBR UNIT CHECK EDIT         DAY  YEAR      JOB IDENTITY: BKUPWRK1',
      'SCP:    VS 2 REL 3         DEVICE TYPE: 3390           DATE:   322  26',
      '                                                               HH MM SS.TH',
      'CPU MODEL: 3906            CHANNEL PATH ID: 5C         TIME:   00 34 40.27',
      'CPU SERIAL: 0B8E57         VOLUME: WRK001',
    ];
    expect(said(report[0] ?? '')).toMatchObject({ format: 'logrec', kind: 'HARDWARE' });
    expect(readLogrecReport(report)).toMatchObject({ date: '2026-11-18', clock: '00:34:40.27', jobName: 'BKUPWRK1', device: '8A22', volume: 'WRK001', abend: null });
  });

  test('a report that says nothing of itself', () => {
    expect(readLogrecReport(['TYPE: SOFTWARE RECORD'])).toEqual({ date: null, clock: null, jobName: null, system: null, errorId: null, device: null, volume: null, abend: null });
  });
});

test('RACF violations', () => {
  expect(readViolation(SYSLOG.slice(10, 15).map((line) => parseLine(line).text))).toEqual({
    user: 'TEMP042',
    group: 'CONTRACT',
    resource: 'PROD.PAYROLL.MASTER',
    resourceClass: 'DATASET',
    cause: 'INSUFFICIENT ACCESS AUTHORITY',
    intent: 'READ',
    allowed: 'NONE',
  });
  expect(readViolation(['ICH408I USER(FTPSCHED) GROUP(BATCH   ) NAME(                    )', '  LOGON/JOB INITIATION - INVALID PASSWORD'])).toEqual({
    user: 'FTPSCHED',
    group: 'BATCH',
    resource: null,
    resourceClass: null,
    cause: 'LOGON/JOB INITIATION - INVALID PASSWORD',
    intent: null,
    allowed: null,
  });
});

test.each([
  ['IEF450I PAYR0300', 'IEF450I'],
  ['*$HASP050 JES2', '$HASP050'],
  ['+DFHSI1517 CICSPRD1 Control', 'DFHSI1517'],
  ['*031 IEA793A NO DUMP', 'IEA793A'],
  ['DSNV086E  -DB9G DB2', 'DSNV086E'],
  ['PAYR0300 STARTED', null],
  ['-TEMP042C ENDED.  NAME-COPY', null],
  ['-STEPNAME PROCSTEP', null],
  ['', null],
])('message id of %j is %j', (text, id) => {
  expect(messageIdOf(text)).toBe(id);
});

test.each([
  ['$HASP375', '$HASP375 LOOPJOB7 ESTIMATE EXCEEDED', 'LOOPJOB7'],
  ['IEC030I', 'IEC030I B37-04,IFG0554A,PAYR0300,STEP030,OUT,8A14', 'PAYR0300'],
  ['CSV028I', 'CSV028I ABEND806-04  JOBNAME=EXECPGM   STEPNAME=STEP01', 'EXECPGM'],
  ['IEF125I', 'IEF125I GARCIAM - LOGGED ON - TIME=06.18.50', 'GARCIAM'],
  ['IEE041I', 'IEE041I THE SYSTEM LOG IS NOW ACTIVE', null],
  [null, 'PAYR0300', null],
])('job name in a %s message', (id, text, name) => {
  expect(jobNameOf(id, text)).toBe(name);
});

test('job ids', () => {
  expect(['JOB12871', 'STC    9', 'TSU04412', 'J0012871', 'OPER01', 'INTERNAL', '        '].map(jobIdOf)).toEqual(['JOB12871', 'STC    9', 'TSU04412', 'J0012871', null, null, null]);
});

test('dates and clocks', () => {
  expect(['26326', '2026326', '24366', '26366', '26000', '70001'].map(julianDate)).toEqual(['2026-11-22', '2026-11-22', '2024-12-31', null, null, '1970-01-01']);
  expect(['2.14.02', '02:14:02.551', '24:00:00', '12:60:00', '02 14 02', ''].map(clockOf)).toEqual(['02:14:02', '02:14:02.55', null, null, '02:14:02', null]);
  expect([wordDate('22', 'NOV', '2026'), wordDate('31', 'FEB', '2026'), wordDate('1', 'XYZ', '2026')]).toEqual(['2026-11-22', null, null]);
});
