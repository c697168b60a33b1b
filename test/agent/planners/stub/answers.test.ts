// Whole answers of the stub planner on a small incident of our own: what it finds, how it says it, and what it says when there is nothing.
import { describe, expect, it } from 'vitest';
import { runRequest } from '../../../../src/agent/executor.js';
import { createStubPlanner } from '../../../../src/agent/planners/stub/stub-planner.js';
import type { Mode } from '../../../../src/agent/planner.js';
import { FakeClient } from '../../support/fake-client.js';
import { sampleClient } from './support/sample.js';

async function ask(message: string, client: FakeClient = sampleClient(), mode: Mode = 'execute_safe'): Promise<string> {
  const { report } = await runRequest(message, {
    planner: createStubPlanner(),
    mode,
    connect: () => Promise.resolve(client),
    signal: new AbortController().signal,
  });
  return report.answer;
}

/** A client whose every result is the same. */
function always(result: unknown): FakeClient {
  return new FakeClient(() => ({ success: true, result }));
}

const page = (source: string, lines: readonly string[], more: Readonly<Record<string, unknown>> = {}): unknown => ({
  source,
  lines,
  count: lines.length,
  truncated: false,
  first_time: null,
  last_time: null,
  ...more,
});

describe('a failing job', () => {
  it('is told with its story, its input, and what was changed before', async () => {
    expect(await ask('Why did LEDG0100 fail?'))
      .toBe(`LEDG0100 (JOB00222) abended with S0C7 in step STEP020 at 01:00:10: data exception: a field that should hold a decimal number does not [syslog, joblog and error].
What the logs tell:
    syslog  01:00:00  JOB00222  $HASP373 LEDG0100 STARTED - INIT 2 - CLASS A - SYS SYSB
    audit   01:00:05            ACCESS SUCCESS: user LEDGBAT, UPDATE LEDG.MASTER
    syslog  01:00:09  JOB00222  CEE3207S The system detected a data exception (System Completion Code=0C7).
    syslog  01:00:09  JOB00222  IEA995I SYMPTOM DUMP OUTPUT SYSTEM COMPLETION CODE=0C7 REASON CODE=00000007 END OF SYMPTOM DUMP
    error   01:00:09            LOGREC SOFTWARE RECORD JOBNAME LEDG0100 ABEND=S0C7 MODULE LEDGSUB SEQ=02146
    syslog  01:00:10  JOB00222  IEF450I LEDG0100 STEP020 - ABEND=S0C7 U0000 REASON=00000007
    syslog  01:00:10  JOB00222  $HASP395 LEDG0100 ENDED - ABEND=S0C7
    joblog  01:00:10  JOB00222  IEF472I LEDG0100 STEP020 - COMPLETION CODE - SYSTEM=0C7 USER=0000 REASON=00000007
    joblog  01:00:10  JOB00222  IEF272I LEDG0100 STEP030 - STEP WAS NOT EXECUTED.
LEDG0100 (program LEDGU01) printed:
    LEDGU01 - LEDGER UPDATE
    LAST ACCOUNT READ    7700123
    Program Unit: LEDGSUB
Its input LEDG.DAILY.FEED was written by FEED0100 (JOB00111), which ended with RC=0004 at 2026-03-11 23:31:10.
FEED0100 printed:
    FEEDX01 - DAILY FEED
    ACCOUNT 7700123 HAS NO BALANCE
    RECORDS WRITTEN      1,204
Both outputs name 7700123.
Changed before:
- 2026-03-11 21:00:00 DEVUSER updated PROD.LEDG.LOADLIB (job PROMOTE) [audit]
- 2026-03-11 22:10:03 SECADM1: #RALTER OPERCMDS MVS.START.** UACC(NONE) [syslog]
Refused by RACF:
- TEMP1: 2 accesses denied (READ LEDG.MASTER; 2026-03-11 22:30:00 to 2026-03-11 22:31:00); one let pass although its profile forbids it (warning mode: READ LEDG.COPY; 2026-03-11 22:40:00)
- FTPUSER: 2 logons with an invalid password (INVPSWD; 2026-03-11 23:00:00 to 2026-03-11 23:05:00); revoked at 2026-03-11 23:05:00 after too many of them; 1 further logon refused
Also seen, not necessarily related:
- 01:00:09 $HASP050 JES2 RESOURCE SHORTAGE OF TGS - 80% UTILIZATION REACHED: JES2 runs short of a resource [syslog]
- 01:20:00 DFHAC2236 CICSA Transaction ORD1 abend AEI0 in program ORDP010 term T001.: a CICS transaction ended abnormally [syslog]`);
  });

  it('is found without its name', async () => {
    const answer = await ask('is anything wrong?');
    expect(answer).toMatch(/^LEDG0100 \(JOB00222\) abended with S0C7 in step STEP020/);
    expect(answer).toContain('Both outputs name 7700123.');
    expect(answer).toContain('The status shows: CPU at 97 %, memory at 90 %, DB9B down and 1 failed job today.');
  });

  it('that nobody knows is looked for as a text, and said to be unknown', async () => {
    expect(await ask("what's up with NOJOB77", sampleClient())).toBe(
      'No log that I read knows NOJOB77 (syslog, joblog, error log and audit log). Check the name.',
    );
  });
});

