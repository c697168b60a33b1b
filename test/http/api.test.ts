// The API over real HTTP: what it answers, in which form, and that the OpenAPI document says so.
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/agent/report.js';
import { LIMITS } from '../../src/limits.js';
import { report } from '../agent/support/agent.js';
import { conformsTo } from './support/conforms.js';
import { post, serving } from './support/serving.js';

const HEX = expect.stringMatching(/^[0-9a-f]{32}$/) as string;

describe('POST /chat', () => {
  it('answers what zops --json prints, in both modes', async () => {
    const { url } = await serving();
    const conforms = await conformsTo(url);
    for (const mode of ['plan_only', 'execute_safe'] as const) {
      const json = await conforms('POST', '/chat', await post(url, '/chat', { message: 'Check CPU and memory, then show the syslog', mode }));
      const { audit, ...rest } = await report('Check CPU and memory, then show the syslog', mode);
      expect(json).toEqual({ ...rest, audit: { ...audit, trace_id: HEX } });
    }
  });

  it('plans only, unless told otherwise', async () => {
    const { url } = await serving();
    const planned = (await (await post(url, '/chat', { message: 'Set the log level to debug' })).json()) as { readonly answer: string };
    expect(planned).toMatchObject({ audit: { mode: 'plan_only', executed_count: 0 } });
    // Advice for a command line would lead somebody astray here.
    expect(planned.answer).toMatch(/\nNothing was run\.$/);
  });

  it.each([
    [{}, 'message'],
    [{ message: 7 }, 'message'],
    [{ message: ' \t\n\u00a0' }, 'message'],
    [{ message: 'x'.repeat(LIMITS.agentMessageChars + 1) }, 'message'],
    [{ message: 'x', mode: 'yolo' }, 'mode'],
    [{ message: 'x', shell: true }, 'shell'],
    ['["x"]', ''],
  ])('refuses %j with the field and the reason', async (body, field) => {
    const { url } = await serving();
    const conforms = await conformsTo(url);
    const response = await post(url, '/chat', body);
    expect(response.status).toBe(422);
    const { errors } = (await conforms('POST', '/chat', response)) as { errors: { field: string; reason: string }[] };
    expect(errors.map((error) => error.field)).toEqual([field]);
    expect(errors[0]?.reason).toBeTruthy();
  });

  it('takes the longest message, in its longest form', async () => {
    const { url } = await serving();
    const body = `{"message":"${'\\u0078'.repeat(LIMITS.agentMessageChars)}"}`;
    expect((await post(url, '/chat', body)).status).toBe(200);
  });

  it.each([
    ['{"message":', {}, 400, 'invalid_json'],
    ['{"message":"x"}', { 'content-type': 'text/plain' }, 415, 'unsupported_media_type'],
    ['{"message":"x"}', { 'content-encoding': 'gzip' }, 415, 'unsupported_encoding'],
    [`{"message":"${'x'.repeat(LIMITS.httpBodyBytes)}"}`, {}, 413, 'body_too_large'],
    ['{"message":"x"}', { accept: 'text/html' }, 406, 'not_acceptable'],
  ])('%.30s with %j: %i', async (body, headers, status, code) => {
    const { url } = await serving();
    const conforms = await conformsTo(url);
    const response = await post(url, '/chat', body, headers);
    expect(response.status).toBe(status);
    expect(await conforms('POST', '/chat', response)).toMatchObject({ status, code });
  });

  it('refuses a body that does not say how long it is, and text that is no UTF-8', async () => {
    const { url } = await serving();
    const send = (parts: readonly Uint8Array[]) => {
      const body = new ReadableStream({
        pull(controller) {
          for (const part of parts) controller.enqueue(part);
          controller.close();
        },
      });
      return fetch(`${url}/chat`, { method: 'POST', headers: { 'content-type': 'application/json' }, body, duplex: 'half' });
    };
    expect((await send(Array.from({ length: 5 }, () => new Uint8Array(LIMITS.httpBodyBytes / 4).fill(32)))).status).toBe(413);
    expect(await (await send([Buffer.from('{"message":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')])).json()).toMatchObject({ status: 400, code: 'invalid_text' });
    expect((await send([Buffer.from('{"message":"is CICS up?"}')])).status).toBe(200);
  });
});

