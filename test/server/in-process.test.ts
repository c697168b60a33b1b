// The server's parts in this process, over real streams and real files: what a child process hides from the coverage and from fakes.
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import * as z from 'zod';
import { ZopsError } from '../../src/errors.js';
import { LIMITS } from '../../src/limits.js';
import { BUILT_IN_POLICY } from '../../src/policy/policy.js';
import { createRedactor } from '../../src/redact.js';
import { createEmbeddedSandbox } from '../../src/sandbox/embedded.js';
import { serveMcp, type McpDeps } from '../../src/server/mcp.js';
import { promptsAt } from '../../src/server/prompts.js';
import { RESOURCE_TEMPLATES, RESOURCES } from '../../src/server/resources.js';
import { createAuditLog } from '../../src/state/audit-log.js';
import type { AuditLog } from '../../src/state/state.js';
import { createConfigStore } from '../../src/state/config-store.js';
import { createSimulator } from '../../src/system/simulator.js';
import { NO_TRACING } from '../../src/tracing/tracing.js';
import { TOOLS } from '../../src/tools/index.js';
import { defineTool, type Tool } from '../../src/tools/tool.js';
import { RpcPeer } from '../support/rpc.js';
import { tempDir } from '../support/temp.js';

const FIXTURES = new URL('../../fixtures/baseline', import.meta.url).pathname;

/** Tests that bring a trail of their own look at calls, not at the ends of the session. */
function withoutSession(audit: AuditLog): AuditLog {
  return { ...audit, append: (event, options) => (event.event === 'start' || event.event === 'stop' ? Promise.resolve({} as never) : audit.append(event, options)) };
}

async function serve(change: Partial<McpDeps> = {}) {
  const directory = await tempDir();
  const sandbox = createEmbeddedSandbox({ directory: FIXTURES });
  onTestFinished(() => sandbox.close());
  const warnings: string[] = [];
  const input = new PassThrough();
  const output = new PassThrough();
  const server = await serveMcp(input, output, {
    tools: TOOLS,
    resources: RESOURCES,
    resourceTemplates: RESOURCE_TEMPLATES,
    prompts: promptsAt(BUILT_IN_POLICY),
    services: { policy: BUILT_IN_POLICY, system: createSimulator({ directory: FIXTURES }), sandbox, config: createConfigStore({ directory }) },
    audit: createAuditLog({ directory, redactor: createRedactor({ secrets: [] }) }),
    confirm: null,
    tracing: NO_TRACING,
    warn: (line) => warnings.push(line),
    ...change,
    ...(change.audit === undefined ? {} : { audit: withoutSession(change.audit) }),
  });
  const rpc = new RpcPeer(input, output);
  // The results of calls are recorded behind their answers.
  onTestFinished(() => server.idle());
  await rpc.initialize();
  return { server, rpc, input, output, warnings, directory };
}

const tool = (handle: () => Promise<{ ok: boolean }>): Tool =>
  defineTool({
    name: 'probe',
    title: 'Probe',
    description: 'A tool of this test.',
    effect: 'changes',
    input: z.strictObject({}),
    output: z.strictObject({ ok: z.boolean() }),
    handle,
  });