describe('status', () => {
  it('tells figures with units and what is wrong', async () => {
    expect(await ask('status'))
      .toBe(`System SYSB (z/OS 03.01.00) at 01:35:00: CPU at 97 %, memory at 90 %, DB9B down and 1 failed job today; 1 critical alert.
- CPU: 97 % busy, very high.
- Memory: 9,000 of 10,000 MB used (90 %), high.
- Jobs: 4 running, 1 queued; today 20 completed, 1 failed.
- Subsystems: DB9B is down; JES2 is active.
- DASD: 1 volume, 40 % full.
2 alerts:
- critical: $HASP050 spool is short (syslog, 01:00:09)
- warning: CPU is busy (status)`);
  });

  it('tells only what was asked for, and what is not known', async () => {
    expect(
      await ask(
        'cpu and alerts?',
        sampleClient({ cpu: null, cpu_reason: 'RMF is not running', alerts: [], system: null, release: null, simulated: true }),
      ),
    ).toBe('The system, a practice system, at 01:35:00:\n- CPU: not known (RMF is not running).\nNo alerts.');
    expect(await ask('what time is it?')).toBe('System SYSB (z/OS 03.01.00) at 01:35:00:\n- Time of the system: 2026-03-12T01:35:00.');
    expect(await ask('are all subsystems up?', sampleClient({ subsystems: {} }))).toContain('- Subsystems: none reported.');
    expect(await ask('are all subsystems up?', sampleClient({ subsystems: { DB9B: 'DOWN' } }))).toContain(
      '- Subsystems: DB9B is down; none is active.',
    );
    const fine = {
      cpu: 1,
      memory: { used: 1, total: 2, percent: 50 },
      jobs: { running: 0, queued: 0, completed_today: 0, failed_today: 0 },
      subsystems: { JES2: 'ACTIVE' },
      alerts: [],
    };
    expect(await ask('status', sampleClient(fine))).toMatch(/^System SYSB \(z\/OS 03\.01\.00\) at 01:35:00: all is well\.\n/);
  });
});