describe('POST /plans/{trace_id}/run', () => {
  const plan = async (url: string, message: string): Promise<Report> => (await (await post(url, '/chat', { message })).json()) as Report;

  it('runs exactly the plan that was shown, once', async () => {
    const { url } = await serving();
    const conforms = await conformsTo(url);
    const shown = await plan(url, 'Set the log level to debug, then list files in the simulator directory');
    const path = `/plans/${shown.audit.trace_id}/run`;
    const ran = (await conforms('POST', '/plans/{trace_id}/run', await fetch(`${url}${path}`, { method: 'POST' }))) as Report;
    expect(ran.plan).toMatchObject(shown.plan.map(({ tool, args, reasoning }) => ({ tool, args, reasoning, executed: true })));
    expect(ran.audit).toMatchObject({ mode: 'execute_safe', executed_count: 2, stopped_reason: 'done' });
    expect(ran.audit.trace_id).not.toBe(shown.audit.trace_id);
    expect(ran.answer).toMatch(/^log_level is now DEBUG[\s\S]*syslog\.log/);
    const again = await post(url, path, {});
    expect(await conforms('POST', '/plans/{trace_id}/run', again)).toMatchObject({ status: 404, code: 'unknown_plan' });
  });

  it('runs only the steps that were kept', async () => {
    const { url } = await serving();
    const shown = await plan(url, 'Set the log level to debug, then check the status');
    const ran = (await (await post(url, `/plans/${shown.audit.trace_id}/run`, { steps: [1] })).json()) as Report;
    expect(ran.actions_taken.map(({ tool }) => tool)).toEqual(['get_system_status']);
    const config = await plan(url, 'Set the log level to info');
    const set = (await (await post(url, `/plans/${config.audit.trace_id}/run`, { steps: [0] })).json()) as Report;
    expect(set.actions_taken).toMatchObject([{ result: { previous: null } }]);
  });

  it('asked twice at the same time, runs it once', async () => {
    const { url } = await serving();
    const shown = await plan(url, 'Set max jobs to 20');
    const answers = await Promise.all([1, 2, 3].map(() => post(url, `/plans/${shown.audit.trace_id}/run`, {})));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404, 404]);
  });

  it.each([
    [{ steps: [1] }, 'There is no step 1; the plan has 1, counted from 0.'],
    [{ steps: [] }, 'steps: '],
    [{ steps: [0, 0] }, 'steps: names a step twice.'],
    [{ steps: [-1] }, 'steps.0: '],
    [{ all: true }, 'all: is not known here.'],
  ])('refuses %j, and the plan stays', async (body, said) => {
    const { url } = await serving();
    const shown = await plan(url, 'Set max jobs to 20');
    const response = await post(url, `/plans/${shown.audit.trace_id}/run`, body);
    expect(await response.json()).toMatchObject({ status: 422, detail: expect.stringContaining(said) as string });
    expect((await post(url, `/plans/${shown.audit.trace_id}/run`, {})).status).toBe(200);
  });
});

