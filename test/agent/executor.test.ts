// The executor: order, limits, approvals and early ends, with a scripted planner and a client in memory.
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { runRequest, type RunOptions } from '../../src/agent/executor.js';
import { keptPlan } from '../../src/agent/kept-plan.js';
import type { RunEvent } from '../../src/agent/run-event.js';
import { ZopsError } from '../../src/errors.js';
import { LIMITS } from '../../src/limits.js';
import { ALLOWED, FakeClient } from './support/fake-client.js';
import { change, list, ScriptedPlanner, status } from './support/scripted-planner.js';

function options(planner: ScriptedPlanner, client: FakeClient, rest: Partial<RunOptions> = {}): RunOptions {
  return { planner, mode: 'execute_safe', connect: () => Promise.resolve(client), signal: new AbortController().signal, ...rest };
}

const never = (): Promise<never> => new Promise(() => undefined);

it('leaves no timer behind: it would keep all of a run until the deadline', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  for (const mode of ['plan_only', 'execute_safe'] as const) await runRequest('do', options(new ScriptedPlanner([[status]]), new FakeClient(), { mode }));
  expect(vi.getTimerCount()).toBe(0);
});

describe('plan_only', () => {
  it('calls no tool, and reads the verdict of each command', async () => {
    const client = new FakeClient();
    const planner = new ScriptedPlanner([[status, list, change]]);
    const { report } = await runRequest('do', options(planner, client, { mode: 'plan_only' }));
    expect(client.calls).toEqual([]);
    expect(client.checked).toEqual(['ls /sim']);
    expect(report).toEqual({
      answer: 'answered after 3 steps (done)',
      plan: [
        { ...status, executed: false },
        { ...list, executed: false, verdict: { allowed: true, rule: 'allowed', reason: 'Reads only.' } },
        { ...change, executed: false },
      ],
      actions_taken: [],
      script: expect.stringContaining("\nls /sim\n") as string,
      audit: {
        trace_id: expect.stringMatching(/^(?!0{32})[0-9a-f]{32}$/) as string,
        mode: 'plan_only',
        tool_count: 3,
        executed_count: 0,
        planner: 'scripted',
        model: 'none-1',
        stopped_reason: 'done',
        trace_exported: false,
      },
    });
    expect(planner.shown).toEqual([]);
    expect(planner.conclusion?.outcomes).toEqual([
      { step: status, status: 'not_run' },
      { step: list, status: 'not_run', verdict: ALLOWED },
      { step: change, status: 'not_run' },
    ]);
  });
});

