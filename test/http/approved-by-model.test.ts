// A model's plan that a person approves: the model plans once, and afterwards only words the answer.
import type { Fixture } from '@copilotkit/aimock';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/agent/report.js';
import { APIS, mockModel, modelAt } from '../agent/openai/support.js';
import { post, serving } from './support/serving.js';

const args = { key: 'max_jobs', value: '20' };
const FIXTURES: readonly Fixture[] = [
  { match: { userMessage: 'saw and approved these calls' }, response: { content: 'max_jobs is 20 now.' } },
  { match: { userMessage: 'twenty jobs' }, response: { toolCalls: [{ id: 'call_1', name: 'update_config', arguments: JSON.stringify({ ...args, why: 'You asked for it.' }) }] } },
];

describe.each(APIS)('over the %s API', (api) => {
  it('what was shown is what runs, and the model tells what came of it', async () => {
    const mock = await mockModel(FIXTURES);
    const { env, createPlanner } = modelAt(mock.url, api);
    const { url } = await serving([], { env, createPlanner });
    const shown = (await (await post(url, '/chat', { message: 'Allow twenty jobs' })).json()) as Report;
    expect(shown.plan).toMatchObject([{ tool: 'update_config', args, executed: false }]);
    const ran = (await (await post(url, `/plans/${shown.audit.trace_id}/run`, {})).json()) as Report;
    expect(ran).toMatchObject({ answer: 'max_jobs is 20 now.', plan: [{ tool: 'update_config', args, executed: true }], audit: { planner: 'openai', model: 'mock-model', stopped_reason: 'done' } });
    expect(mock.getRequests()).toHaveLength(2);
  });
});
