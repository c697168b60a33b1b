// zops doctor: what works, what does not, what to do; and never a key.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config.js';
import { examine, renderChecks, type Check } from '../../src/agent/doctor.js';
import { tempDir } from '../support/temp.js';
import { startReceiver } from '../tracing/receiver.js';
import { agentDeps, ranAgent } from './support/agent.js';

const KEYS = { OPENAI_API_KEY: 'sk-doctor-0123456789', LANGFUSE_PUBLIC_KEY: 'pk-lf-doctor', LANGFUSE_SECRET_KEY: 'sk-lf-doctor-012345' };

async function checks(env: Record<string, string>, server?: readonly [string, ...string[]]): Promise<{ code: number; out: string; by: Record<string, Check> }> {
  const { code, out } = await ranAgent(['doctor', '--json'], { env, ...(server === undefined ? {} : { server }) });
  const { ok, checks: list } = JSON.parse(out()) as { ok: boolean; checks: Check[] };
  expect(ok).toBe(code === 0);
  return { code, out: out(), by: Object.fromEntries(list.map((check) => [check.name, check])) };
}

describe('zops doctor', () => {
  it('without keys: all is well, and says what could be', async () => {
    const { code, by } = await checks({});
    expect(code).toBe(0);
    expect(by).toEqual({
      node: { name: 'node', state: 'ok', detail: process.versions.node, advice: null },
      server: { name: 'server', state: 'ok', detail: 'starts and offers get_logs, get_system_status, run_command, update_config', advice: null },
      policy: { name: 'policy', state: 'ok', detail: 'the built-in one (ZOPS_POLICY is not set)', advice: null },
      sandbox: { name: 'sandbox', state: 'ok', detail: 'embedded (ZOPS_SANDBOX)', advice: null },
      model: { name: 'model', state: 'off', detail: 'no key: the keyless planner plans', advice: 'Set OPENAI_API_KEY to let a model plan.' },
      langfuse: { name: 'langfuse', state: 'off', detail: 'no keys: requests are not traced', advice: null },
    });
  });

  it('with keys: reaches the endpoints, sends and prints no key', async () => {
    const receiver = await startReceiver((_request, response) => response.writeHead(404).end());
    const { code, out, by } = await checks({ ...KEYS, OPENAI_BASE_URL: `${receiver.url}/v1`, LANGFUSE_HOST: receiver.url, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
    expect(code).toBe(0);
    expect([by['model']?.detail, by['langfuse']?.detail, by['otlp']?.state]).toEqual([`key set, responses API; ${receiver.url} answers`, `both keys set; ${receiver.url} answers`, 'ok']);
    expect(receiver.requests().map(({ authorization }) => authorization)).toEqual([undefined, undefined, undefined]);
    for (const key of Object.values(KEYS)) expect(out).not.toContain(key);
  });

  it('says what to do about each miss, and exits with 1', async () => {
    const { code, by } = await checks({ ...KEYS, LANGFUSE_SECRET_KEY: '', OPENAI_BASE_URL: 'http://127.0.0.1:9', ZOPS_SANDBOX: 'docker', ZOPS_IMAGE: 'no-such-image:1', DOCKER_HOST: 'unix:///nonexistent.sock' }, [process.execPath, '-e', 'process.exit(3)']);
    expect(code).toBe(1);
    expect(Object.fromEntries(Object.entries(by).map(([name, { state }]) => [name, state]))).toEqual({ node: 'ok', server: 'failed', policy: 'ok', sandbox: 'failed', model: 'failed', langfuse: 'failed' });
    expect(by['langfuse']?.advice).toBe('Set LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY, or neither.');
    for (const check of Object.values(by)) if (check.state === 'failed') expect(check.advice).not.toBeNull();
  });

  it('tells of docker that is not there', async () => {
    const wanted = { ZOPS_IMAGE: 'no-such-image:1', DOCKER_HOST: 'unix:///nonexistent.sock' };
    expect((await checks({ ...wanted, ZOPS_SANDBOX: 'docker' })).by['sandbox']).toMatchObject({ state: 'failed', advice: expect.stringMatching(/./) as string });
    expect((await checks({ ...wanted, ZOPS_SANDBOX: 'auto' })).by['sandbox']).toMatchObject({ state: 'off', advice: expect.stringMatching(/./) as string });
  });

  it("names the site's policy file in force, and one that cannot be used", async () => {
    const file = path.join(await tempDir(), 'site.json');
    await writeFile(file, JSON.stringify({ reason: 'x', paths: {}, limits: {} }), { mode: 0o600 });
    expect((await checks({ ZOPS_POLICY: file })).by['policy']).toEqual({ name: 'policy', state: 'ok', detail: `${file} narrows the built-in one (paths, limits)`, advice: null });
    await writeFile(file, '{');
    const { code, by } = await checks({ ZOPS_POLICY: file });
    expect([code, by['policy'], by['server']?.state]).toEqual([1, { name: 'policy', state: 'failed', detail: `${file} cannot be used`, advice: `Run: zops-mcp policy validate ${file}` }, 'failed']);
  });

  it('knows a Node.js that is too old', async () => {
    const { server, version, signal } = await agentDeps();
    const [node] = await examine({ config: loadConfig({ ZOPS_SANDBOX: 'embedded' }), server, version, signal, node: '20.18.1' });
    expect(node).toEqual({ name: 'node', state: 'failed', detail: '20.18.1', advice: 'Install Node.js 20.19 or newer.' });
  });

  it('is one screen for people, and bad settings are bad usage', async () => {
    expect(renderChecks([{ name: 'node', state: 'failed', detail: '1.0\u001b[2J', advice: 'Install.' }])).toBe('✖ node       1.0\\e[2J\n             → Install.\n');
    const { code, out } = await ranAgent(['doctor']);
    expect([code, out().split('\n')[0]]).toEqual([0, `✔ node       ${process.versions.node}`]);
    expect((await ranAgent(['doctor'], { env: { ZOPS_SANDBOX: 'moon' } })).code).toBe(2);
  });
});