describe('logs', () => {
  it('are listed with what stands out', async () => {
    expect(await ask('show the last 3 lines of the syslog')).toBe(
      `Syslog: 3 records (01:00:10 to 01:30:00).
What stands out:
- LEDG0100 abended with S0C7 at 01:00:10: data exception: a field that should hold a decimal number does not [syslog]
- 01:20:00 DFHAC2236 CICSA Transaction ORD1 abend AEI0 in program ORDP010 term T001.: a CICS transaction ended abnormally [syslog]
    01:00:10  JOB00222  $HASP395 LEDG0100 ENDED - ABEND=S0C7
    01:20:00  STC00009  DFHAC2236 CICSA Transaction ORD1 abend AEI0 in program ORDP010 term T001.
    01:30:00  STC00010  IST093I TN0444 ACTIVE`.replace('LEDG0100 abended', 'LEDG0100 (JOB00222) abended'),
    );
  });

  it('of the last minutes are counted back from the newest record', async () => {
    expect(await ask('show the syslog of the last 15 minutes')).toBe(`Syslog: 2 records in the last 15 minutes (01:20:00 to 01:30:00).
What stands out:
- 01:20:00 DFHAC2236 CICSA Transaction ORD1 abend AEI0 in program ORDP010 term T001.: a CICS transaction ended abnormally [syslog]
    01:20:00  STC00009  DFHAC2236 CICSA Transaction ORD1 abend AEI0 in program ORDP010 term T001.
    01:30:00  STC00010  IST093I TN0444 ACTIVE`);
  });

  it('that were cut are read on while the question covers all of them', async () => {
    let calls = 0;
    const client = new FakeClient((_tool, args) => {
      calls += 1;
      const older = args['until'] !== undefined;
      const line = `N 4000000 SYSB     26071 0${older ? 1 : 2}:00:10.88 JOB00222 00000090  IEF450I J${older ? 'A' : 'B'} S1 - ABEND=S0C4 U0000`;
      return {
        success: true,
        result: page('syslog', [line], {
          truncated: !older,
          first_time: `2026-03-12T0${older ? 1 : 2}:00:10`,
          last_time: `2026-03-12T0${older ? 1 : 2}:30:00`,
        }),
      };
    });
    expect(await ask('errors in the syslog since 00:30', client)).toBe(`Syslog: 2 of 2 records since 00:30 (01:00:10 to 02:00:10) stand out.
    01:00:10  JOB00222  IEF450I JA S1 - ABEND=S0C4 U0000
    02:00:10  JOB00222  IEF450I JB S1 - ABEND=S0C4 U0000`);
    expect(calls).toBe(2);
  });

  it('say how far they were read when nothing stands out', async () => {
    const line = 'N 4000000 SYSB     26071 02:00:10.88 STC00010 00000090  IST093I TN0444 ACTIVE';
    const cut = always(page('syslog', [line], { truncated: true, first_time: '2026-03-12T02:00:10', last_time: '2026-03-12T02:00:10' }));
    expect(await ask('any errors in the syslog', cut)).toContain('I found nothing wrong');
    expect(await ask('show warnings in the syslog', cut)).toBe(
      'Nothing that stands out in the syslog, as far as I read: 1 record (02:00:10), the newest of more.',
    );
    expect(await ask('show warnings in the syslog', always(page('syslog', [line])))).toBe('Nothing that stands out in the syslog.');
  });

  it('that hold nothing share a sentence', async () => {
    expect(await ask('search for XYZ-99', always(page('syslog', [])))).toBe(
      'No record with "XYZ-99" in the syslog, joblog, audit log and error log.',
    );
  });

  it('are listed up to a limit, the job log as it was printed', async () => {
    const long = Array.from({ length: 70 }, (_, index) => ` 0${index % 10}.00.00 JOB00222  IEF403I J${index} - STARTED`);
    const answer = await ask('show the last 70 lines of the joblog', always(page('joblog', long)));
    expect(answer.split('\n')[1]).toBe('    00.00.00 JOB00222  IEF403I J10 - STARTED');
    expect(answer).toMatch(/\n\(10 earlier lines are in the result\.\)$/);
  });

  it('of RACF are summed up user by user', async () => {
    expect(await ask('any security violations?')).toBe(`Refused by RACF:
- TEMP1: 2 accesses denied (READ LEDG.MASTER; 2026-03-11 22:30:00 to 2026-03-11 22:31:00); one let pass although its profile forbids it (warning mode: READ LEDG.COPY; 2026-03-11 22:40:00)
- FTPUSER: 2 logons with an invalid password (INVPSWD; 2026-03-11 23:00:00 to 2026-03-11 23:05:00); revoked at 2026-03-11 23:05:00 after too many of them; 1 further logon refused`);
    expect(await ask('Was any access of LEDGBAT denied by RACF?')).toBe(
      'No access of LEDGBAT was denied: no violation in 1 record of the audit log.',
    );
  });
});

