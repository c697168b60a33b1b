// One request, event by event.
import { describe, expect, it } from 'vitest';
import type { HttpReport } from '../../../src/http/contract.js';
import { begun, ended, statusOf, summary, withEvent, type RunState } from '../../../src/http/page/run-state.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const LS = { tool: 'run_command', args: { command: 'ls /sim', dry_run: false }, reasoning: 'List.' };
const SET = { tool: 'update_config', args: { key: 'max_jobs', value: '40' }, reasoning: 'Set.' };
const ALLOWED = { allowed: true, rule: 'allowed', reason: 'All fine.' };
const REFUSED = { allowed: false, rule: 'path-jail', reason: 'Outside.' };
const RAN = { tool: LS.tool, args: LS.args, success: true as const, result: { executed: true, stdout: 'x' } };

const start = (mode: RunState['mode'] = 'execute_safe'): RunState => begun('List files', mode, new Date(0));
const play = (state: RunState, ...events: readonly (readonly [string, unknown])[]): RunState => events.reduce((now, [type, data]) => withEvent(now, type, data), state);
const statuses = (state: RunState): readonly string[] => (state.steps ?? []).map((step) => statusOf(step, state));

function report(more: Partial<HttpReport>, mode: RunState['mode'] = 'execute_safe'): HttpReport {
  const audit = { trace_id: TRACE, mode, tool_count: 1, executed_count: 1, planner: 'stub', model: null, stopped_reason: 'done' as const, trace_exported: false };
  return { answer: 'Done.', plan: [], actions_taken: [], script: null, audit, ...more };
}

const PLAN = ['plan', { trace_id: TRACE, mode: 'execute_safe', planner: 'stub', model: null, steps: [LS] }] as const;

describe('the events of a request', () => {
  it('show each step on its way', () => {
    let state = play(start(), PLAN);
    expect([state.traceId, statuses(state), summary(state)]).toEqual([TRACE, ['waiting'], 'running']);
    state = play(state, ['verdict', { index: 0, verdict: ALLOWED }], ['activity', { text: 'List.' }], ['action_started', { index: 0, ...LS }]);
    expect([state.activity, statuses(state)]).toEqual(['List.', ['running']]);
    state = play(state, ['action', { index: 0, action: RAN }], ['step', { index: 1, ...SET }]);
    expect(statuses(state)).toEqual(['done', 'waiting']);
    expect(state.steps?.[0]).toEqual({ ...LS, verdict: ALLOWED, action: RAN });
  });

  it('end with the report, and what was there stays the same object', () => {
    const before = play(start(), PLAN, ['verdict', { index: 0, verdict: { ...ALLOWED, suggestion: 'ls' } }], ['action', { index: 0, action: RAN }], ['text', { delta: 'Do' }]);
    expect(before.answer).toBe('Do');
    const after = play(before, ['done', report({ plan: [{ ...LS, executed: true, verdict: ALLOWED }], actions_taken: [RAN], script: '#!', pending_approvals: [SET] })]);
    expect(after.steps?.[0]).toBe(before.steps?.[0]);
    expect([after.phase, after.answer, after.script, after.pending, after.activity, after.problem]).toEqual(['ended', 'Done.', '#!', [SET], '', null]);
    expect(summary(after)).toBe('1 of 1 run, 1 waiting for approval');
  });

  it('count twins in their order: the second of two equal steps was not run', () => {
    const state = play(start(), ['done', report({ plan: [{ ...LS, executed: true }, { ...LS, executed: false }], actions_taken: [RAN] })]);
    expect(statuses(state)).toEqual(['done', 'not run']);
    expect(summary(state)).toBe('1 of 2 run');
  });

  it('tell refused, failed, judged and planned steps apart', () => {
    const failure = { tool: SET.tool, args: SET.args, success: false as const, error: { code: 'unknown_key', message: 'No.' } };
    const dry = { ...RAN, args: { command: 'ls' }, result: { executed: false } };
    const plan = [
      { ...LS, executed: false, verdict: REFUSED },
      { ...SET, executed: false },
      { ...LS, args: dry.args, executed: false, verdict: ALLOWED },
    ];
    const actions_taken = [{ ...failure, tool: LS.tool, args: LS.args }, failure, dry];
    const state = play(start(), ['done', report({ plan, actions_taken })]);
    expect(statuses(state)).toEqual(['refused', 'failed', 'judged']);
    expect(summary(state)).toBe('0 of 3 run, 1 refused, 1 failed');
    const planned = play(start('plan_only'), ['done', report({ plan: plan.slice(1, 2) }, 'plan_only')]);
    expect([statuses(planned), summary(planned)]).toEqual([['planned'], '1 planned, nothing run']);
  });

  it('collect what waits for approval', () => {
    expect(play(start(), ['pending', { index: 0, ...SET }], ['pending', { index: 1, ...LS }]).pending).toEqual([SET, LS]);
  });

  it('may end in an error, or stop for a reason', () => {
    const state = play(start(), PLAN, ['error', { type: 'about:blank', title: 'Gone', status: 500, detail: 'The server ended.' }]);
    expect([state.phase, state.problem, summary(state)]).toEqual(['ended', { kind: 'failed', detail: 'The server ended.' }, 'failed']);
    const stopped = report({});
    expect(summary(play(start(), ['done', { ...stopped, audit: { ...stopped.audit, stopped_reason: 'step_limit' } }]))).toBe('nothing planned, stopped: step limit');
  });

  it('of a newer server change nothing', () => {
    const state = start();
    expect(withEvent(state, 'news', {})).toBe(state);
  });
});

it('a lost connection keeps what was seen', () => {
  const state = ended(play(start(), PLAN), { kind: 'dropped' });
  expect([statuses(state), summary(state)]).toEqual([['not run'], 'connection lost']);
});
