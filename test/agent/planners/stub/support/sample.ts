// A small incident of our own in true formats: a feeder ends with RC=0004, the job that reads its output abends S0C7 after midnight.
import type { ToolArguments } from '../../../../../src/agent/tool-client.js';
import { FakeClient } from '../../../support/fake-client.js';

export const SYSLOG = [
  'NC0000000 SYSB     26070 22:10:03.11 SECADM1  00000290  #RALTER OPERCMDS MVS.START.** UACC(NONE)',
  'NC0000000 SYSB     26070 22:12:00.00 OPER01   00000290  D A,L',
  'N 4000000 SYSB     26070 23:30:01.01 JOB00111 00000090  $HASP373 FEED0100 STARTED - INIT 1    - CLASS A        - SYS SYSB',
  'N 4000000 SYSB     26070 23:31:10.01 JOB00111 00000090  $HASP395 FEED0100 ENDED - RC=0004',
  'N 4000000 SYSB     26071 01:00:00.10 JOB00222 00000090  $HASP373 LEDG0100 STARTED - INIT 2    - CLASS A        - SYS SYSB',
  'N 0020000 SYSB     26071 01:00:09.55 JOB00222 00000090 +CEE3207S The system detected a data exception (System Completion Code=0C7).',
  'M 0020000 SYSB     26071 01:00:09.61 JOB00222 00000090  IEA995I SYMPTOM DUMP OUTPUT  915',
  'N 4000000 SYSB     26071 01:00:09.70          00000090 *$HASP050 JES2 RESOURCE SHORTAGE OF TGS - 80% UTILIZATION REACHED',
  'D                                         915 00000090    SYSTEM COMPLETION CODE=0C7  REASON CODE=00000007',
  'E                                         915 00000090  END OF SYMPTOM DUMP',
  'N 4000000 SYSB     26071 01:00:10.88 JOB00222 00000090  IEF450I LEDG0100 STEP020 - ABEND=S0C7 U0000 REASON=00000007',
  'N 4000000 SYSB     26071 01:00:10.90 JOB00222 00000090  $HASP395 LEDG0100 ENDED - ABEND=S0C7',
  'N 0020000 SYSB     26071 01:20:00.00 STC00009 00000090 +DFHAC2236 03/12/2026 01:20:00 CICSA Transaction ORD1 abend AEI0 in program ORDP010 term T001.',
  'N 4000000 SYSB     26071 01:30:00.00 STC00010 00000090  IST093I TN0444 ACTIVE',
];

const banner = ['1                    J E S 2  J O B  L O G  --  S Y S T E M  S Y S B  --  N O D E  N O D E B', '0'];

export const FEEDER = [
  ...banner,
  ' 23.30.01 JOB00111 ---- WEDNESDAY, 11 MAR 2026 ----',
  ' 23.30.01 JOB00111  IRR010I  USERID FEEDBAT  IS ASSIGNED TO THIS JOB.',
  ' 23.30.01 JOB00111  $HASP373 FEED0100 STARTED - INIT 1    - CLASS A        - SYS SYSB',
  ' 23.31.10 JOB00111  -EXTRACT              04   7505    153       .03       .00     .2         76478  BATCH        0     0     0     0',
  ' 23.31.10 JOB00111  $HASP395 FEED0100 ENDED - RC=0004',
  '0------ JES2 JOB STATISTICS ------',
  '-           19 CARDS READ',
  "1        1 //FEED0100 JOB (PR1),'FEED',CLASS=A,                                JOB00111",
  '           //             MSGCLASS=X,USER=FEEDBAT',
  '         2 //EXTRACT  EXEC PGM=FEEDX01',
  '         3 //OUTFILE  DD DSN=LEDG.DAILY.FEED,',
  '           //            DISP=(NEW,CATLG,DELETE),',
  '           //            SPACE=(CYL,(20,10),RLSE)',
  '1ICH70001I FEEDBAT  LAST ACCESS AT 09:11:21 ON WEDNESDAY, MARCH 11, 2026',
  ' IEF142I FEED0100 EXTRACT - STEP WAS EXECUTED - COND CODE 0004',
  '         CPU:     0 HR  00 MIN  01.60 SEC    SRB:     0 HR  00 MIN  00.04 SEC',
  '1FEEDX01 - DAILY FEED',
  ' ACCOUNT 7700123 HAS NO BALANCE',
  ' RECORDS WRITTEN      1,204',
];

