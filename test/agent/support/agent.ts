// The agent over the real server: in this process, or as the built program.
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createStubPlanner } from '../../../src/agent/planners/stub/stub-planner.js';
import type { Report } from '../../../src/agent/report.js';
import { runAgent, type AgentDeps } from '../../../src/agent/run-agent.js';
import { loadConfig } from '../../../src/config.js';
import { SERVER } from '../../support/rpc.js';
import { tempDir } from '../../support/temp.js';
import { fakeIo, type FakeIo } from './fake-io.js';

export const AGENT = fileURLToPath(new URL('../../../dist/agent.js', import.meta.url));
export const RECORDER = fileURLToPath(new URL('./wire-recorder.ts', import.meta.url));
export const FAULTY = fileURLToPath(new URL('./faulty-server.ts', import.meta.url));

/** node with a TypeScript loader. */
export const TSX: readonly [string, ...string[]] = [process.execPath, '--import', 'tsx'];

export async function agentDeps(overrides: Partial<AgentDeps> & { readonly env?: Readonly<Record<string, string>> } = {}): Promise<AgentDeps> {
  const { env = {}, ...rest } = overrides;
  const state = await tempDir();
  return {
    config: () => loadConfig({ ZOPS_STATE_DIR: state, ZOPS_SANDBOX: 'embedded', ...env }),
    createPlanner: () => createStubPlanner(),
    server: [process.execPath, SERVER],
    version: '1.2.3',
    signal: new AbortController().signal,
    ...rest,
  };
}

export interface Ran extends FakeIo {
  readonly code: number;
}

export async function ranAgent(argv: readonly string[], overrides: Parameters<typeof agentDeps>[0] = {}, io: FakeIo = fakeIo({ input: '' })): Promise<Ran> {
  const code = await runAgent(argv, io.io, await agentDeps(overrides));
  return { ...io, code };
}

export async function report(message: string, mode: 'plan_only' | 'execute_safe', overrides: Parameters<typeof agentDeps>[0] = {}): Promise<Report> {
  const { out } = await ranAgent([message, '--mode', mode, '--json'], overrides);
  return JSON.parse(out()) as Report;
}

export interface Sent {
  readonly method: string;
  readonly params?: Record<string, unknown>;
}

/** A server whose incoming lines are recorded; `sent` reads them back, `until` waits for one of that method. */
export async function recorded(server: readonly string[] = [process.execPath, SERVER]): Promise<{ readonly server: AgentDeps['server']; readonly sent: () => Promise<readonly Sent[]>; readonly until: (method: string) => Promise<void> }> {
  const log = path.join(await tempDir(), 'wire.jsonl');
  const sent = async (): Promise<readonly Sent[]> => {
    const text = await readFile(log, 'utf8').catch(() => '');
    return text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Sent);
  };
  return {
    server: [...TSX, RECORDER, log, ...server],
    sent,
    until: async (method) => {
      for (let tries = 0; tries < 1_000; tries += 1) {
        if ((await sent()).some((message) => message.method === method)) return;
        await sleep(20);
      }
      throw new Error(`${method} was never sent`);
    },
  };
}

export interface AgentProcess {
  readonly child: ChildProcessWithoutNullStreams;
  readonly exited: Promise<number | NodeJS.Signals | null>;
  readonly out: () => string;
  readonly err: () => string;
}

/** Starts the built agent as a user would, in a process group of its own. */
export function startAgent(argv: readonly string[], env: Readonly<Record<string, string>>): AgentProcess {
  const child = spawn(process.execPath, [AGENT, ...argv], { env: { PATH: process.env['PATH'] ?? '', ZOPS_SANDBOX: 'embedded', ...env }, detached: true });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  child.stdin.on('error', () => undefined);
  return { child, out: () => out, err: () => err, exited: once(child, 'close').then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals | null) };
}

/** Process ids of a process's children, from /proc. */
export async function childrenOf(parent: number): Promise<readonly number[]> {
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(processes.map((pid) => readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '')));
  // pid (name) state ppid …; the name may hold anything, brackets too.
  return stats.filter((stat) => Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === parent).map((stat) => Number.parseInt(stat, 10));
}

/** Whether any process of a group is left. */
export function groupAlive(leader: number): boolean {
  try {
    process.kill(-leader, 0);
    return true;
  } catch {
    return false;
  }
}
