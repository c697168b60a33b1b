// Whole conversations over real HTTP to a maintained mock of OpenAI, and to the real zops server over stdio.
import type { Fixture } from '@copilotkit/aimock';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Report } from '../../../src/agent/report.js';
import { LIMITS } from '../../../src/limits.js';
import { fakeIo } from '../support/fake-io.js';
import { ranAgent, report } from '../support/agent.js';
import { APIS, KEY, mockModel, modelAt } from './support.js';

const call = (id: string, name: string, args: Record<string, unknown>) => ({ id, name, arguments: JSON.stringify(args) });
const usage = { prompt_tokens: 100, completion_tokens: 20, input_tokens: 100, output_tokens: 20 };

/** What the mock was asked, in the one shape it keeps for both APIs. */
const REQUEST = z.object({
  messages: z.array(z.object({ role: z.string(), content: z.string().nullish(), tool_call_id: z.string().optional(), tool_calls: z.array(z.object({ id: z.string() })).optional() })),
  tools: z.array(z.object({ function: z.object({ name: z.string(), parameters: z.object({ required: z.array(z.string()), additionalProperties: z.literal(false) }) }) })),
});

const CONVERSATION: readonly Fixture[] = [
  {
    match: { hasToolResult: false },
    response: {
      content: 'I will look at the state and at the errors.',
      toolCalls: [
        call('call_status', 'get_system_status', { why: 'See the state.' }),
        call('call_logs', 'get_logs', { source: 'error', tail: 2, contains: null, since: null, until: null, job: null, why: 'See the errors.' }),
        call('call_count', 'run_command', { command: 'wc -l syslog.log', dry_run: false, why: 'Count.' }),
        call('call_config', 'update_config', { key: 'log_level', value: 'DEBUG', why: 'You asked for it.' }),
      ],
      usage,
    },
  },
  { match: { toolCallId: 'call_more' }, response: { content: 'Done, and **one** job failed.', usage } },
  { match: { hasToolResult: true }, response: { toolCalls: [call('call_more', 'get_logs', { source: 'joblog', tail: 1, why: 'See the job.' })], usage } },
];

/** Times and durations differ between runs. */
function stable({ answer, plan, actions_taken, audit }: Report): unknown {
  const text = JSON.stringify({ answer, plan, actions_taken, audit: { ...audit, trace_id: '' } });
  return JSON.parse(text.replace(/"duration_ms":[\d.]+/g, '"duration_ms":0'));
}

describe('the same conversation', () => {
  it('through Responses and Chat gives the same plan and actions', async () => {
    const [responses, chat] = await Promise.all(
      APIS.map(async (api) => {
        const mock = await mockModel(CONVERSATION);
        return report('Look around and set the log level to debug', 'execute_safe', modelAt(mock.url, api));
      }),
    );
    expect(responses).toBeDefined();
    if (responses === undefined || chat === undefined) return;
    expect(stable(responses)).toEqual(stable(chat));
    expect(responses.plan.map(({ tool, args, reasoning, executed }) => [tool, args, reasoning, executed])).toEqual([
      ['get_system_status', {}, 'See the state.', true],
      ['get_logs', { source: 'error', tail: 2 }, 'See the errors.', true],
      ['run_command', { command: 'wc -l syslog.log', dry_run: false }, 'Count.', true],
      ['update_config', { key: 'log_level', value: 'DEBUG' }, 'You asked for it.', true],
      ['get_logs', { source: 'joblog', tail: 1 }, 'See the job.', true],
    ]);
    expect(responses.answer).toBe('Done, and **one** job failed.');
    expect(responses.audit).toMatchObject({ planner: 'openai', model: 'mock-model', stopped_reason: 'done', tool_count: 5, executed_count: 5 });
  });

  it.each(APIS)('by %s answers every call with marked data, and learns the tools from the server', async (api) => {
    const mock = await mockModel(CONVERSATION);
    await report('Look around', 'execute_safe', modelAt(mock.url, api));
    const requests = mock.getRequests().map(({ body }) => REQUEST.parse(body));
    expect(requests).toHaveLength(3);
    for (const { messages, tools } of requests) {
      const asked = messages.flatMap(({ tool_calls = [] }) => tool_calls.map(({ id }) => id));
      const answered = messages.flatMap(({ tool_call_id }) => (tool_call_id === undefined ? [] : [tool_call_id]));
      expect(answered.sort()).toEqual(asked.sort());
      expect(tools.map((tool) => tool.function.name)).toEqual(['get_logs', 'get_system_status', 'run_command', 'update_config']);
      for (const tool of tools) expect(tool.function.parameters.required).toContain('why');
    }
    const results = requests.at(-1)?.messages.filter(({ role }) => role === 'tool') ?? [];
    expect(results).toHaveLength(5);
    const boundary = /<data-([0-9a-f]{24}) /.exec(results[0]?.content ?? '')?.[1] ?? 'none';
    for (const { content } of results) expect(content).toMatch(new RegExp(`^<data-${boundary} from="[a-z_]+">\n[^]*\n</data-${boundary}>$`));
    expect(requests[0]?.messages[0]?.content).toContain(`</data-${boundary}>`);
  });
});