export const LEDGER = [
  ...banner,
  ' 01.00.00 JOB00222 ---- THURSDAY,  12 MAR 2026 ----',
  ' 01.00.00 JOB00222  IRR010I  USERID LEDGBAT  IS ASSIGNED TO THIS JOB.',
  ' 01.00.00 JOB00222  $HASP373 LEDG0100 STARTED - INIT 2    - CLASS A        - SYS SYSB',
  ' 01.00.09 JOB00222  +CEE3207S The system detected a data exception (System Completion Code=0C7).',
  ' 01.00.10 JOB00222  IEF450I LEDG0100 STEP020 - ABEND=S0C7 U0000 REASON=00000007  366',
  '    366                     TIME=01.00.10',
  ' 01.00.10 JOB00222  $HASP395 LEDG0100 ENDED - ABEND=S0C7',
  "1        1 //LEDG0100 JOB (PR2),'LEDGER',CLASS=A,                              JOB00222",
  '         2 //STEP010  EXEC PGM=SORT',
  '         3 //SORTIN   DD DSN=LEDG.DAILY.FEED,DISP=SHR',
  '         4 //SORTOUT  DD DSN=LEDG.SORTED,DISP=(NEW,PASS)',
  '         5 //STEP020  EXEC PGM=LEDGU01',
  '         6 //STEPLIB  DD DSN=PROD.LEDG.LOADLIB,DISP=SHR',
  '         7 //INFILE   DD DSN=LEDG.SORTED,DISP=(OLD,DELETE)',
  '         8 //MASTER   DD DSN=LEDG.MASTER,DISP=SHR',
  '1ICH70001I LEDGBAT  LAST ACCESS AT 09:11:21 ON THURSDAY, MARCH 12, 2026',
  ' IEF142I LEDG0100 STEP010 - STEP WAS EXECUTED - COND CODE 0000',
  ' IEF472I LEDG0100 STEP020 - COMPLETION CODE - SYSTEM=0C7 USER=0000 REASON=00000007',
  ' IEF285I   LEDG.MASTER                                  KEPT',
  ' IEF272I LEDG0100 STEP030 - STEP WAS NOT EXECUTED.',
  '1LEDGU01 - LEDGER UPDATE',
  ' LAST ACCOUNT READ    7700123',
  '1CEE3DMP V2 R5.0: Condition processing resulted in the unhandled condition.',
  ' ASID: 00B4   Job name: LEDG0100',
  '         Program Unit: LEDGSUB',
];

function row(
  event: string,
  word: string,
  clock: string,
  date: string,
  flags: string,
  user: string,
  job: string,
  resource = '',
  request = '',
): string {
  const head = `${event.padEnd(8)} ${word.padEnd(8)} ${clock} ${date} SYSB ${flags} ${user.padEnd(8)} GROUP1  `;
  return `${head.padEnd(179)}${job.padEnd(102)}${resource.padEnd(256)}${request}`.trimEnd();
}

const NO = 'NO   NO   NO  ';
export const AUDIT = [
  row('ACCESS', 'SUCCESS', '21:00:00', '2026-03-11', NO, 'DEVUSER', 'PROMOTE', 'PROD.LEDG.LOADLIB', 'UPDATE'),
  'NC0000000 SYSB     26070 22:10:03.11 SECADM1  00000290  #RALTER OPERCMDS MVS.START.** UACC(NONE)',
  row('ACCESS', 'INSAUTH', '22:30:00', '2026-03-11', 'YES  NO   NO  ', 'TEMP1', 'TEMP1', 'LEDG.MASTER', 'READ'),
  row('ACCESS', 'INSAUTH', '22:31:00', '2026-03-11', 'YES  NO   NO  ', 'TEMP1', 'TEMP1', 'LEDG.MASTER', 'READ'),
  row('ACCESS', 'WARNING', '22:40:00', '2026-03-11', 'NO   NO   YES ', 'TEMP1', 'TEMP1', 'LEDG.COPY', 'READ'),
  row('JOBINIT', 'INVPSWD', '23:00:00', '2026-03-11', 'YES  NO   NO  ', 'FTPUSER', 'FTPD1'),
  row('JOBINIT', 'REVKAUTO', '23:05:00', '2026-03-11', 'YES  NO   NO  ', 'FTPUSER', 'FTPD1'),
  row('JOBINIT', 'REVKUSER', '23:10:00', '2026-03-11', 'YES  NO   NO  ', 'FTPUSER', 'FTPD1'),
  row('ACCESS', 'SUCCESS', '01:00:05', '2026-03-12', NO, 'LEDGBAT', 'LEDG0100', 'LEDG.MASTER', 'UPDATE'),
];

