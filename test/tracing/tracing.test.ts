// Traces over real HTTP to a strict receiver on loopback (not the cloud: that was never reached from here).
import { LangfuseOtelSpanAttributes } from '@langfuse/core';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { LIMITS } from '../../src/limits.js';
import { ATTRIBUTES } from '../../src/tracing/attributes.js';
import { createTracing, type TracingOptions } from '../../src/tracing/create-tracing.js';
import { NO_TRACING, parseTraceparent } from '../../src/tracing/tracing.js';
import { startReceiver } from './receiver.js';

const SECRETS = ['sk-lf-0123456789abcdef', 'exact-secret-value'];

function options(host: string, change: Partial<TracingOptions> = {}): TracingOptions & { warnings: string[] } {
  const warnings: string[] = [];
  return {
    service: 'zops-test',
    version: '1.2.3',
    langfuse: { publicKey: 'pk-lf-test', secretKey: 'sk-lf-0123456789abcdef', host },
    otlpEndpoint: null,
    secrets: SECRETS,
    warn: (line) => warnings.push(line),
    warnings,
    ...change,
  };
}

describe('a trace', () => {
  it('has the names that Langfuse knows', () => {
    const known: readonly string[] = Object.values(LangfuseOtelSpanAttributes);
    expect(Object.values(ATTRIBUTES).filter((name) => !known.includes(name))).toEqual([]);
  });

  it('arrives whole: agent, generation, tool and guardrail under their parents', async () => {
    const receiver = await startReceiver();
    const tracing = await createTracing(options(receiver.url));
    const agent = tracing.begin({ name: 'request', input: 'is anything wrong?', sessionId: 'session-1', userId: 'operator', tags: ['plan_only', 'stub'] });
    const generation = agent.start('generation', 'plan', { model: 'some-model', input: [{ role: 'user', content: 'hi' }] });
    generation.end({ output: 'a plan', usage: { input: 10, output: 5, total: 15 } });
    const tool = agent.start('tool', 'run_command', { input: { command: 'ls' } });
    const served = tracing.resume(tool.traceparent, 'tool', 'mcp run_command');
    served.start('guardrail', 'policy', { input: 'ls' }).end({ output: { allowed: true, rule: 'allowed' } });
    served.end();
    tool.end({ error: 'it failed' });
    tool.end({ output: 'a second end is ignored' });
    agent.end({ output: 'all is well' });
    expect(await tracing.flush()).toBe(true);

    expect(receiver.problems).toEqual([]);
    expect(receiver.requests()).toEqual([{ path: '/api/public/otel/v1/traces', authorization: `Basic ${Buffer.from('pk-lf-test:sk-lf-0123456789abcdef').toString('base64')}` }]);
    expect(new Set(receiver.spans.map(({ traceId }) => traceId))).toEqual(new Set([agent.traceId]));
    const names = new Map(receiver.spans.map(({ spanId, name }) => [spanId, name]));
    const tree = receiver.spans.map(({ name, parentSpanId, attributes }) => [names.get(parentSpanId ?? '') ?? null, name, attributes[ATTRIBUTES.type]]);
    expect(tree.sort()).toEqual(
      [
        [null, 'request', 'agent'],
        ['request', 'plan', 'generation'],
        ['request', 'run_command', 'tool'],
        ['run_command', 'mcp run_command', 'tool'],
        ['mcp run_command', 'policy', 'guardrail'],
      ].sort(),
    );
    const by = (name: string) => receiver.spans.find((span) => span.name === name);
    expect(by('request')?.attributes).toMatchObject({
      [ATTRIBUTES.sessionId]: 'session-1',
      [ATTRIBUTES.userId]: 'operator',
      [ATTRIBUTES.tags]: 'plan_only,stub',
      [ATTRIBUTES.traceInput]: 'is anything wrong?',
      [ATTRIBUTES.traceOutput]: 'all is well',
    });
    expect(by('plan')?.attributes).toMatchObject({ [ATTRIBUTES.model]: 'some-model', [ATTRIBUTES.usage]: '{"input":10,"output":5,"total":15}', [ATTRIBUTES.sessionId]: 'session-1' });
    expect(by('run_command')).toMatchObject({ status: { code: 2, message: 'it failed' }, attributes: { [ATTRIBUTES.level]: 'ERROR', [ATTRIBUTES.statusMessage]: 'it failed' } });
    expect(receiver.spans[0]?.service).toBe('zops-test');
  });

  it('goes to a generic OTLP endpoint as well', async () => {
    const langfuse = await startReceiver();
    const other = await startReceiver();
    const tracing = await createTracing(options(langfuse.url, { otlpEndpoint: `${other.url}/` }));
    tracing.begin({ name: 'request' }).end();
    expect(await tracing.flush()).toBe(true);
    expect(other.requests()).toEqual([{ path: '/v1/traces', authorization: undefined }]);
    expect(other.spans).toEqual(langfuse.spans);
  });
});