describe('a call', () => {
  it('of each real tool is answered', async () => {
    const { rpc } = await serve();
    expect((await rpc.call('get_logs', { source: 'joblog', tail: 2 })).structuredContent['count']).toBe(2);
    expect((await rpc.call('get_system_status', {})).structuredContent['simulated']).toBe(true);
    expect((await rpc.call('run_command', { command: 'wc -l syslog.log', dry_run: false })).structuredContent['exit_code']).toBe(0);
    expect((await rpc.call('run_command', { command: 'tail -f syslog.log' })).structuredContent['suggestion']).toBe('tail -n 50 syslog.log');
    expect((await rpc.call('update_config', { key: 'batch_size', value: '50' })).structuredContent).toMatchObject({ ok: true, previous: null });
    expect((await rpc.call('update_config', { key: 'nope', value: '50' })).structuredContent.error?.code).toBe('unknown_key');
  });

  it('whose output is too long is cut to the limit, at a line', async () => {
    const { rpc } = await serve();
    const { content, structuredContent } = await rpc.call('run_command', { command: 'cat syslog.log', dry_run: false });
    expect(content[0]?.text.length).toBeLessThanOrEqual(LIMITS.resultChars);
    const whole = await readFile(path.join(FIXTURES, 'syslog.log'), 'utf8');
    const stdout = structuredContent['stdout'] as string;
    expect(whole.startsWith(stdout)).toBe(true);
    expect(stdout.endsWith('\n')).toBe(true);
    expect(structuredContent['truncated']).toBe(true);
  });

  it('that meets a bug tells the operator, and the model only a fixed sentence', async () => {
    const { rpc, warnings } = await serve({ tools: [tool(() => Promise.reject(new Error('secret path /etc/shadow')))] });
    const { isError, structuredContent } = await rpc.call('probe', {});
    expect(isError).toBe(true);
    expect(structuredContent.error?.code).toBe('internal_error');
    expect(JSON.stringify(structuredContent)).not.toContain('shadow');
    expect(warnings.join('\n')).toContain('secret path /etc/shadow');
  });

  it('that throws no Error at all is a bug as well', async () => {
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the point of this test
    const { rpc, warnings } = await serve({ tools: [tool(() => Promise.reject('just text'))] });
    expect((await rpc.call('probe', {})).structuredContent.error?.code).toBe('internal_error');
    expect(warnings.join('\n')).toContain('just text');
  });

  it('does not start when its audit record cannot be written', async () => {
    let ran = false;
    const audit = { append: () => Promise.reject(new ZopsError('audit_unavailable', 'The audit log cannot be written.')), tail: () => Promise.resolve([]) };
    const { rpc } = await serve({
      audit,
      tools: [
        tool(() => {
          ran = true;
          return Promise.resolve({ ok: true });
        }),
      ],
    });
    expect((await rpc.call('probe', {})).structuredContent.error).toEqual({ code: 'audit_unavailable', message: 'The audit log cannot be written.' });
    expect(ran).toBe(false);
  });

  it('whose result cannot be recorded is still answered, and the operator is told', async () => {
    let appends = 0;
    const audit = {
      append: () => (appends++ === 0 ? Promise.resolve({} as never) : Promise.reject(new Error('disk full'))),
      tail: () => Promise.resolve([]),
    };
    const { rpc, warnings } = await serve({ audit, tools: [tool(() => Promise.resolve({ ok: true }))] });
    expect((await rpc.call('probe', {})).structuredContent).toEqual({ ok: true });
    expect(warnings.join('\n')).toContain('disk full');
  });

  it('of a tool that does not exist is in the trail as well', async () => {
    const { rpc, directory } = await serve();
    await rpc.request('tools/call', { name: 'delete_system', arguments: {} });
    expect(await readFile(path.join(directory, 'audit.jsonl'), 'utf8')).toContain('"tool":"delete_system"');
  });

  it('is audited durably exactly when it changes something', async () => {
    const durable: (boolean | undefined)[] = [];
    const audit = {
      append: (_event: unknown, options?: { durable?: boolean }) => {
        durable.push(options?.durable);
        return Promise.resolve({} as never);
      },
      tail: () => Promise.resolve([]),
    };
    const { rpc } = await serve({ audit });
    await rpc.call('run_command', { command: 'ls' });
    await rpc.call('run_command', { command: 'ls', dry_run: false });
    await rpc.call('update_config', { key: 'batch_size', value: '50' });
    expect(durable).toEqual([false, false, false, false, true, true]);
  });

  it('that is cancelled before it begins does not run', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let ran = false;
    const events: unknown[] = [];
    const audit = {
      append: async (event: unknown) => {
        events.push(event);
        if (events.length === 1) await held;
        return {} as never;
      },
      tail: () => Promise.resolve([]),
    };
    const { rpc, server } = await serve({
      audit,
      tools: [
        tool(() => {
          ran = true;
          return Promise.resolve({ ok: true });
        }),
      ],
    });
    rpc.sendLine(JSON.stringify({ jsonrpc: '2.0', id: 'c', method: 'tools/call', params: { name: 'probe', arguments: {} } }));
    rpc.notify('notifications/cancelled', { requestId: 'c' });
    await rpc.request('ping');
    release();
    await server.idle();
    expect(ran).toBe(false);
    expect(events).toMatchObject([{ event: 'call' }, { event: 'result', outcome: 'cancelled', code: 'cancelled' }]);
  });

  it('carries the trace id of the caller into the audit trail, and only a valid one', async () => {
    const ids: unknown[] = [];
    const audit = {
      append: (event: { trace_id?: string }) => {
        ids.push(event.trace_id);
        return Promise.resolve({} as never);
      },
      tail: () => Promise.resolve([]),
    };
    const { rpc } = await serve({ audit });
    const call = (traceparent: unknown) => rpc.request('tools/call', { name: 'run_command', arguments: { command: 'ls' }, _meta: { traceparent } });
    await call('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01');
    await call('00-00000000000000000000000000000000-b7ad6b7169203331-01');
    await call('x'.repeat(10_000));
    await call(5);
    const id = '0af7651916cd43dd8448eb211c80319c';
    expect(ids.slice(0, 2)).toEqual([id, id]);
    // A trace of its own for each of the others.
    expect(ids.slice(2)).toEqual(Array.from({ length: 6 }, () => expect.stringMatching(/^(?!0{32})[0-9a-f]{32}$/) as unknown));
    expect(new Set(ids).size).toBe(4);
  });
});

