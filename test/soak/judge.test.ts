// The judge of `npm run soak` on made-up runs: a clean one passes, and each way to go wrong is found out.
import { describe, expect, it } from 'vitest';
import type { AuditFact, Call, Facts, Fault, Sample, Watched } from '../../scripts/soak/facts.js';
import { judge, LONGEST_CALL_MS } from '../../scripts/soak/judge.js';

const call = (more: Partial<Call> = {}): Call => ({
  server: 'embedded',
  tool: 'get_logs',
  trace: 'a'.repeat(32),
  needs: ['process', 'state', 'logs'],
  expected: { outcome: 'ok' },
  sent: 1_000,
  answered: 1_010,
  end: 'right',
  code: null,
  detail: null,
  ...more,
});
const fact = (more: Partial<AuditFact> = {}): AuditFact => ({ time: 'T', event: 'call', pid: 7, client: 'soak-embedded-1/1', tool: 'get_logs', trace: 'a'.repeat(32), outcome: '', code: '', rule: '', ...more });
const START = fact({ event: 'start', tool: '', trace: '' });
const RESULT = fact({ event: 'result', outcome: 'ok' });
const STOP = fact({ event: 'stop', tool: '', trace: '' });
const CLEAN = [START, fact(), RESULT, STOP];
const fault = (more: Partial<Fault> = {}): Fault => ({ kind: 'disk full', begin: 900, end: 2_000, servers: null, needs: ['state'], codes: ['audit_unavailable'], losesResults: true, ...more });
const sample = (more: Partial<Sample> = {}): Sample => ({ at: 0, rssMb: 90, fds: 20, threads: 11, children: ['docker run'], heapMb: 12, resources: { Timeout: 1 }, ...more });

function judged(more: Partial<Facts>): readonly string[] {
  return judge({ calls: [call()], faults: [], audit: CLEAN, killed: new Set(), watched: [], notes: [], ...more }).violations;
}

const ABOUT = `get_logs on embedded at 1.0 s (${'a'.repeat(32)})`;

it('passes a clean run', () => {
  expect(judged({})).toEqual([]);
});

describe('answers', () => {
  it.each<[string, Partial<Facts>, string]>([
    ['a wrong one', { calls: [call({ end: 'wrong', detail: 'a hole' })] }, `${ABOUT} was answered wrongly: a hole`],
    ['one that never came', { calls: [call({ end: 'open', answered: Infinity })] }, `${ABOUT} was never answered`],
    ['one that came too late', { calls: [call({ answered: 1_001 + LONGEST_CALL_MS })] }, `${ABOUT} took ${LONGEST_CALL_MS + 1} ms`],
    ['what was seen on the way', { notes: ['server 7 answered request 3 twice'] }, 'server 7 answered request 3 twice'],
  ])('%s', (_, facts, violation) => {
    expect(judged(facts)).toEqual([violation]);
  });

  const failed = call({ end: 'failed', code: 'audit_unavailable' });
  const unexplained = `${ABOUT} failed with audit_unavailable, which no fault explains`;
  const audit = [START, STOP];

  it('an error within a fault that explains it is counted', () => {
    expect(judge({ calls: [failed], faults: [fault()], audit, killed: new Set(), watched: [], notes: [] })).toEqual({ violations: [], excused: { audit_unavailable: 1 }, unanswered: 0 });
  });

  it.each<[string, readonly Fault[]]>([
    ['without a fault', []],
    ['after it', [fault({ end: 999 })]],
    ['before it', [fault({ begin: 1_011 })]],
    ['with another code', [fault({ codes: ['state_unavailable'] })]],
    ['of a fault that hits another server', [fault({ servers: ['docker'] })]],
    ['of a fault of what the call does not need', [fault({ needs: ['sandbox'] })]],
  ])('an error %s', (_, faults) => {
    expect(judged({ calls: [failed], faults, audit })).toEqual([unexplained]);
  });

  it('a wrong one is never excused', () => {
    expect(judged({ calls: [call({ end: 'wrong', detail: 'x' })], faults: [fault()] })).toEqual([`${ABOUT} was answered wrongly: x`]);
  });
});

