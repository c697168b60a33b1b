// The verdict on a conformance run: what fails unexcused, and what is excused without need, are problems alike.
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { baselineSchema, judge } from '../../scripts/conformance/judge.js';
import type { Check } from '../../scripts/conformance/suite.js';

const check = (id: string, status: Check['status'], errorMessage?: string): Check => ({ id, status, ...(errorMessage === undefined ? {} : { errorMessage }) });
const excuse = (...checks: string[]) => [{ reason: 'A reason that is long enough.', checks }];

describe('a run', () => {
  it('is good when all passes or is excused', () => {
    const found = new Map([['a', [check('one', 'SUCCESS'), check('two', 'FAILURE'), check('note', 'INFO')]]]);
    expect(judge(['a'], found, excuse('a:two'))).toEqual({ passed: ['a:one'], excused: ['a:two'], problems: [] });
  });

  it.each(['FAILURE', 'WARNING', 'SKIPPED'] as const)('with an unexcused %s is not', (status) => {
    const found = new Map([['a', [check('one', status, 'why')]]]);
    expect(judge(['a'], found, []).problems).toEqual([`a:one is ${status}: why`]);
  });

  it('with an excuse for what passes is not', () => {
    const found = new Map([['a', [check('one', 'SUCCESS')]]]);
    expect(judge(['a'], found, excuse('a:one')).problems).toEqual(['a:one passes: take it out of the baseline.']);
  });

  it('with an excuse for what is gone is not', () => {
    const found = new Map([['a', [check('one', 'SUCCESS')]]]);
    expect(judge(['a'], found, excuse('a:gone')).problems).toEqual(['a:gone is in the baseline, but the suite has no such check any more.']);
  });

  it('in which a scenario did not run, or an unknown one did, is not', () => {
    const found = new Map([
      ['a', []],
      ['c', [check('one', 'SUCCESS')]],
    ]);
    expect(judge(['a', 'b'], found, []).problems).toEqual(['a did not run.', 'b did not run.', 'c ran, but is not in the list.']);
  });

  it('counts a check by its worst occurrence', () => {
    const found = new Map([['a', [check('one', 'SUCCESS'), check('one', 'FAILURE', 'second time'), check('one', 'SUCCESS')]]]);
    expect(judge(['a'], found, []).problems).toEqual(['a:one is FAILURE: second time']);
  });
});

describe('the baseline', () => {
  it('is in its form, and never excuses a message that is not valid', async () => {
    const lists = JSON.parse(await readFile(new URL('conformance-baseline.json', import.meta.url), 'utf8')) as Record<string, unknown>;
    for (const list of Object.values(lists)) expect(baselineSchema.safeParse(list).success).toBe(true);
    expect(baselineSchema.safeParse(excuse('a:wire-schema-valid')).success).toBe(false);
    expect(baselineSchema.safeParse([{ reason: '', checks: ['a:b'] }]).success).toBe(false);
  });
});