describe('a resource that is read', () => {
  it('and cancelled: the work stops, nobody is answered, and the trail says so', async () => {
    const events: unknown[] = [];
    const audit = {
      append: (event: unknown) => {
        events.push(event);
        return Promise.resolve({} as never);
      },
      tail: () => Promise.resolve([]),
    };
    let stopped: unknown;
    const system = {
      directory: FIXTURES,
      logs: () => Promise.reject(new Error('not asked')),
      status: (signal: AbortSignal) =>
        new Promise<never>((_, reject) => {
          signal.addEventListener('abort', () => {
            stopped = signal.reason;
            reject(new Error('ended in the middle'));
          });
          rpc.notify('notifications/cancelled', { requestId: 'r', reason: 'enough' });
        }),
    };
    const { rpc, server, warnings } = await serve({ audit, services: { policy: BUILT_IN_POLICY, system } as never });
    rpc.sendLine(JSON.stringify({ jsonrpc: '2.0', id: 'r', method: 'resources/read', params: { uri: 'zops://status' } }));
    await rpc.request('ping');
    await rpc.request('ping');
    await server.idle();
    expect(stopped).toBe('enough');
    expect(events).toMatchObject([
      { event: 'call', tool: 'resources/read', args: { uri: 'zops://status' }, client: 'rpc-peer/1.0.0' },
      { event: 'result', outcome: 'cancelled', code: 'cancelled' },
    ]);
    expect(rpc.lines.filter((line) => line.includes('"r"'))).toEqual([]);
    expect(warnings).toEqual([]);
  });

  it('does not happen when it cannot be recorded', async () => {
    const audit = { append: () => Promise.reject(new ZopsError('audit_unavailable', 'The audit log cannot be written.')), tail: () => Promise.resolve([]) };
    const { rpc } = await serve({ audit });
    expect((await rpc.request('resources/read', { uri: 'zops://status' })).error?.data?.code).toBe('audit_unavailable');
  });
});

