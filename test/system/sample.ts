// Small data directories for the tests of the simulator: real files in a temporary folder, removed after each test.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export async function directoryWith(files: Readonly<Record<string, string | Buffer>>): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'zops-system-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  await Promise.all(Object.entries(files).map(([name, content]) => writeFile(join(directory, name), content)));
  return directory;
}

/** A morning in the life of a payroll job, column-exact; another job's line stands inside the symptom dump. */
export const SYSLOG = [
  'N 0200000 SYSA     26326 02:13:57.41 JOB12871 00000090  $HASP100 PAYR0300 ON INTRDR      PAYROLL NIGHTLY        FROM TSU04412',
  'N 4000000 SYSA     26326 02:13:58.02 JOB12871 00000090  $HASP373 PAYR0300 STARTED - INIT 4    - CLASS A        - SYS SYSA',
  'N 4000000 SYSA     26326 02:13:58.03 JOB12871 00000090  IEF403I PAYR0300 - STARTED - TIME=02.13.58',
  'N 0020000 SYSA     26326 02:14:02.55 JOB12871 00000090 +CEE3207S The system detected a data exception (System Completion Code=0C7).',
  'M 0020000 SYSA     26326 02:14:02.61 JOB12871 00000090  IEA995I SYMPTOM DUMP OUTPUT  915',
  'D                                         915 00000090    SYSTEM COMPLETION CODE=0C7  REASON CODE=00000007',
  'N 4000000 SYSA     26326 02:14:02.70 JOB12990 00000090  IEF403I HRFEED02 - STARTED - TIME=02.14.02',
  'D                                         915 00000090     TIME=02.14.02  SEQ=01831  CPU=0000  ASID=00B4',
  'E                                         915 00000090  END OF SYMPTOM DUMP',
  'N 4000000 SYSA     26326 02:14:02.88 JOB12871 00000090  IEF450I PAYR0300 STEP030 - ABEND=S0C7 U0000 REASON=00000007',
  'M 0080000 SYSA     26326 07:26:12.54 TSU04460 00000281  ICH408I USER(TEMP042 ) GROUP(CONTRACT) NAME(J DOE               ) 445',
  'D                                         445 00000281    PROD.PAYROLL.MASTER CL(DATASET ) VOL(PRD014)',
  'D                                         445 00000281    INSUFFICIENT ACCESS AUTHORITY',
  'D                                         445 00000281    FROM PROD.PAYROLL.** (G)',
  'E                                         445 00000281    ACCESS INTENT(READ   )  ACCESS ALLOWED(NONE   )',
  'NC0000000 SYSA     26326 07:31:02.10 OPER01   00000290  D A,L',
  'MR0000000 SYSA     26326 07:31:02.11 OPER01   00000090  CNZ4105I 07.31.02 DISPLAY ACTIVITY 458',
  'LR                                        458 00000090   JOBS     M/S    TS USERS    SYSAS    INITS   ACTIVE/MAX VTAM     OAS',
  'ER                                        458 00000090  00001    00022    00003      00033    00010    00003/00050       00012',
  'N 4000000 SYSA     26326 09:40:11.77          00000090 *$HASP050 JES2 RESOURCE SHORTAGE OF TGS - 80% UTILIZATION REACHED',
  'S                                                       AND STILL RISING',
] as const;

export const JOBLOG = [
  '1                    J E S 2  J O B  L O G  --  S Y S T E M  S Y S A  --  N O D E  P R O D N O D E',
  '0',
  ' 02.13.58 JOB12871 ---- SUNDAY,    22 NOV 2026 ----',
  ' 02.13.58 JOB12871  IRR010I  USERID PAYBATCH IS ASSIGNED TO THIS JOB.',
  ' 02.13.58 JOB12871  $HASP373 PAYR0300 STARTED - INIT 4    - CLASS A        - SYS SYSA',
  ' 02.13.58 JOB12871  IEF403I PAYR0300 - STARTED - TIME=02.13.58',
  ' 02.14.02 JOB12871  IEF450I PAYR0300 STEP030 - ABEND=S0C7 U0000 REASON=00000007  915',
  '    915                     TIME=02.14.02',
  ' 02.14.03 JOB12871  IEF404I PAYR0300 - ENDED - TIME=02.14.03',
  ' 02.14.03 JOB12871  $HASP395 PAYR0300 ENDED - ABEND=S0C7',
  '0------ JES2 JOB STATISTICS ------',
  '-  22 NOV 2026 JOB EXECUTION DATE',
  '-           41 CARDS READ',
  '        1 //PAYR0300 JOB (ACCT),PAYROLL,CLASS=A',
  ' IEF236I ALLOC. FOR PAYR0300 STEP030',
  ' IEF237I 0A82 ALLOCATED TO STEPLIB',
  ' IEF472I PAYR0300 STEP030 - COMPLETION CODE - SYSTEM=0C7 USER=0000 REASON=00000007',
  ' IEF033I  JOB/PAYR0300/STOP  2026326.0214',
  '         CPU:     0 HR  00 MIN  00.03 SEC    SRB:     0 HR  00 MIN  00.00 SEC',
  '1                    J E S 2  J O B  L O G  --  S Y S T E M  S Y S A  --  N O D E  P R O D N O D E',
  '0',
  ' 23.59.58 JOB12900 ---- SUNDAY,    22 NOV 2026 ----',
  ' 23.59.58 JOB12900  $HASP373 BACKUP1  STARTED - INIT 4    - CLASS A        - SYS SYSA',
  ' 00.00.07 JOB12900  $HASP395 BACKUP1  ENDED - RC=0000',
] as const;

export const ERROR_LOG = [
  'TYPE:  SOFTWARE RECORD      REPORT:  SOFTWARE EDIT REPORT           DAY.YEAR',
  '       (SVC 13)                                        REPORT DATE: 327.26',
  'FORMATTED BY: IEAVTFDE  HBB77D0                         ERROR DATE: 326.26',
  '                            MODEL:   8561                           HH:MM:SS.TH',
  '                            SERIAL:  11778D                   TIME: 05:43:44.72',
  '',
  'JOBNAME: DB9GDBM1   SYSTEM NAME: SYSA',
  'ERRORID: SEQ=00757  CPU=0056  ASID=0097  TIME=05:43:44.7',
  '',
  'SEARCH ARGUMENT ABSTRACT',
  '',
  '  PIDS/5740XYR00 RIDS/DSNVEUS3#L AB/S004E PRCS/00E50013',
  '',
  'DEVICE NUMBER:  08A20     REPORT:  DASD EDIT REPORT               DAY.YEAR',
  '                                                        DATE: 326.26',
  '                                                        TIME: 06:00:01.10',
  '  PERMANENT ERROR ON VOLUME PRD020',
] as const;

export const STATUS = {
  system: 'SYSA',
  release: 'z/OS 03.01.00',
  cpu: 42,
  memory: { used: 24_576, total: 32_768, percent: 75 },
  jobs: { running: 12, queued: 3, completed_today: 210, failed_today: 1 },
  subsystems: { JES2: 'ACTIVE', DB9G: 'ACTIVE' },
  dasd: { volumes: 48, capacity_percent: 71.5 },
  timestamp: '2026-11-22T10:00:00',
} as const;

export const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
