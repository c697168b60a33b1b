// Answers as streams of events, and what becomes of a run whose client goes away.
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/agent/report.js';
import { FAULTY, recorded, TSX } from '../agent/support/agent.js';
import { change, list, ScriptedPlanner, status } from '../agent/support/scripted-planner.js';
import { conformsTo } from './support/conforms.js';
import { eventsOf, post, serving } from './support/serving.js';

const STREAM = { accept: 'text/event-stream' };

const NAMES: Readonly<Record<string, string>> = {
  plan: 'PlanEvent', step: 'StepEvent', verdict: 'VerdictEvent', activity: 'ActivityEvent', action_started: 'ActionStartedEvent',
  action: 'ActionEvent', pending: 'PendingEvent', text: 'TextEvent', done: 'Report', error: 'Problem',
};

describe('a stream', () => {
  it('tells plan, verdicts, actions and answer as they happen, each as the document describes it', async () => {
    const planner = () => new ScriptedPlanner([[list], [change, status]]);
    const { url } = await serving([], { createPlanner: planner });
    const { schema } = await conformsTo(url);
    expect(() => schema('Report', {})).toThrow();
    const response = await post(url, '/chat', { message: 'do', mode: 'execute_safe' }, STREAM);
    expect([response.status, response.headers.get('content-type'), response.headers.get('cache-control')]).toEqual([200, 'text/event-stream', 'no-store']);
    const events = await eventsOf(response);
    for (const { name, data } of events) schema(NAMES[name] ?? '', data);
    const told = events.filter(({ name }) => name !== 'activity');
    expect(told.map(({ name }) => name)).toEqual(['plan', 'verdict', 'action_started', 'verdict', 'action', 'pending', 'step', 'action_started', 'action', 'done']);
    const report = told.at(-1)?.data as Report;
    expect(told[0]?.data).toEqual({ trace_id: report.audit.trace_id, mode: 'execute_safe', planner: 'scripted', model: 'none-1', steps: [list] });
    expect(told.filter(({ name }) => name === 'action').map(({ data }) => (data as { action: unknown }).action)).toEqual(report.actions_taken);
    expect(report).toMatchObject({ pending_approvals: [change], audit: { executed_count: 2 } });
  });

  it('carries out what waits for approval, exactly', async () => {
    const { url } = await serving([], { createPlanner: () => new ScriptedPlanner([[status], [change]]) });
    const { audit } = (await (await post(url, '/chat', { message: 'do', mode: 'execute_safe' })).json()) as Report;
    const events = await eventsOf(await post(url, `/plans/${audit.trace_id}/run`, {}, STREAM));
    expect(events.find(({ name }) => name === 'plan')?.data).toMatchObject({ steps: [change] });
    expect(events.at(-1)).toMatchObject({ name: 'done', data: { plan: [{ ...change, executed: true }], audit: { mode: 'execute_safe' } } });
  });

  it('is chosen by Accept; without a preference the answer is JSON', async () => {
    const { url } = await serving();
    const type = async (accept: string) => (await post(url, '/chat', { message: 'is CICS up?' }, { accept })).headers.get('content-type');
    expect(await type('text/event-stream;q=0.5, application/json')).toBe('application/json');
    expect(await type('text/*')).toBe('text/event-stream');
    expect(await type('application/json;q=0, */*')).toBe('text/event-stream');
    expect(await type('*/*')).toBe('application/json');
  });

  it('ends with an error when there is no report', async () => {
    const broken = new ScriptedPlanner([]);
    Object.defineProperty(broken, 'model', {
      get: () => {
        throw new Error('at /secret/place');
      },
    });
    const { url, err } = await serving([], { createPlanner: () => broken });
    const events = await eventsOf(await post(url, '/chat', { message: 'do' }, STREAM));
    expect(events.at(-1)).toEqual({ name: 'error', data: expect.objectContaining({ status: 500, code: 'internal_error' }) as unknown });
    expect(JSON.stringify(events)).not.toContain('/secret/place');
    expect(err()).toContain('/secret/place');
    const whole = await post(url, '/chat', { message: 'do' });
    expect([whole.status, JSON.stringify(await whole.json())]).toEqual([500, expect.not.stringContaining('secret') as string]);
  });
});

describe('a client that goes away', () => {
  it.each([['in a stream', STREAM], ['before the JSON', {}]])('%s cancels its call on the MCP server, and nobody else\'s', async (_when, headers) => {
    const { server, until } = await recorded([...TSX, FAULTY, 'hang-on-call']);
    const { url, err } = await serving(['--verbose'], { server });
    const gone = new AbortController();
    const request = post(url, '/chat', { message: 'what is the status?', mode: 'execute_safe' }, headers, gone.signal).then((response) => response.text());
    await until('tools/call');
    gone.abort();
    await expect(request).rejects.toThrow(/abort/i);
    await until('notifications/cancelled');
    expect((await fetch(`${url}/health`)).status).toBe(200);
    for (let tries = 0; tries < 500 && !err().includes('cut off'); tries += 1) await sleep(10);
    expect(err()).toMatch(/POST \/chat 200 \d+ms(?: trace=[0-9a-f]{32})? \(cut off\)\n/);
  });

  it('plan_only sends no tools/call, also over HTTP', async () => {
    const { server, sent } = await recorded();
    const { url } = await serving([], { server });
    await post(url, '/chat', { message: 'Check CPU and memory, then list files in the simulator directory' });
    const methods = (await sent()).map(({ method }) => method);
    expect(methods).toContain('resources/read');
    expect(methods).not.toContain('tools/call');
  });
});