describe('the stream', () => {
  it('ends once, and calls in flight are waited for', async () => {
    let finish = (): void => undefined;
    let begin = (): void => undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const probe = tool(() => {
      begin();
      return new Promise((resolve) => (finish = () => resolve({ ok: true })));
    });
    const { server, rpc, input } = await serve({ tools: [probe] });
    const answer = rpc.call('probe', {});
    await begun;
    input.end();
    await server.ended;
    let idle = false;
    const waiting = server.idle().then(() => (idle = true));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(idle).toBe(false);
    finish();
    await waiting;
    expect((await answer).structuredContent).toEqual({ ok: true });
    await server.close('end of the test');
    await server.close('again');
  });

  it('takes messages in any pieces', async () => {
    const { rpc, input } = await serve();
    const bytes = Buffer.from('\r\n{"jsonrpc":"2.0","id":"é","method":"ping"}\r\n');
    for (const byte of bytes) input.write(Buffer.from([byte]));
    expect((await rpc.answerTo('é')).result).toEqual({});
  });

  it('waits for a slow reader', async () => {
    const { rpc, output } = await serve();
    output.pause();
    const answers = Array.from({ length: 50 }, () => rpc.call('get_logs', { source: 'syslog', tail: 200 }));
    output.resume();
    expect(await Promise.all(answers)).toHaveLength(50);
  });

  it('gives an oversized line without an id the id null', async () => {
    const { rpc, input } = await serve();
    input.write(`"${'x'.repeat(LIMITS.messageBytes + 10)}"\n`);
    expect((await rpc.answerTo(null)).error?.data?.code).toBe('message_too_large');
    input.write(`{"id":"abc", "x":"${'x'.repeat(LIMITS.messageBytes + 10)}"}\n`);
    expect((await rpc.answerTo('abc')).error?.data?.code).toBe('message_too_large');
  });
});

describe('the data directory', () => {
  it('may change while the server runs', async () => {
    const data = await tempDir();
    const { rpc } = await serve({ services: { policy: BUILT_IN_POLICY, system: createSimulator({ directory: data }) } as never });
    expect((await rpc.call('get_logs', { source: 'syslog' })).structuredContent.error?.code).toBe('data_missing');
    await writeFile(path.join(data, 'syslog.log'), 'one plain line\n');
    expect((await rpc.call('get_logs', { source: 'syslog' })).structuredContent).toMatchObject({ lines: ['one plain line'], count: 1, truncated: false });
  });
});

describe('a hostile message', () => {
  const nested = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;

  it.each([
    ['answer', `{"jsonrpc":"2.0","id":999,"result":{"a":${nested}}}`],
    ['error', `{"jsonrpc":"2.0","id":999,"error":{"code":1,"message":"x","data":${nested}}}`],
  ])('a deeply nested %s to a question that nobody asked is dropped, and the server goes on', async (_what, line) => {
    const { rpc, warnings } = await serve();
    rpc.sendLine(line);
    expect((await rpc.call('run_command', { command: 'date' })).structuredContent['allowed']).toBe(true);
    // Newer versions of Node.js print the message without a deep stack; then only its beginning is quoted.
    expect(warnings).toEqual([expect.stringMatching(/^mcp: (?:Maximum call stack size exceeded|Received a response for an unknown message ID: .{1,460})$/)]);
  });

  const mistakes = (value: unknown) => Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`k${index}`.padEnd(1 + (index === 0 ? 5_000 : 0), 'x'), value]));

  it('with thousands of mistakes is answered with the first few', async () => {
    const { rpc } = await serve();
    const { error } = (await rpc.call('get_system_status', mistakes(1))).structuredContent;
    expect(error?.message).toMatch(/; and 19995 more\. get_system_status takes no arguments\.$/);
    for (const value of [1, 'x']) {
      const answer = await rpc.request('prompts/get', { name: 'triage', arguments: mistakes(value) });
      expect(answer.error?.message).toContain('; and 19995 more.');
    }
    expect(Math.max(...rpc.lines.map((line) => line.length))).toBeLessThan(10_000);
  });

  it('with half a surrogate pair still makes a prompt', async () => {
    const { rpc } = await serve();
    const { result } = await rpc.request('prompts/get', { name: 'explain-abend', arguments: { code: 'S0C7\ud800' } });
    expect(JSON.stringify(result)).toContain('zops://abends/S0C7%EF%BF%BD');
  });
});