export const ERROR = [
  'TYPE:  SOFTWARE RECORD      REPORT:  SOFTWARE EDIT REPORT           DAY.YEAR',
  '       (PROGRAM INTERRUPT)                             REPORT DATE: 071.26',
  'FORMATTED BY: IEAVTFDE  HBB77D0                         ERROR DATE: 071.26',
  '                            SERIAL:  0B8E57                   TIME: 01:00:09.50',
  '',
  'JOBNAME: LEDG0100   SYSTEM NAME: SYSB',
  'ERRORID: SEQ=02146  CPU=0000  ASID=002D  TIME=01:00:09.5',
  '  PIDS/5695DF170 RIDS/LEDGSUB#L AB/S00C7 PRCS/00000007',
];

export const STATUS = {
  system: 'SYSB',
  release: 'z/OS 03.01.00',
  cpu: 97,
  memory: { used: 9_000, total: 10_000, percent: 90 },
  jobs: { running: 4, queued: 1, completed_today: 20, failed_today: 1 },
  subsystems: { JES2: 'ACTIVE', DB9B: 'DOWN' },
  dasd: { volumes: 1, capacity_percent: 40 },
  alerts: [
    { severity: 'critical', message_id: '$HASP050', text: '$HASP050 spool is short', source: 'syslog', time: '2026-03-12T01:00:09' },
    { severity: 'warning', message_id: null, text: 'CPU is busy', source: 'status', time: null },
  ],
  timestamp: '2026-03-12T01:35:00',
  simulated: false,
};

const LOGS: Readonly<Record<string, readonly string[]>> = { syslog: SYSLOG, joblog: [...FEEDER, ...LEDGER], audit: AUDIT, error: ERROR };
const TIMES: Readonly<Record<string, readonly [string, string]>> = {
  syslog: ['2026-03-11T22:10:03.11', '2026-03-12T01:30:00.00'],
  joblog: ['2026-03-11T23:30:01', '2026-03-12T01:00:10'],
  audit: ['2026-03-11T21:00:00', '2026-03-12T01:00:05'],
  error: ['2026-03-12T01:00:09', '2026-03-12T01:00:09'],
};

/** Answers like the server would, as far as these tests need it: text and job filter whole lines, times are not looked at. */
export function sampleClient(overrides: Readonly<Record<string, unknown>> = {}): FakeClient {
  return new FakeClient((tool, args) => {
    if (tool === 'get_system_status') return { success: true, result: { ...STATUS, ...overrides } };
    if (tool !== 'get_logs') return { success: false, error: { code: 'internal_error', message: 'Not in this sample.' } };
    return { success: true, result: { ...page(args), ...overrides } };
  });
}

function page(args: ToolArguments): Record<string, unknown> {
  const source = String(args['source']);
  const [first_time, last_time] = TIMES[source] ?? [null, null];
  const lines = pick(source, args);
  return {
    source,
    lines,
    count: lines.length,
    truncated: false,
    first_time: lines.length === 0 ? null : first_time,
    last_time: lines.length === 0 ? null : last_time,
  };
}

function pick(source: string, { job, contains, tail }: ToolArguments): readonly string[] {
  const all = LOGS[source] ?? [];
  if (job === 'LEDG0100' || job === 'JOB00222')
    return source === 'joblog'
      ? LEDGER
      : all
          .filter((line) => /LEDG0100|JOB00222/.test(line) || source === 'error' || /^[DE] .* 915 /.test(line))
          .filter((line) => source !== 'audit' || line.includes('LEDG0100'));
  if (job !== undefined) return [];
  const matching = typeof contains === 'string' ? all.filter((line) => line.toUpperCase().includes(contains.toUpperCase())) : all;
  return matching.slice(-Number(tail));
}
