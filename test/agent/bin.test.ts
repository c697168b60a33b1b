// The built program `zops` as a user starts it: output, exit codes, signals, and no process left behind.
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Report } from '../../src/agent/report.js';
import { tempDir } from '../support/temp.js';
import { childrenOf, groupAlive, startAgent, type AgentProcess } from './support/agent.js';

async function start(argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<AgentProcess> {
  const state = await tempDir();
  const agent = startAgent(argv, { ZOPS_STATE_DIR: state, HOME: state, ...env });
  onTestFinished(() => {
    const { pid } = agent.child;
    if (pid !== undefined && groupAlive(pid)) process.kill(-pid, 'SIGKILL');
  });
  return agent;
}

function leader({ child }: AgentProcess): number {
  return child.pid ?? expect.unreachable('the agent did not start');
}

/** Waits until the agent has started its server: stopped or killed before its `exec`, a child holds up whoever starts it. */
async function underWay(agent: AgentProcess): Promise<number> {
  for (let tries = 0; tries < 3_000; tries += 1) {
    const [server] = await childrenOf(leader(agent));
    if (server !== undefined && (await readFile(`/proc/${server}/cmdline`, 'utf8').catch(() => '')).includes('dist/main.js')) return server;
    await sleep(10);
  }
  return expect.unreachable('the agent started no server');
}

describe('zops', () => {
  it('prints one JSON object on stdout and nothing on stderr', async () => {
    const agent = await start(['What is the current system status?', '--mode', 'execute_safe', '--json']);
    agent.child.stdin.end();
    expect(await agent.exited).toBe(0);
    expect((JSON.parse(agent.out()) as Report).audit).toMatchObject({ mode: 'execute_safe', executed_count: 1, stopped_reason: 'done' });
    expect(agent.err()).toBe('');
    expect(groupAlive(leader(agent))).toBe(false);
  });

  it('says how a plan is carried out here, and in JSON, which a program reads, nothing of it', async () => {
    const agent = await start(['set max jobs to 20']);
    expect(await agent.exited).toBe(0);
    expect(agent.out()).toBe('This one step would answer that:\n1. Set max_jobs as you asked. (update_config key=max_jobs value=20)\nNothing was run.\n\nTo carry it out: ask again with --mode execute_safe.\n');
    const json = await start(['set max jobs to 20', '--json']);
    expect(await json.exited).toBe(0);
    expect((JSON.parse(json.out()) as Report).answer).toMatch(/Nothing was run\.$/);
  });

  it('prints plain text into a pipe: no colour, no table, no spinner', async () => {
    const agent = await start(['Show the last 3 lines of the syslog', '--mode', 'execute_safe']);
    expect(await agent.exited).toBe(0);
    expect(agent.out()).toMatch(/^Syslog: 3 records \(.*\), the newest of more\.\n(?: {4}\d\d:\d\d:\d\d .*\n){3}$/);
    expect(agent.err()).toBe('');
  });

  it('colours a pipe when FORCE_COLOR asks for it', async () => {
    const agent = await start(['is CICS up?'], { FORCE_COLOR: '1' });
    await agent.exited;
    expect(agent.out()).toContain('\u001b[32mNothing was run\u001b[39m');
  });

  it('reads the message from a pipe', async () => {
    const agent = await start(['--json']);
    agent.child.stdin.end('Set the log level to debug\n');
    expect(await agent.exited).toBe(0);
    expect((JSON.parse(agent.out()) as Report).plan).toMatchObject([{ tool: 'update_config', args: { key: 'log_level', value: 'DEBUG' }, executed: false }]);
  });

  it('ends with 2 on bad usage, 1 on a bad environment of the server, 2 on one of its own', async () => {
    const usage = await start(['--nope']);
    expect(await usage.exited).toBe(2);
    const environment = await start(['status'], { ZOPS_SANDBOX: 'castle' });
    expect(await environment.exited).toBe(2);
    expect(environment.err()).toMatch(/ZOPS_SANDBOX: write auto, docker or embedded/);
    const data = await start(['status', '-m', 'execute_safe'], { ZOPS_DATA_DIR: '/no/such/directory' });
    expect(await data.exited).toBe(1);
    expect(data.out()).toContain('data_missing');
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s while it works leaves no process behind', async (signal) => {
    const agent = await start(['Show all logs and analyze recent errors', '--mode', 'execute_safe', '--json']);
    await underWay(agent);
    agent.child.kill(signal);
    expect(await agent.exited).toBe(1);
    expect((JSON.parse(agent.out()) as Report).audit.stopped_reason).toBe('cancelled');
    expect(groupAlive(leader(agent))).toBe(false);
  });

  it('Ctrl-C reaches the whole process group, and the run still ends with a report', async () => {
    const agent = await start(['Show all logs, analyze recent errors, then list the files', '--mode', 'execute_safe', '--json']);
    await underWay(agent);
    process.kill(-leader(agent), 'SIGINT');
    expect(await agent.exited).toBe(1);
    expect((JSON.parse(agent.out()) as Report).audit.stopped_reason).toBe('cancelled');
    expect(groupAlive(leader(agent))).toBe(false);
  });

  it('a kill -9 leaves no server behind', async () => {
    const agent = await start(['Show all logs, analyze recent errors', '--mode', 'execute_safe']);
    await underWay(agent);
    agent.child.kill('SIGKILL');
    await agent.exited;
    for (let tries = 0; tries < 40 && groupAlive(leader(agent)); tries += 1) await sleep(100);
    expect(groupAlive(leader(agent))).toBe(false);
  });

  it('asked twice it ends at once, and kills a server that does not', async () => {
    const agent = await start(['Show all logs, analyze recent errors', '--mode', 'execute_safe']);
    process.kill(await underWay(agent), 'SIGSTOP');
    agent.child.kill('SIGINT');
    await sleep(200);
    agent.child.kill('SIGINT');
    expect(await agent.exited).toBe(1);
    for (let tries = 0; tries < 40 && groupAlive(leader(agent)); tries += 1) await sleep(50);
    expect(groupAlive(leader(agent))).toBe(false);
  });

  it('is content with a reader that stops early', async () => {
    const agent = await start(['Show all logs', '--mode', 'execute_safe']);
    agent.child.stdout.destroy();
    expect([0, 1]).toContain(await agent.exited);
    expect(agent.err()).toBe('');
  });
});