describe('execute_safe', () => {
  it('leaves no timer behind when it has ended', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    await runRequest('do', options(new ScriptedPlanner([[status]]), new FakeClient()));
    expect(vi.getTimerCount()).toBe(0);
  });

  it('runs the steps in order under one trace and shows the planner what became of them', async () => {
    const client = new FakeClient((tool) => (tool === 'update_config' ? { success: false, error: { code: 'invalid_value', message: 'Too many.' } } : { success: true, result: { tool } }));
    const planner = new ScriptedPlanner([[status, change], [{ ...status, reasoning: 'Look again.' }]]);
    const { report } = await runRequest('do', options(planner, client));
    expect(client.calls.map(({ tool }) => tool)).toEqual(['get_system_status', 'update_config', 'get_system_status']);
    const spans = client.calls.map(({ traceparent }) => traceparent.split('-'));
    expect(new Set(spans.map(([, traceId]) => traceId))).toEqual(new Set([report.audit.trace_id]));
    expect(new Set(spans.map(([, , spanId]) => spanId)).size).toBe(3);
    expect(planner.shown).toEqual([
      [
        { step: status, status: 'succeeded', result: { tool: 'get_system_status' } },
        { step: change, status: 'failed', error: { code: 'invalid_value', message: 'Too many.' } },
      ],
      [{ step: { ...status, reasoning: 'Look again.' }, status: 'succeeded', result: { tool: 'get_system_status' } }],
    ]);
    expect(report.plan.map(({ executed }) => executed)).toEqual([true, false, true]);
    expect(report.actions_taken).toEqual([
      { tool: 'get_system_status', args: {}, success: true, result: { tool: 'get_system_status' } },
      { tool: 'update_config', args: change.args, success: false, error: { code: 'invalid_value', message: 'Too many.' } },
      { tool: 'get_system_status', args: {}, success: true, result: { tool: 'get_system_status' } },
    ]);
    expect(report.audit).toMatchObject({ tool_count: 3, executed_count: 2, stopped_reason: 'done' });
    expect(report).not.toHaveProperty('pending_approvals');
  });

  it('takes the verdict of a command from its result, and counts a dry run as not executed', async () => {
    const client = new FakeClient((_tool, args) => ({ success: true, result: { ...ALLOWED, executed: args['dry_run'] === false } }));
    const dry = { ...list, args: { command: 'ls /sim' } };
    const { report } = await runRequest('do', options(new ScriptedPlanner([[list, dry]]), client));
    expect(report.plan.map(({ executed, verdict }) => [executed, verdict?.allowed])).toEqual([[true, true], [false, true]]);
  });

  it('attack: a change thought of on the way waits for approval and never runs', async () => {
    const client = new FakeClient();
    const dry = { ...list, args: { command: 'ls /sim', dry_run: true } };
    const unknown = { tool: 'launch', args: {}, reasoning: 'Why not.' };
    const planner = new ScriptedPlanner([[status], [change, list, unknown, dry]]);
    const { report } = await runRequest('do', options(planner, client));
    expect(client.calls.map(({ tool, args }) => [tool, args['dry_run']])).toEqual([['get_system_status', undefined], ['run_command', true]]);
    expect(report.pending_approvals).toEqual([change, list, unknown]);
    expect(planner.shown[1]?.map((outcome) => outcome.status)).toEqual(['pending_approval', 'pending_approval', 'pending_approval', 'succeeded']);
    expect(report.plan.map(({ tool }) => tool)).toEqual(['get_system_status', 'run_command']);
  });

  it('attack: a planner that never ends asking for approval is stopped', async () => {
    const client = new FakeClient();
    const { report } = await runRequest('do', options(new ScriptedPlanner(Array.from({ length: 50 }, () => [change, status])), client));
    expect(report.audit.stopped_reason).toBe('step_limit');
    // The plan had two steps; its change was approved with it.
    expect(client.calls.filter(({ tool }) => tool === 'update_config')).toHaveLength(1);
    expect(report.plan.length + (report.pending_approvals?.length ?? 0)).toBe(LIMITS.agentSteps);
  });

  it('plans no more steps than a run may hold, and says how many it left out', async () => {
    const planner = new ScriptedPlanner([Array.from({ length: 11 }, () => status)]);
    const { report } = await runRequest('do', options(planner, new FakeClient()));
    expect(report.plan).toHaveLength(LIMITS.agentSteps);
    expect(report.audit.stopped_reason).toBe('step_limit');
    expect(planner.conclusion?.leftOut).toBe(3);
  });

  it('stops at the deadline, keeps what was done and what was not', async () => {
    const client = new FakeClient((tool, _args, { signal }) => (tool === 'run_command' ? rejectWhen(signal) : { success: true, result: 1 }));
    const { report } = await runRequest('do', options(new ScriptedPlanner([[status, list, change]]), client, { deadlineMs: 30 }));
    expect(report.plan.map(({ executed }) => executed)).toEqual([true, false, false]);
    expect(report.audit.stopped_reason).toBe('deadline');
    expect(report.answer).toBe('answered after 3 steps (deadline)');
  });

  it('ends at once when the user cancels a planner that does not listen', async () => {
    const cancel = new AbortController();
    const planner = new ScriptedPlanner([]);
    planner.plan = never;
    planner.answer = never;
    setTimeout(() => cancel.abort(), 10);
    const { report } = await runRequest('do', options(planner, new FakeClient(), { signal: cancel.signal }));
    expect([report.audit.stopped_reason, report.answer]).toEqual(['cancelled', 'Cancelled.']);
  });

  it('says why the server failed, and keeps what was found before', async () => {
    const gone = new ZopsError('server_unavailable', 'The zops server ended unexpectedly.');
    const client = new FakeClient((tool) => (tool === 'run_command' ? Promise.reject(gone) : { success: true, result: 1 }));
    const { report } = await runRequest('do', options(new ScriptedPlanner([[status, list]]), client));
    expect(report.audit.stopped_reason).toBe('error');
    expect(report.answer).toBe('The zops server ended unexpectedly.\n\nanswered after 2 steps (error)');
    const unreachable = await runRequest('do', options(new ScriptedPlanner([[status]]), client, { connect: () => Promise.reject(gone) }));
    expect(unreachable.report).toMatchObject({ answer: 'The zops server ended unexpectedly.', plan: [], actions_taken: [], script: null });
  });

  it('says so when the planner fails, while planning or while answering', async () => {
    const failing = new ScriptedPlanner([[status]]);
    failing.answer = () => Promise.reject(new ZopsError('planner_failed', 'The model gave no answer.'));
    const answered = await runRequest('do', options(failing, new FakeClient()));
    expect([answered.report.audit.stopped_reason, answered.report.answer]).toEqual(['error', 'The model gave no answer.']);
    failing.plan = () => Promise.reject(new Error('oops'));
    const planned = await runRequest('do', options(failing, new FakeClient()));
    expect([planned.report.audit.stopped_reason, planned.report.answer]).toEqual(['error', 'The agent failed on this request: oops']);
  });

  it('tells an observer what is going on', async () => {
    const seen: RunEvent[] = [];
    const planner = new ScriptedPlanner([[list], [change, status]]);
    const { report } = await runRequest('do', options(planner, new FakeClient(), { observer: (event) => seen.push(event) }));
    const verdict = { allowed: true, rule: 'allowed', reason: 'Reads only.' };
    expect(seen).toEqual([
      { type: 'activity', text: 'starting the server' },
      { type: 'activity', text: 'planning' },
      { type: 'plan', trace_id: report.audit.trace_id, mode: 'execute_safe', planner: 'scripted', model: 'none-1', steps: [list] },
      { type: 'activity', text: 'asking the policy' },
      { type: 'verdict', index: 0, verdict },
      { type: 'activity', text: 'List.' },
      { type: 'action_started', index: 0 },
      { type: 'action', index: 0, action: report.actions_taken[0] },
      { type: 'activity', text: 'reading the results' },
      { type: 'pending', index: 0, ...change },
      { type: 'step', index: 1, ...status },
      { type: 'activity', text: 'Look.' },
      { type: 'action_started', index: 1 },
      { type: 'action', index: 1, action: report.actions_taken[1] },
      { type: 'activity', text: 'reading the results' },
    ]);
  });
});