describe('the audit trail', () => {
  it.each<[string, Partial<Facts>, string]>([
    ['a lost record', { audit: [START, STOP] }, `${ABOUT} was answered, but is not in the audit trail`],
    ['a record twice', { audit: [START, fact(), fact(), RESULT, RESULT, STOP] }, `${ABOUT} is in the audit trail 2 times`],
    ['a lost result', { audit: [START, fact(), STOP] }, `${ABOUT} has no result in the audit trail`],
    ['a result twice', { audit: [...CLEAN.slice(0, 3), RESULT, STOP] }, `${ABOUT} has 2 results in the audit trail`],
    ['another decision', { audit: [START, fact(), fact({ event: 'result', outcome: 'refused', rule: 'path' }), STOP] }, `${ABOUT}: the audit trail says refused  path, the client was told ok  `],
    ['a call that nobody made', { calls: [] }, `the audit trail holds a call of get_logs that nobody made (${'a'.repeat(32)})`],
    ['a session without an end', { audit: CLEAN.slice(0, 3) }, 'session 7 soak-embedded-1/1 of T has no stop, and nobody killed its server'],
    ['a session that ends twice', { audit: [...CLEAN, STOP] }, 'session 7 soak-embedded-1/1 of T has 2 stops'],
    ['a session without a start', { audit: CLEAN.slice(1) }, 'session 7 soak-embedded-1/1 of T has 0 starts'],
  ])('%s', (_, facts, violation) => {
    expect(judged(facts)).toEqual([violation]);
  });

  it('a call that found the disk full need not be there, nor the result of one that met it', () => {
    expect(judged({ calls: [call({ end: 'failed', code: 'audit_unavailable' })], faults: [fault()], audit: [START, STOP] })).toEqual([]);
    expect(judged({ faults: [fault()], audit: [START, fact(), STOP] })).toEqual([]);
    expect(judged({ faults: [fault({ losesResults: false })], audit: [START, fact(), STOP] })).toEqual([`${ABOUT} has no result in the audit trail`]);
  });

  it('what a killed server was asked may be there or not, and its session has no end', () => {
    const closed = call({ end: 'failed', code: 'closed' });
    const killed = { calls: [closed], faults: [fault({ needs: ['process'], codes: ['closed'] })], killed: new Set([7]) };
    expect(judged({ ...killed, audit: [START] })).toEqual([]);
    expect(judged({ ...killed, audit: [START, fact()] })).toEqual([]);
  });

  it('calls that one request made are counted together', () => {
    const calls = [call({ server: 'http' }), call({ server: 'http' })];
    expect(judged({ calls, audit: [START, fact(), RESULT, fact(), RESULT, STOP] })).toEqual([]);
    expect(judged({ calls })).toEqual([`get_logs on http at 1.0 s (${'a'.repeat(32)}) was answered, but is not in the audit trail`]);
  });
});

describe('growth', () => {
  const HOUR = 3_600_000;
  const samples = (rssAt: (part: number) => number): readonly Sample[] => Array.from({ length: 101 }, (_, index) => sample({ at: 1 + (index / 100) * HOUR, rssMb: rssAt(index / 100) }));
  const watched = (more: Partial<Watched> = {}): Watched => ({ name: 'docker', samples: samples(() => 90), quiet: [sample(), sample({ at: HOUR })], ...more });
  const wobble = (part: number): number => Math.sin(part * 40) * 8;

  it('memory that goes up and down is no leak', () => {
    expect(judged({ watched: [watched({ samples: samples((part) => 90 + wobble(part)) })] })).toEqual([]);
  });

  it.each<[string, Partial<Watched>, string]>([
    ['memory', { samples: samples((part) => 90 + 100 * part + wobble(part)) }, 'the memory of docker grew from '],
    ['the heap', { quiet: [sample(), sample({ heapMb: 15.5 })] }, 'the heap of docker grew from 12 to 15.5 MB'],
    ['open files', { quiet: [sample(), sample({ fds: 21 })] }, 'docker has 21 fds, after the warm-up it had 20'],
    ['threads', { quiet: [sample(), sample({ threads: 12 })] }, 'docker has 12 threads, after the warm-up it had 11'],
    ['child processes', { quiet: [sample(), sample({ children: ['docker run', 'docker rm'] })] }, 'docker has 2 child processes, after the warm-up it had 1: docker run; docker rm'],
    ['timers', { quiet: [sample(), sample({ resources: { Timeout: 2 } })] }, 'docker has 2 Timeout, after the warm-up it had 1'],
    ['a heap that nobody knows', { quiet: [sample(), sample({ heapMb: null })] }, 'docker did not tell its heap'],
    ['a process that ended', { quiet: null }, 'docker did not live through the run'],
  ])('%s', (_, more, violation) => {
    expect(judged({ watched: [watched(more)] })).toEqual([expect.stringContaining(violation)]);
  });
});

it('many violations of a sort are counted, not all spelled out', () => {
  const calls = Array.from({ length: 30 }, (_, index) => call({ trace: null, sent: index, end: 'wrong', detail: 'x' }));
  const violations = judged({ calls, audit: [START, STOP] });
  expect(violations).toHaveLength(21);
  expect(violations.at(-1)).toBe('… and 10 more like it');
});
