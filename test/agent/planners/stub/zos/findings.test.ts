// Abends put together from several logs, and where a failing step's input came from.
import { describe, expect, it } from 'vitest';
import { abendCodeIn, abendMeaning } from '../../../../../src/agent/planners/stub/zos/abend-codes.js';
import { isChange } from '../../../../../src/agent/planners/stub/zos/changes.js';
import { findIn, mainAbend } from '../../../../../src/agent/planners/stub/zos/findings.js';
import { readJobOutputs } from '../../../../../src/agent/planners/stub/zos/job-output.js';
import { originsOf } from '../../../../../src/agent/planners/stub/zos/lineage.js';
import type { LogRecord } from '../../../../../src/agent/planners/stub/zos/record.js';
import { FEEDER, LEDGER } from '../support/sample.js';

const told = (rest: Partial<LogRecord>): LogRecord => ({
  source: 'syslog',
  time: '2026-03-12T01:00:00',
  job: null,
  jobId: null,
  messageId: null,
  text: '',
  ...rest,
});

describe('abends', () => {
  it.each([
    ['IEF450I X S1 - ABEND=S0C7 U0000 REASON=1', 'S0C7'],
    ['IEF450I X S1 - ABEND=S000 U4038 REASON=1', 'U4038'],
    ['$HASP395 X ENDED - ABEND=SB37', 'SB37'],
    ['IEF472I X S1 - COMPLETION CODE - SYSTEM=806 USER=0000', 'S806'],
    ['IEF472I X S1 - COMPLETION CODE - SYSTEM=000 USER=0016', 'U0016'],
    ['CEE3207S ... (System Completion Code=0C7).', 'S0C7'],
    ['AB/S0378 PRCS/1', 'S378'],
    ['X ABENDED S222', 'S222'],
    ['Transaction ORD1 abend ATNI', null],
    ['nothing of the kind', null],
  ])('%s: %s', (text, code) => {
    expect(abendCodeIn(text)).toBe(code);
  });

  it('have meanings, where they have one', () => {
    expect([abendMeaning('S806'), abendMeaning('U4038'), abendMeaning('S999'), abendMeaning('U1234')]).toEqual([
      'program module not found',
      'Language Environment ended the program after an unhandled condition',
      undefined,
      undefined,
    ]);
  });

  it('of two runs of one job stay apart; records without a job id go to the nearest run', () => {
    const records = [
      told({ job: 'BILL', jobId: 'JOB1', messageId: 'IEF450I', text: 'IEF450I BILL S2 - ABEND=S0C4 U0000', time: '2026-03-12T01:00:00' }),
      told({ job: 'BILL', jobId: 'JOB2', messageId: 'IEF450I', text: 'IEF450I BILL S2 - ABEND=S0C4 U0000', time: '2026-03-12T04:00:00' }),
      told({ source: 'error', job: 'BILL', text: 'LOGREC ABEND=S0C4', time: '2026-03-12T03:59:59' }),
      told({ source: 'error', job: 'OTHER', text: 'LOGREC ABEND=S0C4', time: '2026-03-12T02:00:00' }),
      told({ source: 'error', text: 'LOGREC ABEND=S0C4', time: '2026-03-12T02:30:00' }),
    ];
    const { abends } = findIn(records);
    expect(abends.map(({ job, jobId, time, records: own }) => [job, jobId, time, own.length])).toEqual([
      ['BILL', 'JOB1', '2026-03-12T01:00:00', 1],
      ['OTHER', null, '2026-03-12T02:00:00', 1],
      [null, null, '2026-03-12T02:30:00', 1],
      ['BILL', 'JOB2', '2026-03-12T04:00:00', 2],
    ]);
    expect(mainAbend(abends, undefined)?.jobId).toBe('JOB2');
    expect(mainAbend(abends, 'JOB1')?.time).toBe('2026-03-12T01:00:00');
    expect(mainAbend(abends, 'NOBODY')).toBeUndefined();
  });

  it('a message that names only the job id gets the name from another', () => {
    const { notables } = findIn([
      told({ jobId: 'JOB1', job: 'PAY' }),
      told({ jobId: 'JOB1', messageId: 'IEC150I', text: 'IEC150I 913-38' }),
      told({ jobId: 'JOB1', messageId: 'IEC150I', text: 'IEC150I 913-38', time: '2026-03-12T02:00:00' }),
    ]);
    expect(notables.map(({ what, subject, records }) => [what, subject, records.length])).toEqual([['open failed for want of authority', 'PAY', 2]]);
  });
});

describe('job output', () => {
  const [feeder, ledger] = readJobOutputs([...FEEDER, ...LEDGER]);

  it('is read into messages, steps, printed lines and an end', () => {
    expect(feeder).toMatchObject({
      job: 'FEED0100',
      jobId: 'JOB00111',
      user: 'FEEDBAT',
      steps: [{ name: 'EXTRACT', program: 'FEEDX01', uses: [{ dd: 'OUTFILE', dataSet: 'LEDG.DAILY.FEED', creates: true }] }],
      printed: [['FEEDX01 - DAILY FEED', 'ACCOUNT 7700123 HAS NO BALANCE', 'RECORDS WRITTEN      1,204']],
      end: 'RC=0004',
      endTime: '2026-03-11T23:31:10',
    });
    expect(ledger?.steps.map(({ name, uses }) => [name, uses.map(({ dd, creates }) => `${dd}${creates ? '+' : ''}`)])).toEqual([
      ['STEP010', ['SORTIN', 'SORTOUT+']],
      ['STEP020', ['STEPLIB', 'INFILE', 'MASTER']],
    ]);
    expect(ledger?.records.map(({ messageId, time }) => `${messageId ?? ''} ${time ?? ''}`)).toContain('IEF472I 2026-03-12T01:00:10');
  });

  it('tells where the input of a step came from, through earlier steps to another job', () => {
    if (feeder === undefined || ledger === undefined) expect.unreachable();
    expect(originsOf(ledger, 'STEP020', [feeder, ledger]).map(({ dataSet, dd, step, writer }) => [dataSet, dd, step, writer?.job])).toEqual([
      ['LEDG.DAILY.FEED', 'SORTIN', 'STEP010', 'FEED0100'],
      ['LEDG.MASTER', 'MASTER', 'STEP020', undefined],
    ]);
    expect(originsOf(ledger, 'PROC1 STEP010', []).map(({ dataSet, writer }) => [dataSet, writer])).toEqual([['LEDG.DAILY.FEED', undefined]]);
    expect(originsOf(ledger, 'STEP999', [feeder])).toEqual([]);
    expect(originsOf(ledger, null, [feeder])).toEqual([]);
  });

  it('cut off at the beginning is read as far as it goes', () => {
    expect(readJobOutputs([' IEF142I X S1 - STEP WAS EXECUTED - COND CODE 0000', '1REPORT', ' LINE'])).toMatchObject([
      { job: 'X', jobId: null, printed: [['REPORT', 'LINE']], end: null },
    ]);
  });
});

describe('changes', () => {
  it.each([
    ['#RALTER OPERCMDS X UACC(NONE)', true],
    ['$T ESTLNCT,OPT=0', true],
    ['SETSMS SCDS(X)', true],
    ['D A,L', false],
    ['-DB9G DIS THD(*)', false],
    ['S SMFDUMP', false],
    ['$DSPL', false],
  ])('%s: %s', (text, expected) => {
    expect(isChange(told({ text, isCommand: true }))).toBe(expected);
    expect(isChange(told({ text }))).toBe(false);
  });
});