describe('abends', () => {
  it('are put together from all logs', async () => {
    expect(await ask('any abends?')).toBe(
      '1 abend found in the syslog, joblog and error log:\n- LEDG0100 (JOB00222) abended with S0C7 in step STEP020 at 01:00:10: data exception: a field that should hold a decimal number does not [joblog, error and syslog]',
    );
  });

  it('of another kind are denied', async () => {
    expect(await ask('Did any job run out of space today, with a B37, D37 or E37?')).toBe(
      'No abend with SB37, SD37 or SE37 in the syslog, joblog and error log.',
    );
    expect(await ask('any abends since 02:00?', always(page('syslog', [])))).toBe('No abend since 02:00 in the syslog.');
  });
});

describe('parts of the system', () => {
  it('are answered with their state and their messages', async () => {
    const answer = await ask('The spool is nearly full. What is the matter?');
    expect(answer).toMatch(/^JES2 is active\.\nWhat the logs say about spool:\n- 01:00:09 \$HASP050 JES2 RESOURCE SHORTAGE/);
    expect(await ask('Did Db2 go down this morning?')).toMatch(
      /^DB9B is down\. I found no trouble with Db2: no outage and no message about it stands out/,
    );
  });

  it('and changes are told with who made them', async () => {
    expect(await ask('What did the security administrators change?')).toContain(
      'Changes:\n- 2026-03-11 22:10:03 SECADM1: #RALTER OPERCMDS MVS.START.** UACC(NONE) [audit]',
    );
    expect(await ask('Who changed the configuration?', always(page('audit', [])))).toBe('I found no change in no records of the audit log.');
  });
});

describe('meanings', () => {
  it.each([
    ['what is SB37?', 'SB37 is a completion code (abend): out of space: the volume or the extents of the data set are used up.'],
    ['what does IEF450I mean?', 'IEF450I: a job step ended abnormally; the message holds the completion code.'],
    ['what does $HASP050 mean?', '$HASP050: JES2 is nearly out of a resource.'],
    ['what does XYZ123I mean?', 'I have no explanation of XYZ123I at hand; its manual has one.'],
  ])('%s', async (message, expected) => {
    expect(await ask(message, always(page('syslog', [])))).toContain(expected);
  });
});

describe('commands', () => {
  const ran = {
    allowed: true,
    executed: true,
    command: 'wc -l x',
    rule: 'allowed',
    reason: 'Reads only.',
    exit_code: 1,
    stdout: '',
    stderr: 'wc: x: No such file\n',
    duration_ms: 4.2,
    sandbox: { backend: 'embedded' },
  };

  it.each([
    [ran, '`wc -l x` ended with exit code 1 after 4 ms in the embedded sandbox.\nOn stderr:\n    wc: x: No such file'],
    [{ ...ran, stderr: '', exit_code: 0 }, '`wc -l x` ended with exit code 0 after 4 ms in the embedded sandbox, without output.'],
    [
      { ...ran, stderr: '', stdout: 'a\nb\n', exit_code: null, timed_out: true, truncated: true },
      '`wc -l x` was stopped at its time limit after 4 ms in the embedded sandbox.\n    a\n    b\nThe output was cut at its limit.',
    ],
    [{ ...ran, executed: false }, 'The policy allows `wc -l x`; it was not run.'],
    [
      { ...ran, executed: false, allowed: false, rule: 'glob', suggestion: 'wc y' },
      'The policy refuses `wc -l x` (glob): Reads only. What would pass: wc y',
    ],
    ['odd', 'The command was answered in a form that I do not know; it stands in the result as it came.'],
  ])('%#', async (result, expected) => {
    expect(await ask('run wc -l x', always(result))).toBe(expected);
  });

  it('with much output show its beginning', async () => {
    const stdout = Array.from({ length: 80 }, (_, index) => `line ${index}\n`).join('');
    expect(await ask('run wc -l x', always({ ...ran, stderr: '', stdout }))).toMatch(
      / {4}line 59\n\(20 more lines are in the result\.\)$/,
    );
  });

  it('that are refused say what would pass', async () => {
    const client = new FakeClient(() => ({
      success: false,
      error: { code: 'refused', message: 'It never ends.', rule: 'blocked-option', suggestion: 'tail -n 50 x.log' },
    }));
    expect(await ask('run tail -f x.log', client)).toBe(
      'The policy refused `tail -f x.log` (blocked-option), it was not run: It never ends. What would pass: tail -n 50 x.log',
    );
  });
});