describe('approved steps', () => {
  it('are the plan, exactly: no planner plans, before or after', async () => {
    const client = new FakeClient();
    const planner = new ScriptedPlanner([[status], [list]]);
    planner.plan = () => expect.unreachable('planned anew');
    planner.next = () => expect.unreachable('went on');
    const { report } = await runRequest('do', options(planner, client, { approved: [change, list] }));
    expect(client.calls.map(({ tool, args }) => ({ tool, args }))).toEqual([change, list].map(({ tool, args }) => ({ tool, args })));
    expect(report.plan.map(({ tool, executed }) => [tool, executed])).toEqual([['update_config', true], ['run_command', true]]);
    expect(report).toMatchObject({ answer: 'answered after 2 steps (done)', audit: { mode: 'execute_safe', executed_count: 2, stopped_reason: 'done' } });
    expect(planner.context?.approved).toEqual([change, list]);
  });

  it('are what an answer left to carry out', async () => {
    const planned = await runRequest('do', options(new ScriptedPlanner([[status, list]]), new FakeClient(), { mode: 'plan_only' }));
    expect(keptPlan(planned, [])).toEqual({ message: 'do', history: [], steps: [status, list] });
    const waiting = await runRequest('do', options(new ScriptedPlanner([[status], [change]]), new FakeClient()));
    expect(keptPlan(waiting, [planned.turn])).toEqual({ message: 'do', history: [planned.turn], steps: [change] });
    const done = await runRequest('do', options(new ScriptedPlanner([[status]]), new FakeClient()));
    expect(keptPlan(done, [])).toBeUndefined();
  });
});

function rejectWhen(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true }));
}
