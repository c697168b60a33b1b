// Log lines of every form read into records, whole records asserted.
import { describe, expect, it } from 'vitest';
import { readRecords } from '../../../../../src/agent/planners/stub/zos/records.js';
import { meaningOf } from '../../../../../src/agent/planners/stub/zos/message-meaning.js';
import type { LogRecord } from '../../../../../src/agent/planners/stub/zos/record.js';
import { AUDIT, ERROR } from '../support/sample.js';

const record = (rest: Partial<LogRecord>): LogRecord => ({
  source: 'syslog',
  time: null,
  job: null,
  jobId: null,
  messageId: null,
  text: '',
  ...rest,
});

describe('records', () => {
  it('of the hardcopy log: multi-line messages are joined by their number, whatever stands between', () => {
    expect(
      readRecords('syslog', [
        'M 0080000 SYSA     26326 07:26:12.54 TSU04460 00000281  ICH408I USER(TEMP042 ) GROUP(CONTRACT) NAME(J DOE               ) 445',
        'N 4000000 SYSA     26326 07:26:12.60 JOB12871 00000090  $HASP373 PAYR0300 STARTED - INIT 4    - CLASS A',
        'D                                         445 00000281    PROD.PAYROLL.MASTER CL(DATASET ) VOL(PRD014)',
        'E                                         445 00000281    INSUFFICIENT ACCESS AUTHORITY',
        'NC0000000 SYSA     2026326 07:31:02.10 OPER01   00000290  D A,L',
        'N 4000000 SYSA     26326 07:32:00.77          00000090 *$HASP050 JES2 RESOURCE SHORTAGE OF TGS - 80% UTILIZATION REACHED',
        'N 0020000 SYSA     26326 07:33:00.00 JOB12871 00000090  -PAYR0300 ENDED.  NAME-X',
      ]),
    ).toEqual([
      record({
        time: '2026-11-22T07:26:12',
        jobId: 'TSU04460',
        messageId: 'ICH408I',
        text: 'ICH408I USER(TEMP042) GROUP(CONTRACT) NAME(J DOE) PROD.PAYROLL.MASTER CL(DATASET) VOL(PRD014) INSUFFICIENT ACCESS AUTHORITY',
      }),
      record({
        time: '2026-11-22T07:26:12',
        jobId: 'JOB12871',
        job: 'PAYR0300',
        messageId: '$HASP373',
        text: '$HASP373 PAYR0300 STARTED - INIT 4 - CLASS A',
      }),
      record({ time: '2026-11-22T07:31:02', text: 'D A,L', isCommand: true, by: 'OPER01' }),
      record({ time: '2026-11-22T07:32:00', messageId: '$HASP050', text: '$HASP050 JES2 RESOURCE SHORTAGE OF TGS - 80% UTILIZATION REACHED' }),
      record({ time: '2026-11-22T07:33:00', jobId: 'JOB12871', text: '-PAYR0300 ENDED. NAME-X' }),
    ]);
  });

  it('of MVS 3.8j, ISO stamps and lines of no form', () => {
    expect(
      readRecords('syslog', [
        '4000 12.25.53 STC    9  $HASP373 BSPPILOT STARTED',
        '4000  2.25.53           IEE136I LOCAL: TIME=02.25.53',
        '2026-11-22T02:14:02.880Z SYSA JOB12871 IEF450I PAYR0300 STEP030 - ABEND=S0C7 U0000',
        '  more of it',
        'what is this',
        '',
      ]),
    ).toEqual([
      record({ time: '12:25:53', jobId: 'STC9', job: 'BSPPILOT', messageId: '$HASP373', text: '$HASP373 BSPPILOT STARTED' }),
      record({ time: '02:25:53', messageId: 'IEE136I', text: 'IEE136I LOCAL: TIME=02.25.53' }),
      record({
        time: '2026-11-22T02:14:02',
        jobId: 'JOB12871',
        job: 'PAYR0300',
        messageId: 'IEF450I',
        text: 'IEF450I PAYR0300 STEP030 - ABEND=S0C7 U0000 more of it',
      }),
      record({ text: 'what is this' }),
    ]);
  });

  it('of the audit trail and of LOGREC', () => {
    expect(readRecords('audit', AUDIT.slice(2, 3))).toEqual([
      {
        source: 'audit',
        time: '2026-03-11T22:30:00',
        job: 'TEMP1',
        jobId: null,
        messageId: null,
        text: 'ACCESS INSAUTH: user TEMP1, READ LEDG.MASTER',
        access: { user: 'TEMP1', resource: 'LEDG.MASTER', intent: 'READ', decision: 'denied', word: 'INSAUTH' },
      },
    ]);
    const hardware = [
      'DEVICE NUMBER: 8A17      REPORT: OUTBOARD   DATE: 071 26',
      '  TIME: 04 05 06',
      '  VOLUME SERIAL: PRD014  JOB IDENTITY: BKUP01',
    ];
    expect(readRecords('error', [...ERROR, ...hardware])).toEqual([
      record({
        source: 'error',
        time: '2026-03-12T01:00:09',
        job: 'LEDG0100',
        text: 'LOGREC SOFTWARE RECORD JOBNAME LEDG0100 ABEND=S0C7 MODULE LEDGSUB SEQ=02146',
      }),
      record({
        source: 'error',
        time: '2026-03-12T04:05:06',
        job: 'BKUP01',
        text: 'LOGREC HARDWARE RECORD JOBNAME BKUP01 DEVICE 8A17 VOLUME PRD014',
      }),
    ]);
    expect(readRecords('error', ['2026-11-22 02:14:02 IOS071I 8A17,**,*MASTER*, START PENDING'])).toMatchObject([
      { messageId: 'IOS071I', time: '2026-11-22T02:14:02' },
    ]);
  });

  it('of a job log without a day show only a clock, unless the day is known', () => {
    const lines = [' 09.12.44 JOB12896  IEF450I JOB002 STEP020 - ABEND=S0C7 U0000', ' 09.12.45 JOB12897  IEF403I OTHER - STARTED'];
    expect(readRecords('joblog', lines).map(({ time, jobId, job }) => [time, jobId, job])).toEqual([
      ['09:12:44', 'JOB12896', 'JOB002'],
      ['09:12:45', 'JOB12897', 'OTHER'],
    ]);
    expect(readRecords('joblog', lines, '2026-11-19').map(({ time }) => time)).toEqual(['2026-11-19T09:12:44', '2026-11-19T09:12:45']);
    expect(readRecords('joblog', ['some text'])).toMatchObject([{ source: 'joblog', text: 'some text' }]);
  });
});

