// `zops serve` over the real MCP server: in this process, or as the built program. Both listen on a free port of loopback.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { serve } from '../../../src/http/serve.js';
import type { AgentDeps } from '../../../src/agent/run-agent.js';
import { packageFile } from '../../../src/package-files.js';
import { AGENT, agentDeps } from '../../agent/support/agent.js';
import { fakeIo } from '../../agent/support/fake-io.js';
import { tempDir } from '../../support/temp.js';

export interface Serving {
  readonly url: string;
  readonly port: number;
  readonly out: () => string;
  readonly err: () => string;
  /** As a signal does. */
  readonly stop: () => void;
  /** The exit code. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
}

type Overrides = Partial<AgentDeps> & { readonly env?: Readonly<Record<string, string>> };

/** In this process. */
export async function serving(argv: readonly string[] = [], overrides: Overrides = {}): Promise<Serving> {
  const stop = new AbortController();
  const { io, out, err, shows } = fakeIo();
  const deps = await agentDeps({ signal: stop.signal, ...overrides });
  const ended = serve(['--port', '0', ...argv], io, { ...deps, page: packageFile('dist/page') });
  onTestFinished(async () => {
    stop.abort();
    await ended;
  });
  await Promise.race([shows('/\n'), ended]);
  return { ...addressIn(out(), err()), out, err, stop: () => stop.abort(), ended };
}

export interface ServingProcess extends Serving {
  readonly child: ChildProcess;
}

/** The built program, as a user starts it. */
export async function servingProcess(argv: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Promise<ServingProcess> {
  const state = await tempDir();
  const all = { PATH: process.env['PATH'] ?? '', HOME: state, ZOPS_STATE_DIR: state, ZOPS_SANDBOX: 'embedded', ...env };
  const child = spawn(process.execPath, [AGENT, 'serve', '--port', '0', ...argv], { env: all, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let out = '';
  let err = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals | null);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const ready = new Promise<void>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      if (out.includes('/\n')) resolve();
    });
  });
  await Promise.race([ready, ended]);
  return { ...addressIn(out, err), child, out: () => out, err: () => err, stop: () => child.kill('SIGTERM'), ended };
}

function addressIn(out: string, err: string): { url: string; port: number } {
  const url = /^zops serves (http:\/\/\S+)\/$/m.exec(out)?.[1];
  if (url === undefined) throw new Error(`it did not start: ${err}`);
  return { url, port: Number(new URL(url).port) };
}

export function post(url: string, path: string, body: unknown, headers: Readonly<Record<string, string>> = {}, signal?: AbortSignal): Promise<Response> {
  const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: typeof body === 'string' ? body : JSON.stringify(body) };
  return fetch(`${url}${path}`, signal === undefined ? init : { ...init, signal });
}

export interface StreamedEvent {
  readonly name: string;
  readonly data: unknown;
}

/** All events of a stream; what is no event is a comment. */
export async function eventsOf(response: Response): Promise<readonly StreamedEvent[]> {
  return (await response.text())
    .split('\n\n')
    .filter((block) => block.startsWith('event: '))
    .map((block) => {
      const [, name = '', data = ''] = /^event: (\w+)\ndata: (.*)$/.exec(block) ?? [];
      return { name, data: JSON.parse(data) as unknown };
    });
}