describe('plan_only', () => {
  it.each(APIS)('by %s asks the model once, runs nothing, and shows the verdicts', async (api) => {
    const mock = await mockModel([
      {
        match: {},
        response: {
          toolCalls: [call('call_1', 'run_command', { command: 'rm -rf /sim', dry_run: false, why: 'Clean up.' }), call('call_2', 'run_command', { command: 'ls', dry_run: null, why: 'List.' })],
        },
      },
    ]);
    const { plan, actions_taken, answer, audit } = await report('Clean up', 'plan_only', modelAt(mock.url, api));
    expect(mock.getRequests()).toHaveLength(1);
    expect(actions_taken).toEqual([]);
    expect(audit).toMatchObject({ executed_count: 0, stopped_reason: 'done' });
    expect(plan.map(({ args, verdict, executed }) => [args, verdict?.allowed, executed])).toEqual([
      [{ command: 'rm -rf /sim', dry_run: false }, false, false],
      [{ command: 'ls' }, true, false],
    ]);
    expect(answer).toContain('the policy refuses it');
    expect(answer).toContain('Nothing was run.');
  });

  it('shows the words of a model that plans nothing', async () => {
    const mock = await mockModel([{ match: {}, response: { content: 'I will not delete system files.' } }]);
    const { plan, answer } = await report('Delete all system files', 'plan_only', modelAt(mock.url, 'responses'));
    expect([plan, answer]).toEqual([[], 'I will not delete system files.']);
  });
});

describe('bounds', () => {
  it.each(APIS)('by %s: a plan of more steps than a run holds is cut, and the model says so at the end', async (api) => {
    const many = Array.from({ length: LIMITS.agentSteps + 3 }, (_, index) => call(`call_${index}`, 'get_logs', { source: 'syslog', tail: index, why: 'x' }));
    const mock = await mockModel([
      { match: { hasToolResult: false }, response: { toolCalls: many } },
      { match: { userMessage: 'limit of' }, response: { content: 'This is what I saw.' } },
      { match: { hasToolResult: true }, response: { content: 'This is what I saw.' } },
    ]);
    const { plan, answer, audit } = await report('Read everything', 'execute_safe', modelAt(mock.url, api));
    expect([plan.length, answer, audit.stopped_reason]).toEqual([LIMITS.agentSteps, 'This is what I saw.', 'step_limit']);
    const last = REQUEST.parse(mock.getLastRequest()?.body);
    expect(last.messages.filter(({ role }) => role === 'tool')).toHaveLength(LIMITS.agentSteps + 3);
    expect(last.messages.filter(({ content }) => content?.startsWith('Not run: a limit') === true)).toHaveLength(3);
  });

  it('a model that looks further and further is stopped, and asked for an answer without tools', async () => {
    let looks = 0;
    const mock = await mockModel([
      { match: { userMessage: 'limit of' }, response: { content: 'I saw a lot.' } },
      { match: {}, response: () => ({ toolCalls: [call(`call_${++looks}`, 'get_logs', { source: 'syslog', tail: looks, why: 'Look.' })] }) },
    ]);
    const { plan, answer, audit } = await report('Read on', 'execute_safe', modelAt(mock.url, 'chat'));
    expect([plan.length, answer, audit.stopped_reason]).toEqual([LIMITS.agentSteps, 'I saw a lot.', 'step_limit']);
    expect(mock.getLastRequest()?.body).toMatchObject({ tool_choice: 'none' });
  });

  it.each(APIS)('by %s: the tokens of a request are counted', async (api) => {
    const greedy = { prompt_tokens: LIMITS.agentTokens, completion_tokens: 1, input_tokens: LIMITS.agentTokens, output_tokens: 1 };
    const mock = await mockModel([{ match: {}, response: { toolCalls: [call('call_1', 'get_system_status', { why: 'Look.' })], usage: greedy } }]);
    const { answer, audit } = await report('Look', 'execute_safe', modelAt(mock.url, api));
    expect(mock.getRequests()).toHaveLength(1);
    expect(audit.stopped_reason).toBe('token_limit');
    expect(answer).toBe(`Stopped: one request may use ${LIMITS.agentTokens} tokens of the model. Ask for less at a time.\nSo far:\n- get_system_status {}: done`);
  });
});

