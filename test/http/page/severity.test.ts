// How grave a line is: the conventions of z/OS, over whole messages, and the bundled logs.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { idsIn } from '../../../src/http/page/message-ids.js';
import { severities, severityOf } from '../../../src/http/page/severity.js';

const log = (scenario: string, name: string): readonly string[] => readFileSync(new URL(`../../../fixtures/${scenario}/${name}.log`, import.meta.url), 'utf8').split('\n');

describe('severityOf', () => {
  it.each([
    ['IEF450I JOB002 STEP020 - ABEND=S0C7 U0000 REASON=00000007', 'error'],
    ['$HASP395 PAYRL010 ENDED - ABEND=S0C7', 'error'],
    ['IEF453I PAYRL010 - JOB FAILED - JCL ERROR', 'error'],
    ['*IOS450E 0A80,2C,PATHS UNAVAILABLE', 'error'],
    ['IEC161I 056-084,JOB1,STEP1', 'info'],
    ['*14 IEC534D 0591,DOS VOL-SEC', 'warning'],
    ['*IEF233A M 0591,PRV123,,JOB1,STEP1', 'warning'],
    ['IEE979W SYSTEM LOG', 'warning'],
    ['ICH408I USER(NOVAKJ) INSUFFICIENT ACCESS AUTHORITY', 'warning'],
    ['ACCESS   INSAUTH  10:26:31 2026-11-19 SYSA', 'warning'],
    ['ACCESS   SUCCESS  05:48:48 2026-11-19 SYSA', 'plain'],
    ['JOBINIT  SUCCESSI 06:26:13 2026-11-19 SYSA', 'plain'],
    ['JOBINIT  INVPSWD  06:26:13 2026-11-19 SYSA', 'warning'],
    ['IEF403I JOB002 - STARTED - TIME=09.12.40', 'info'],
    ['$HASP373 JOB002 STARTED', 'plain'],
    ['', 'plain'],
  ])('%s', (line, severity) => {
    expect(severityOf(line)).toBe(severity);
  });
});

describe('severities', () => {
  it('gives further lines of a message what its first has', () => {
    const lines = log('baseline', 'syslog');
    const at = lines.findIndex((line) => line.includes('IEF450I JOB002'));
    expect(lines[at + 1]).toMatch(/^E +359 .*TIME=09\.12\.44/);
    expect(severities(lines).slice(at, at + 2)).toEqual(['error', 'error']);
  });

  it.each(['baseline', 's0c7-payroll', 'db2-outage', 'b37-volume-full', 'racf-violations'])('of %s: few lines stand out', (scenario) => {
    const found = severities(log(scenario, 'syslog'));
    const outstanding = found.filter((severity) => severity === 'error' || severity === 'warning').length;
    expect(outstanding).toBeGreaterThan(0);
    expect(outstanding / found.length).toBeLessThan(0.12);
  });
});

describe('idsIn', () => {
  it('finds message ids and abend codes with their places', () => {
    const line = 'N 4000000 SYSA 26323 09:12:44.24 JOB12893 00000090  IEF450I JOB002 STEP020 - ABEND=S0C7 U0000';
    expect(idsIn(line).map(({ kind, id, at }) => [kind, id, line.slice(at, at + id.length)])).toEqual([
      ['message', 'IEF450I', 'IEF450I'],
      ['abend', 'S0C7', 'S0C7'],
    ]);
  });

  it('reads the words of the answers', () => {
    expect(idsIn('JOB002 abended with S0C7 at 09:12:43; $HASP395 and DFHZC3462 say so').map(({ id }) => id)).toEqual(['S0C7', '$HASP395', 'DFHZC3462']);
  });

  it('takes job ids, hex and prose for none', () => {
    expect(idsIn('JOB12893 STC08107 0A80 SYSTEM STEP020 S0C7 ABENDS U0000')).toEqual([]);
  });
});
