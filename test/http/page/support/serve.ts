// The real `zops serve`, started as a user would, on a port of the system's choice.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll } from 'vitest';

const AGENT = fileURLToPath(new URL('../../../../dist/agent.js', import.meta.url));

export interface Serving {
  readonly url: string;
  /** At once, as a crash would. */
  readonly kill: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** With the stub planner, the embedded sandbox and a state of its own unless `env` says otherwise. */
export async function serve(env: Readonly<Record<string, string>> = {}): Promise<Serving> {
  const state = await mkdtemp(path.join(os.tmpdir(), 'zops-page-'));
  const child = spawn(process.execPath, [AGENT, 'serve', '--port', '0'], {
    env: { PATH: process.env['PATH'], HOME: state, ZOPS_SANDBOX: 'embedded', ZOPS_STATE_DIR: state, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  let said = '';
  const url = await new Promise<string>((resolve, reject) => {
    const listen = (text: Buffer): void => {
      said += text.toString();
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0];
      if (found !== undefined) resolve(found);
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    void exited.then(() => reject(new Error(`zops serve ended: ${said}`)));
  });
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    await exited;
    await rm(state, { recursive: true, force: true, maxRetries: 3 });
  };
  return { url, kill: () => end('SIGKILL'), stop: () => end('SIGTERM') };
}

/** One server for the tests of a file. */
export function useServer(env: () => Promise<Readonly<Record<string, string>>> | Readonly<Record<string, string>> = () => ({})): { readonly url: string } {
  let serving: Serving | undefined;
  beforeAll(async () => {
    serving = await serve(await env());
  });
  afterAll(async () => serving?.stop());
  return {
    get url() {
      if (serving === undefined) throw new Error('The server has not been started.');
      return serving.url;
    },
  };
}