describe('the other addresses', () => {
  it('GET /health is ok while the MCP server answers', async () => {
    const { url } = await serving();
    const conforms = await conformsTo(url);
    expect(await conforms('GET', '/health', await fetch(`${url}/health`))).toEqual({ status: 'ok' });
  });

  it('GET /health is 503 and says why when it does not', async () => {
    const { url, err } = await serving([], { server: [process.execPath, '-e', 'console.error("out of paper"); process.exit(3)'] });
    const conforms = await conformsTo(url);
    const response = await fetch(`${url}/health`);
    expect(response.headers.get('retry-after')).toBe('2');
    expect(await conforms('GET', '/health', response)).toMatchObject({ status: 503, code: 'server_unavailable', detail: expect.stringContaining('out of paper') as string });
    expect(err()).toContain('out of paper');
    expect(await (await post(url, '/chat', { message: 'status' })).json()).toMatchObject({ audit: { stopped_reason: 'error' } });
  });

  it('GET /audit/{trace_id} holds the records of a request', async () => {
    const { url } = await serving();
    const conforms = await conformsTo(url);
    const { audit } = (await (await post(url, '/chat', { message: 'Set the log level to debug', mode: 'execute_safe' })).json()) as Report;
    const trail = (await conforms('GET', '/audit/{trace_id}', await fetch(`${url}/audit/${audit.trace_id}`))) as { records: { event: string; tool: string; outcome?: string }[] };
    expect(trail.records.map(({ event, tool, outcome }) => [event, tool, outcome])).toEqual([
      ['call', 'update_config', undefined],
      ['result', 'update_config', 'ok'],
    ]);
    expect(await conforms('GET', '/audit/{trace_id}', await fetch(`${url}/audit/nonsense`))).toMatchObject({ status: 422 });
  });

  it.each([
    ['IEF450I', { kind: 'message', id: 'IEF450I' }],
    ['%24HASP395', { kind: 'message', id: '$HASP395' }],
    ['S0C7', { kind: 'abend', id: 'S0C7' }],
    ['SB37-04', { kind: 'abend', id: 'SB37' }],
    ['XYZ999I', { status: 404, code: 'unknown_id' }],
    ['x'.repeat(100), { status: 404, code: 'unknown_id' }],
  ])('GET /explain/%.20s', async (id, expected) => {
    const { url } = await serving();
    const conforms = await conformsTo(url);
    expect(await conforms('GET', '/explain/{id}', await fetch(`${url}/explain/${id}`))).toMatchObject(expected);
  });

  it('GET / is the page, which browsers may keep until it changes', async () => {
    const { url } = await serving();
    const page = await fetch(`${url}/`);
    expect([page.status, page.headers.get('content-type'), await page.text()]).toEqual([200, 'text/html; charset=utf-8', expect.stringContaining('<!doctype html>') as string]);
    const again = await fetch(`${url}/`, { headers: { 'if-none-match': page.headers.get('etag') ?? '' } });
    expect([again.status, await again.text()]).toEqual([304, '']);
    expect((await fetch(`${url}/page.js`, { method: 'HEAD' })).headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  });

  it.each([
    ['GET', '/chat', 'POST'],
    ['OPTIONS', '/chat', 'POST'],
    ['DELETE', '/health', 'GET, HEAD'],
    ['POST', '/', 'GET, HEAD'],
    ['PUT', '/plans/x/run', 'POST'],
  ])('%s %s: 405 with Allow', async (method, path, allow) => {
    const { url } = await serving();
    const response = await fetch(`${url}${path}`, { method });
    expect([response.status, response.headers.get('allow'), await response.json()]).toEqual([405, allow, expect.objectContaining({ code: 'method_not_allowed' })]);
  });

  it.each(['/nope', '/page/index.html', '/..%2fpackage.json', '/chat/'])('GET %s: 404', async (path) => {
    const { url } = await serving();
    const response = await fetch(`${url}${path}`);
    expect([response.status, response.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
  });

  it('every answer carries the same headers', async () => {
    const { url } = await serving();
    for (const path of ['/', '/health', '/nope', '/chat', '/openapi.json']) {
      const { headers } = await fetch(`${url}${path}`);
      expect(headers.get('content-security-policy')).toMatch(/^default-src 'none';.*frame-ancestors 'none'/);
      expect(headers.get('content-security-policy')).not.toMatch(/unsafe|\*|https?:/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cache-control')).toBe(path === '/' ? 'no-cache' : 'no-store');
      expect(headers.get('access-control-allow-origin')).toBeNull();
    }
  });
});