describe('calls that no tool takes', () => {
  const wrong = [
    ['an unknown tool', call('call_bad', 'delete_everything', {}), 'There is no tool delete_everything.'],
    ['arguments that are not JSON', { id: 'call_bad', name: 'get_logs', arguments: '{"source": "sys' }, 'The arguments of get_logs are not a JSON object.'],
    ['an unknown argument', call('call_bad', 'get_logs', { source: 'syslog', path: '/etc/passwd' }), 'Unrecognized key: "path"'],
    ['a value out of range', call('call_bad', 'get_logs', { source: 'syslog', tail: 99999 }), 'tail: Too big'],
  ] as const;

  it.each(wrong)('%s: the call is answered, the model may do better', async (_, bad, problem) => {
    const mock = await mockModel([
      { match: { toolCallId: 'call_bad' }, response: { toolCalls: [call('call_good', 'get_system_status', { why: 'Better.' })] } },
      { match: { toolCallId: 'call_good' }, response: { content: 'Fine.' } },
      { match: {}, response: { toolCalls: [bad] } },
    ]);
    const { plan, answer } = await report('Look', 'execute_safe', modelAt(mock.url, 'responses'));
    expect([plan.map(({ tool }) => tool), answer]).toEqual([['get_system_status'], 'Fine.']);
    const second = REQUEST.parse(mock.getRequests()[1]?.body);
    expect(second.messages.find(({ tool_call_id }) => tool_call_id === 'call_bad')?.content).toContain(problem);
  });

  it.each(wrong)('%s, again and again, ends the request with exit code 1', async (_, bad, problem) => {
    const mock = await mockModel([{ match: {}, response: { toolCalls: [bad] } }]);
    const { code, out } = await ranAgent(['Look', '--json'], modelAt(mock.url, 'chat'));
    const { answer, audit, actions_taken } = JSON.parse(out()) as Report;
    expect([code, audit.stopped_reason, actions_taken]).toEqual([1, 'error', []]);
    expect(answer).toContain('The model keeps making calls that no tool takes.');
    expect(answer).toContain(problem);
    expect(mock.getRequests()).toHaveLength(3);
  });
});

it('a chat remembers what was said, as data', async () => {
  const mock = await mockModel([
    { match: { userMessage: 'first' }, response: { content: 'The first answer.' } },
    { match: { userMessage: 'second' }, response: { content: 'The second answer.' } },
  ]);
  const io = fakeIo({ input: 'the first question\nthe second question\n' });
  const { code } = await ranAgent([], modelAt(mock.url, 'responses'), Object.assign(io, { io: { ...io.io, stdin: Object.assign(io.io.stdin, { isTTY: true }) } }));
  expect(code).toBe(0);
  expect(io.out()).toContain('The second answer.');
  const { messages } = REQUEST.parse(mock.getLastRequest()?.body);
  expect(messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user']);
  expect(messages[2]?.content).toMatch(/^<data-[0-9a-f]+ from="earlier answer">\n[^]*The first answer\.\n<\/data-[0-9a-f]+>$/);
});

it('the key goes to the model server in the header and nowhere else', async () => {
  const mock = await mockModel([{ match: {}, response: { content: 'Hello.' } }]);
  const { out, err } = await ranAgent(['hello', '--json'], modelAt(mock.url, 'responses'));
  expect(JSON.stringify(mock.getRequests().map(({ body }) => body))).not.toContain(KEY);
  expect(out() + err()).not.toContain(KEY);
});
