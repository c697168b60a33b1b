// What can go wrong with a model server, over real HTTP: each failure is one clear sentence, exit code 1, and no stack.
import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../../src/agent/report.js';
import { runRequest } from '../../../src/agent/executor.js';
import { createRedactor } from '../../../src/redact.js';
import { createOpenAiModel } from '../../../src/agent/planners/openai/openai-model.js';
import { createOpenAiPlanner } from '../../../src/agent/planners/openai/openai-planner.js';
import { FakeClient } from '../support/fake-client.js';
import { ranAgent, startAgent } from '../support/agent.js';
import { tempDir } from '../../support/temp.js';
import { APIS, bareModel, KEY, modelAt, sse, type Api } from './support.js';

async function failure(url: string, api: Api): Promise<string> {
  const { code, out, err } = await ranAgent(['What is the state?', '--json', '--mode', 'execute_safe'], modelAt(url, api));
  const { answer, plan, actions_taken, audit } = JSON.parse(out()) as Report;
  expect([code, err(), plan, actions_taken, audit.stopped_reason, audit.planner]).toEqual([1, '', [], [], 'error', 'openai']);
  expect(answer).not.toContain(KEY);
  expect(answer).not.toMatch(/\n\s+at /);
  return answer;
}

const refuse = (status: number, message: string, headers: Record<string, string> = {}, code: string | null = null) => (response: ServerResponse) =>
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify({ error: { message, type: 'error', param: null, code } }));

