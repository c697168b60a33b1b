// The stub planner on the bundled practice systems, over the real server: it names the failing job and what led there.
import { describe, expect, it } from 'vitest';
import { report } from '../../support/agent.js';

describe('"Is anything wrong?"', () => {
  it.each([
    ['baseline', [/^JOB002 \(JOB\d+\) abended with S0C7/]],
    [
      's0c7-payroll',
      [
        /PAYR0300 \(JOB\d+\) abended with S0C7 in step STEP030/,
        /was written by HRFEED01 \(JOB\d+\), which ended with RC=0004/,
        /1 RECORD WITH BLANK RATE FIELD/,
      ],
    ],
    ['b37-volume-full', [/GLEX0400 \(JOB\d+\) abended with SB37/, /PRD014/]],
    ['db2-outage', [/DB9GMSTR \(STC\d+\) abended/, /ICH408I USER\(START2\)/, /#RALTER OPERCMDS/, /DB9G down/]],
    ['racf-violations', [/TEMP042: \d+ accesses denied/, /FTPSCHED: \d+ logons with an invalid password/]],
    ['cpu-saturation', [/CPU at 99 %/, /\$HASP375 LOOPJOB7/]],
  ])('%s', async (scenario, facts) => {
    const { answer, audit, plan } = await report('Is anything wrong?', 'execute_safe', { env: { ZOPS_SCENARIO: scenario } });
    for (const fact of facts) expect(answer).toMatch(fact);
    expect(audit.stopped_reason).toBe('done');
    expect(plan.length).toBeLessThanOrEqual(8);
  });
});
