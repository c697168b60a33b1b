// Agent and server under one trace, over real stdio and HTTP to a strict receiver on loopback (not the cloud: it was never reached from here).
import { userInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/agent/report.js';
import { ATTRIBUTES } from '../../src/tracing/attributes.js';
import { tempDir } from '../support/temp.js';
import { startReceiver, type ReceivedSpan, type Receiver } from '../tracing/receiver.js';
import { fakeIo } from './support/fake-io.js';
import { ranAgent, report, startAgent } from './support/agent.js';
import { mockModel, modelAt } from './openai/support.js';

const LANGFUSE = { LANGFUSE_PUBLIC_KEY: 'pk-lf-test', LANGFUSE_SECRET_KEY: 'sk-lf-0123456789abcdef' };
const traced = ({ url }: Receiver): Record<string, string> => ({ ...LANGFUSE, LANGFUSE_HOST: url });

/** Each span under the name of its parent, with its type and process. */
function tree(spans: readonly ReceivedSpan[]): string[] {
  const names = new Map(spans.map(({ spanId, name }) => [spanId, name]));
  return spans.map(({ name, parentSpanId, service, attributes }) => `${names.get(parentSpanId ?? '') ?? '-'} → ${attributes[ATTRIBUTES.type] ?? '?'} ${name} (${service})`).sort();
}

describe('a request', () => {
  it('is one trace through agent and server, with the right parents', async () => {
    const receiver = await startReceiver();
    const { audit, answer } = await report('What is the current system status?', 'execute_safe', { env: traced(receiver) });
    expect(audit.trace_exported).toBe(true);
    expect(receiver.problems).toEqual([]);
    expect(new Set(receiver.spans.map(({ traceId }) => traceId))).toEqual(new Set([audit.trace_id]));
    expect(tree(receiver.spans)).toEqual([
      '- → agent zops request (zops)',
      'get_system_status → tool mcp get_system_status (zops-mcp)',
      'zops request → generation answer (zops)',
      'zops request → generation next (zops)',
      'zops request → generation plan (zops)',
      'zops request → tool get_system_status (zops)',
    ]);
    const root = receiver.spans.find(({ parentSpanId }) => parentSpanId === undefined);
    expect(root?.attributes).toMatchObject({
      [ATTRIBUTES.userId]: userInfo().username,
      [ATTRIBUTES.sessionId]: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      [ATTRIBUTES.tags]: 'execute_safe,stub',
      [ATTRIBUTES.traceInput]: 'What is the current system status?',
      [ATTRIBUTES.traceOutput]: answer,
    });
  });

  it('in plan_only shows the verdicts that were read as guardrails', async () => {
    const receiver = await startReceiver();
    const { audit } = await report('List files in the simulator directory', 'plan_only', { env: traced(receiver) });
    expect(audit).toMatchObject({ trace_exported: true, mode: 'plan_only' });
    const guardrail = receiver.spans.find(({ attributes }) => attributes[ATTRIBUTES.type] === 'guardrail');
    expect([guardrail?.name, guardrail?.traceId]).toEqual(['policy', audit.trace_id]);
    expect(JSON.parse(guardrail?.attributes[ATTRIBUTES.output] ?? '{}')).toMatchObject({ allowed: true });
    expect(receiver.spans.some(({ attributes }) => attributes[ATTRIBUTES.type] === 'tool')).toBe(false);
  });

  it('with a model has a generation with model and usage for each of its turns, and marks what was refused', async () => {
    const receiver = await startReceiver();
    const usage = { prompt_tokens: 70, completion_tokens: 30, input_tokens: 70, output_tokens: 30 };
    const mock = await mockModel([
      { match: { hasToolResult: true }, response: { content: 'It was refused.', usage } },
      { match: {}, response: { toolCalls: [{ id: 'call_1', name: 'run_command', arguments: '{"command":"rm -rf /","dry_run":false,"why":"Clean."}' }], usage } },
    ]);
    const model = modelAt(mock.url, 'responses');
    const { audit } = await report('clean up', 'execute_safe', { ...model, env: { ...model.env, ...traced(receiver) } });
    expect(audit.trace_exported).toBe(true);
    expect(receiver.problems).toEqual([]);
    expect(tree(receiver.spans)).toEqual([
      '- → agent zops request (zops)',
      'mcp run_command → guardrail policy (zops-mcp)',
      'run_command → tool mcp run_command (zops-mcp)',
      'zops request → generation model turn (zops)',
      'zops request → generation model turn (zops)',
      'zops request → guardrail policy (zops)',
      'zops request → tool run_command (zops)',
    ]);
    for (const { attributes } of receiver.spans.filter(({ name }) => name === 'model turn'))
      expect(attributes).toMatchObject({ [ATTRIBUTES.model]: 'mock-model', [ATTRIBUTES.usage]: '{"input":70,"output":30,"total":100}' });
    const tool = receiver.spans.find(({ name }) => name === 'run_command');
    expect(tool?.attributes).toMatchObject({ [ATTRIBUTES.level]: 'ERROR', [ATTRIBUTES.statusMessage]: expect.stringContaining('refused: ') as string });
  });

  it('of a chat shares its session with the others', async () => {
    const receiver = await startReceiver();
    const io = fakeIo({ input: 'What is the current system status?\nShow me recent error logs\n' });
    const { code } = await ranAgent([], { env: traced(receiver) }, Object.assign(io, { io: { ...io.io, stdin: Object.assign(io.io.stdin, { isTTY: true }) } }));
    expect(code).toBe(0);
    const roots = receiver.spans.filter(({ parentSpanId }) => parentSpanId === undefined);
    expect(new Set(roots.map(({ traceId }) => traceId)).size).toBe(2);
    expect(new Set(roots.map(({ attributes }) => attributes[ATTRIBUTES.sessionId])).size).toBe(1);
  });
});

describe('a trace host that fails', () => {
  /** Runs the built program; what it prints without the ids that differ. */
  async function outcome(env: Record<string, string>): Promise<{ code: number | NodeJS.Signals | null; report: Report; err: string; ms: number }> {
    const started = performance.now();
    const { child, exited, out, err } = startAgent(['What is the current system status?', '--mode', 'execute_safe', '--json'], { ZOPS_STATE_DIR: await tempDir(), ...env });
    child.stdin.end();
    const code = await exited;
    const parsed = JSON.parse(out()) as Report;
    return { code, report: { ...parsed, audit: { ...parsed.audit, trace_id: '' } }, err: err(), ms: performance.now() - started };
  }

  it.each([
    ['is down', undefined],
    ['never answers', () => undefined],
    ['answers 401', (response: { writeHead: (code: number) => { end: () => void } }) => response.writeHead(401).end()],
    ['answers 500', (response: { writeHead: (code: number) => { end: () => void } }) => response.writeHead(500).end()],
  ])('and %s changes neither result nor exit code, and costs one line', async (_, respond) => {
    const host = respond === undefined ? 'http://127.0.0.1:9' : (await startReceiver((_request, response) => respond(response))).url;
    const without = await outcome({});
    const failing = await outcome({ ...LANGFUSE, LANGFUSE_HOST: host, LANGFUSE_LOG_LEVEL: 'DEBUG' });
    expect([failing.code, failing.report]).toEqual([without.code, without.report]);
    expect(failing.code).toBe(0);
    expect(failing.err).toBe('zops: The trace could not be exported; the result is not affected.\n');
    // The bound is 2.5 s; the rest is room for a busy machine.
    expect(failing.ms - without.ms).toBeLessThan(6_000);
  });

  it('LANGFUSE_LOG_LEVEL=DEBUG changes nothing on stdout', async () => {
    const receiver = await startReceiver();
    const { code, report: parsed, err } = await outcome({ ...traced(receiver), LANGFUSE_LOG_LEVEL: 'DEBUG', OTEL_LOG_LEVEL: 'debug' });
    expect([code, err, parsed.audit.trace_exported]).toEqual([0, '', true]);
  });
});