describe.each(APIS)('by %s', (api) => {
  it.each([
    ['401', refuse(401, `Incorrect API key provided: ${KEY}.`), 1, /^The model server at http:\/\/127\.0\.0\.1:\d+ does not accept the key \(401\)\. Check OPENAI_API_KEY\.$/],
    ['404', refuse(404, 'no such model'), 1, /does not know the model mock-model or this API \(404\)\. Check OPENAI_MODEL, OPENAI_BASE_URL and OPENAI_API\.$/],
    ['400', refuse(400, `bad\u001b[31m request with ${KEY}`), 1, /did not accept the request \(400 bad request with \[redacted\]\)\. Check OPENAI_MODEL and OPENAI_API\.$/],
    ['429, again and again', refuse(429, 'slow down', { 'retry-after': '0' }), 3, /takes no more requests now \(429 slow down\)\. Wait, or check the quota of your account\.$/],
    ['429 for an empty account', refuse(429, 'no money', {}, 'insufficient_quota'), 1, /takes no more requests now \(429 no money\)/],
    ['500, again and again', refuse(503, 'down', { 'retry-after': '0' }), 3, /failed \(503\)\. Try again later\.$/],
  ])('%s', async (_, respond, requests, sentence) => {
    const server = await bareModel((_request, response) => respond(response));
    expect(await failure(server.url, api)).toMatch(sentence);
    expect(server.asked).toHaveLength(requests);
  });

  it('half a stream', async () => {
    const events = api === 'chat' ? [{ choices: [{ index: 0, delta: { content: 'The sys' } }] }] : [{ type: 'response.output_text.delta', delta: 'The sys' }];
    const cut = await bareModel((_request, response) => {
      sse(response, events, false);
      setImmediate(() => response.destroy());
    });
    expect(await failure(cut.url, api)).toBe('The answer of the model broke off before its end; try again.');
    const ended = await bareModel((_request, response) => sse(response, events));
    expect(await failure(ended.url, api)).toBe('The answer of the model broke off before its end; try again.');
  });

  it('a stream of something else', async () => {
    const server = await bareModel((_request, response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).end('data: {"half\n\n'));
    expect(await failure(server.url, api)).toBe('The answer of the model broke off before its end; try again.');
  });

  it('a page in place of an answer', async () => {
    const server = await bareModel((_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>hello</html>'));
    expect(await failure(server.url, api)).toBe('The answer of the model broke off before its end; try again.');
  });

  it('a refusal', async () => {
    const server = await bareModel((_request, response) =>
      sse(response, api === 'chat' ? [chunk({ refusal: 'I cannot\u001b[2J help.' }, 'stop')] : [completed([{ type: 'message', role: 'assistant', content: [{ type: 'refusal', refusal: 'I cannot\u001b[2J help.' }] }])]),
    );
    expect(await failure(server.url, api)).toBe('The model declined: I cannot help.');
  });

  it('an answer that was cut off', async () => {
    const server = await bareModel((_request, response) => sse(response, api === 'chat' ? [chunk({ content: 'The' }, 'length')] : [completed([], 'incomplete', 'length')]));
    expect(await failure(server.url, api)).toBe('The model was cut off (length); ask for less at a time.');
  });

  it('an empty answer', async () => {
    const server = await bareModel((_request, response) => sse(response, api === 'chat' ? [chunk({ content: ' ' }, 'stop')] : [completed([])]));
    expect(await failure(server.url, api)).toBe('The model gave an empty answer; try again.');
  });

  it('a second try may succeed', async () => {
    const server = await bareModel((_request, response, turn) => {
      if (turn === 1) response.destroy();
      else if (turn === 2) refuse(500, 'oops', { 'retry-after': '0' })(response);
      else sse(response, api === 'chat' ? [chunk({ content: 'Well.' }, 'stop')] : [completed([{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Well.' }] }])]);
    });
    const { code, out } = await ranAgent(['What is the state?', '--json'], modelAt(server.url, api));
    expect([code, (JSON.parse(out()) as Report).answer]).toEqual([0, 'Well.']);
  });

  it.each([
    ['that never answers', () => undefined],
    ['that stops in the middle', (response: ServerResponse) => sse(response, [], false)],
    ['that says to wait', refuse(429, 'slow down', { 'retry-after': '3600' })],
  ])('a server %s is left at the deadline', async (_, respond) => {
    const server = await bareModel((_request, response) => respond(response));
    const redactor = createRedactor({ secrets: [] });
    const planner = createOpenAiPlanner({ model: createOpenAiModel({ apiKey: KEY, model: 'm', baseUrl: server.url, api, redact: redactor.text }), redact: redactor.value });
    const { report } = await runRequest('x', { planner, mode: 'execute_safe', connect: () => Promise.resolve(new FakeClient()), signal: new AbortController().signal, deadlineMs: 300 });
    expect(report.audit.stopped_reason).toBe('deadline');
    expect(report.answer).toBe('Stopped: the time for one request was over. Try again, or ask for less at a time.');
  });
});

it('the Responses API may fail in the middle of a stream', async () => {
  const failed = await bareModel((_request, response) => sse(response, [{ type: 'response.failed', response: { error: { message: 'out of cheese' } } }]));
  expect(await failure(failed.url, 'responses')).toBe('The model failed while it answered (out of cheese); try again.');
});

it('a server that is not there', async () => {
  expect(await failure('http://127.0.0.1:9', 'responses')).toBe(
    'The model server at http://127.0.0.1:9 cannot be reached. Check that it runs and that OPENAI_BASE_URL is right, or unset OPENAI_API_KEY to use the keyless planner.',
  );
});

it('Ctrl-C ends the program although the model hangs', async () => {
  const server = await bareModel(() => undefined);
  const { child, exited, out } = startAgent(['What is the state?', '--json'], { ...modelAt(server.url, 'responses').env, ZOPS_STATE_DIR: await tempDir() });
  while (server.asked.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  child.kill('SIGINT');
  expect(await exited).toBe(1);
  expect((JSON.parse(out()) as Report).audit.stopped_reason).toBe('cancelled');
});

function chunk(delta: Record<string, unknown>, finish_reason: string): unknown {
  return { id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason }] };
}

function completed(output: unknown[], status = 'completed', reason?: string): unknown {
  return { type: `response.${status}`, response: { id: 'r', status, output, incomplete_details: reason === undefined ? null : { reason }, usage: null } };
}