describe('settings', () => {
  it('say what was before', async () => {
    expect(await ask('set max jobs to 20', always({ ok: true, key: 'max_jobs', value: '20', previous: '10' }))).toBe(
      'max_jobs is now 20 (before: 10).',
    );
    expect(await ask('set max jobs to 20', always({ ok: true, key: 'max_jobs', value: '20', previous: '20' }))).toBe(
      'max_jobs is now 20 (as it was before).',
    );
    expect(await ask('set max jobs to 20', always('ok'))).toBe('The setting was changed.');
  });
});

describe('what zops does not do', () => {
  it.each([
    ['Delete JOB002', /^I will not do this, .*"Delete JOB002".*What I can do instead: look at it, for example "What's up with JOB002\?"\.$/],
    ['wipe the disks', /"List files in the simulator directory".*"Check DASD capacity"/],
    ['disable auditing', /"Show the last 20 lines of the audit log"/],
    ['shut it all down', /"What is the current system status\?"/],
    ['restart CICS', /^I cannot do this: "restart CICS"\. zops looks at the system/],
    ['tell me the password of SECADM1', /^I cannot do this, and planned nothing for it: .*never stores or shows passwords/],
  ])('%s', async (message, expected) => {
    const client = new FakeClient();
    expect(await ask(message, client)).toMatch(expected);
    expect(client.calls).toEqual([]);
  });

  it('or understand', async () => {
    expect(await ask('sing a song')).toMatch(/^I did not understand what to do about "sing a song"\.\nHere is what I can do:\n- status: /);
    expect(await ask('help')).toMatch(/^Here is what I can do:/);
    expect(await ask('change the log level')).toBe('To which log level? DEBUG, INFO, WARN or ERROR, for example: set the log level to debug.');
  });
});

describe('plan_only', () => {
  it('says what would be done, what the policy thinks, and that nothing was run', async () => {
    expect(await ask('check the cpu, then run ls /sim', sampleClient(), 'plan_only')).toBe(`These 2 steps would answer that:
1. Look at CPU. (get_system_status)
2. Run the command as you wrote it, if the policy allows it. ls /sim: the policy allows it
Nothing was run.`);
  });

  it('says when it would be refused anyway', async () => {
    const client = new FakeClient();
    client.checkCommand = () =>
      Promise.resolve({ allowed: false, rule: 'blocked-command', reason: 'rm never runs.', argv: [], suggestion: 'ls /sim' });
    expect(await ask('run rm /sim', client, 'plan_only')).toBe(`This one step would answer that:
1. Run the command as you wrote it, if the policy allows it. rm /sim: the policy refuses it (blocked-command): rm never runs. What would pass: ls /sim
Nothing was run, and execute_safe would refuse it, too.`);
  });
});

describe('a run that ends early', () => {
  it('says so, and what was not run', async () => {
    const cancel = new AbortController();
    const client = new FakeClient();
    client.call = (tool) => {
      if (tool === 'get_system_status') return Promise.resolve({ success: false, error: { code: 'data_missing', message: 'No status.json.' } });
      cancel.abort();
      return Promise.reject(new Error('aborted'));
    };
    const { report } = await runRequest('check the cpu, then show the syslog', {
      planner: createStubPlanner(),
      mode: 'execute_safe',
      connect: () => Promise.resolve(client),
      signal: cancel.signal,
    });
    expect(report.answer).toBe(
      'get_system_status failed (data_missing): No status.json.\n\nYou cancelled the request before it was finished.\n\n1 planned step was not run.',
    );
  });
});