describe('attack: the next trace id foretold, to run the plan that it stands for', () => {
  it.each([null, 'http://127.0.0.1:9'])('ids do not come from Math.random (destination %s)', async (otlpEndpoint) => {
    const tracing = await createTracing(options('x', { langfuse: { publicKey: null, secretKey: null, host: null }, otlpEndpoint }));
    const random = vi.spyOn(Math, 'random').mockReturnValue(0.5);
    onTestFinished(() => random.mockRestore());
    const ids = Array.from({ length: 10 }, () => tracing.begin({ name: 'zops request' }).traceId);
    expect([new Set(ids).size, random.mock.calls.length]).toEqual([10, 0]);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe('secrets', () => {
  const secret = 'exact-secret-value';
  it.each([
    ['the name', { name: `name ${secret}` }, {}],
    ['the input', { name: 'x', input: `text ${secret}` }, {}],
    ['a field of the input', { name: 'x', input: { key: 'db_password', value: 'hunter2' } }, {}],
    ['a field by its name', { name: 'x', input: { nested: [{ apiKey: 'hunter2' }] } }, {}],
    ['a tag', { name: 'x', tags: [`tag ${secret}`] }, {}],
    ['the session', { name: 'x', sessionId: secret }, {}],
    ['the output', { name: 'x' }, { output: { text: `Authorization: Bearer abcdefghijklmnop ${secret}` } }],
    ['the status message', { name: 'x' }, { error: `failed with ${secret}` }],
    ['a well-known shape', { name: 'x', input: 'key sk-lf-0123456789abcdef' }, { error: 'sk-proj-abcdefghijklmnopqrstuvwxyz123456' }],
  ])('in %s do not leave', async (_, start, end) => {
    const receiver = await startReceiver();
    const tracing = await createTracing(options(receiver.url));
    tracing.begin(start).end(end);
    expect(await tracing.flush()).toBe(true);
    expect(receiver.spans).toHaveLength(1);
    for (const leaked of [secret, 'hunter2', 'abcdefghijklmnop', 'sk-lf-0123456789abcdef', 'sk-proj']) expect(receiver.raw()).not.toContain(leaked);
    expect(receiver.raw()).toContain('[redacted]');
  });
});

describe('a destination that fails', () => {
  it.each([
    ['answers 401', (response: { writeHead: (code: number) => { end: () => void } }) => response.writeHead(401).end()],
    ['answers 500', (response: { writeHead: (code: number) => { end: () => void } }) => response.writeHead(500).end()],
    ['never answers', () => undefined],
  ])('and %s costs one line and a bounded wait', async (_, respond) => {
    const receiver = await startReceiver((_request, response) => respond(response));
    const given = options(receiver.url);
    const tracing = await createTracing(given);
    tracing.begin({ name: 'request' }).end();
    expect(await tracing.flush()).toBe(false);
    expect(given.warnings).toEqual(['The trace could not be exported; the result is not affected.']);
  });

  it('and is not there costs one line', async () => {
    const given = options('http://127.0.0.1:9');
    const tracing = await createTracing(given);
    tracing.begin({ name: 'request' }).end();
    expect(await tracing.flush()).toBe(false);
    expect(given.warnings).toHaveLength(1);
  });

  it('has less time than the bound of the command line', () => {
    expect(LIMITS.traceFlushMs).toBeLessThan(2_500);
  });
});

describe('without a destination', () => {
  it('nothing is loaded, and ids are made all the same', async () => {
    const tracing = await createTracing(options('x', { langfuse: { publicKey: 'pk-lf-test', secretKey: null, host: null } }));
    expect(tracing).toBe(NO_TRACING);
    const agent = tracing.begin({ name: 'request' });
    expect(parseTraceparent(agent.traceparent)?.traceId).toBe(agent.traceId);
    expect(tracing.resume(agent.traceparent, 'tool', 'x').traceId).toBe(agent.traceId);
    agent.start('tool', 'x').end();
    expect(await tracing.flush()).toBe(false);
  });

  it.each(['', 'x', '00-00000000000000000000000000000000-b7ad6b7169203331-01', '01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', 5, null, 'y'.repeat(1e6)])(
    'a traceparent %j begins a trace of its own',
    (traceparent) => {
      expect(parseTraceparent(traceparent)).toBeNull();
      expect(NO_TRACING.resume(traceparent, 'tool', 'x').traceId).toMatch(/^[0-9a-f]{32}$/);
    },
  );
});