describe('meanings', () => {
  it.each([
    ['IEF453I X - JOB FAILED - JCL ERROR', 'critical'],
    ['$HASP050 JES2 RESOURCE SHORTAGE OF TGS - 97% UTILIZATION REACHED', 'critical'],
    ['$HASP050 JES2 RESOURCE SHORTAGE OF TGS - 80% UTILIZATION REACHED', 'warning'],
    ['$HASP395 X ENDED - RC=0004', 'info'],
    ['$HASP395 X ENDED - RC=0012', 'warning'],
    ['IEC030I B37-04,IFG0554A,X,S1,OUT,8A14,PRD014,A,B', 'critical'],
    ['IRA201E CRITICAL AUXILIARY STORAGE SHORTAGE', 'critical'],
    ['DFHAC2236 CICSA Transaction ORD1 abend ATNI in program P', 'notice'],
    ['XYZ123A DO SOMETHING', 'warning'],
    ['XYZ123E SOON', 'warning'],
    ['XYZ123S BROKEN', 'critical'],
    ['XYZ123I FINE', undefined],
    ['$HASP395 X ENDED - RC=0000', undefined],
    ['JUST WORDS', undefined],
  ])('%s: %s', (text, severity) => {
    const [only] = readRecords('syslog', [`N 4000000 SYSA     26326 07:26:12.60 JOB12871 00000090  ${text}`]);
    expect(only === undefined ? 'none' : meaningOf(only)?.severity).toBe(severity);
  });
});
