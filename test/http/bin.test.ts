// The built `zops serve` as a user starts it: the curl lines of the docs, load, ends, and what it refuses to start with.
import { execFile, spawnSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { REPORT } from '../../src/http/contract.js';
import { packageFile } from '../../src/package-files.js';
import { AGENT, childrenOf } from '../agent/support/agent.js';
import { tempDir } from '../support/temp.js';
import { post, servingProcess, type ServingProcess } from './support/serving.js';
import { isAlive } from '../support/processes.js';

const run = promisify(execFile);

async function curlLines(page: string): Promise<readonly string[]> {
  const text = await readFile(packageFile(page), 'utf8');
  return text.split('\n').filter((line) => line.startsWith('curl '));
}

/** The words of a line as a shell reads it. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

async function fails(argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<{ code: unknown; stderr: string }> {
  const failed: unknown = await run(process.execPath, [AGENT, 'serve', ...argv], { env: { PATH: process.env['PATH'], ZOPS_STATE_DIR: await tempDir(), ...env } }).catch((error: unknown) => error);
  const { code, stderr } = failed as { code: unknown; stderr: string };
  return { code, stderr };
}

function pidOf({ child }: ServingProcess): number {
  return child.pid ?? expect.unreachable('it did not start');
}

describe('zops serve', () => {
  it('answers the curl lines of the docs, word for word', async ({ skip }) => {
    if (spawnSync('curl', ['--version']).error !== undefined && process.env['ZOPS_REQUIRE_FOREIGN'] !== '1') skip('curl is not installed');
    const serving = await servingProcess();
    const lines = [...(await curlLines('docs/http.md')), ...(await curlLines('README.md'))];
    expect(lines.length).toBeGreaterThanOrEqual(7);
    for (const line of lines) {
      const [curl = '', ...words] = wordsOf(line.replaceAll('localhost:8000', `localhost:${serving.port}`));
      const { stdout } = await run(curl, words);
      if (line.includes('/chat')) expect(REPORT.safeParse(JSON.parse(stdout)).error).toBeUndefined();
      else expect(JSON.parse(stdout)).toEqual({ status: 'ok' });
      if (line.includes('Delete all system files')) expect(JSON.parse(stdout)).toMatchObject({ plan: [], actions_taken: [], answer: expect.stringContaining('not do') as string });
    }
    expect([serving.out(), serving.err()]).toEqual([`zops serves ${serving.url}/\n`, '']);
  });

  it('stays whole under 200 requests at once, again and again: only declared refusals, no leak, and the health answers', async () => {
    const serving = await servingProcess();
    const pid = pidOf(serving);
    const fds = async (): Promise<number> => (await readdir(`/proc/${pid}/fd`)).length;
    /** When the connections that are kept alive have gone. */
    const idle = async (most: number): Promise<readonly [fds: number, children: number]> => {
      for (let tries = 0; tries < 100 && (await fds()) > most; tries += 1) await sleep(100);
      return [await fds(), (await childrenOf(pid)).length];
    };
    expect((await fetch(`${serving.url}/health`)).status).toBe(200);
    const [most, children] = [await fds(), (await childrenOf(pid)).length];
    const rounds: Record<string, number>[] = [];
    for (let round = 0; round < 2; round += 1) {
      const over = new AbortController();
      const healths = (async () => {
        const seen: number[] = [];
        while (!over.signal.aborted) {
          seen.push((await fetch(`${serving.url}/health`, { signal: AbortSignal.timeout(20_000) })).status);
          await sleep(20);
        }
        return seen;
      })();
      const answers = await Promise.all(
        Array.from({ length: 200 }, async (_, index) => {
          const response = await post(serving.url, '/chat', { message: 'What is the current system status?', mode: index % 2 === 0 ? 'execute_safe' : 'plan_only' });
          const json: unknown = await response.json();
          if (response.status === 200) expect(json).toMatchObject({ audit: { stopped_reason: 'done', tool_count: 1 } });
          else expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
          return response.status;
        }),
      );
      over.abort();
      const count: Record<string, number> = {};
      for (const status of answers) count[status] = (count[status] ?? 0) + 1;
      rounds.push(count);
      const seen = await healths;
      expect(seen.length).toBeGreaterThan(0);
      expect(new Set(seen)).toEqual(new Set([200]));
    }
    for (const count of rounds) expect(Object.keys(count).filter((status) => !['200', '429', '503'].includes(status))).toEqual([]);
    expect(rounds[0]?.['200'] ?? 0).toBeGreaterThanOrEqual(8);
    const [left, childrenLeft] = await idle(most);
    expect(left).toBeLessThanOrEqual(most);
    expect(childrenLeft).toBe(children);
    expect(serving.err()).not.toMatch(/Warning|listeners|Error/);
  }, 120_000);

  it('starts its MCP server anew when it died', async () => {
    const serving = await servingProcess();
    expect((await fetch(`${serving.url}/health`)).status).toBe(200);
    const [first = 0] = await childrenOf(pidOf(serving));
    process.kill(first, 'SIGKILL');
    for (let tries = 0; tries < 200 && isAlive(first); tries += 1) await sleep(10);
    expect(await (await post(serving.url, '/chat', { message: 'is CICS up?' })).json()).toMatchObject({ audit: { stopped_reason: 'done' } });
    const children = await childrenOf(pidOf(serving));
    expect(children).toHaveLength(1);
    expect(children).not.toContain(first);
  });

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('%s: runs on their way finish, nobody new is let in, and no process is left', async (signal) => {
    const serving = await servingProcess();
    await fetch(`${serving.url}/health`);
    const children = await childrenOf(pidOf(serving));
    expect(children).toHaveLength(1);
    const message = 'Check system status and analyze recent errors';
    const runs = Array.from({ length: 6 }, () => post(serving.url, '/chat', { message, mode: 'execute_safe' }, { accept: 'text/event-stream' }));
    // The runs have begun when their streams have.
    const streams = await Promise.all(runs);
    serving.child.kill(signal);
    const ends = await Promise.all(streams.map((stream) => stream.text()));
    for (const end of ends) expect(end).toMatch(/event: done\n.*"stopped_reason":"done"/);
    expect(await serving.ended).toBe(0);
    expect(children.filter(isAlive)).toEqual([]);
    await expect(fetch(`${serving.url}/health`)).rejects.toThrow();
  });

  it('Ctrl-C reaches the whole process group, and runs on their way finish all the same', async () => {
    const serving = await servingProcess();
    await fetch(`${serving.url}/health`);
    const children = await childrenOf(pidOf(serving));
    const stream = await post(serving.url, '/chat', { message: 'Check system status and analyze recent errors', mode: 'execute_safe' }, { accept: 'text/event-stream' });
    process.kill(-pidOf(serving), 'SIGINT');
    expect(await stream.text()).toMatch(/event: done\n.*"stopped_reason":"done"/);
    expect(await serving.ended).toBe(0);
    expect(children.filter(isAlive)).toEqual([]);
  });

  it('a second signal ends it at once, with what it started', async () => {
    const serving = await servingProcess();
    await fetch(`${serving.url}/health`);
    const [server = 0] = await childrenOf(pidOf(serving));
    process.kill(server, 'SIGSTOP');
    const cut = post(serving.url, '/chat', { message: 'is CICS up?' }).catch((error: unknown) => error);
    await sleep(300);
    serving.stop();
    await sleep(300);
    serving.stop();
    expect(await serving.ended).toBe(1);
    expect(await cut).toBeInstanceOf(Error);
    for (let tries = 0; tries < 100 && isAlive(server); tries += 1) await sleep(20);
    expect(isAlive(server)).toBe(false);
  });

  it('a kill -9 leaves no MCP server behind', async () => {
    const serving = await servingProcess();
    await fetch(`${serving.url}/health`);
    const [server = 0] = await childrenOf(pidOf(serving));
    serving.child.kill('SIGKILL');
    for (let tries = 0; tries < 200 && isAlive(server); tries += 1) await sleep(50);
    expect(isAlive(server)).toBe(false);
  });
});

describe('what it does not start with', () => {
  it.each([
    [['--host', '0.0.0.0'], 'error: --host 0.0.0.0 lets other machines in, and that takes a token. Set ZOPS_TOKEN to at least 24 characters'],
    [['--host', '::'], 'takes a token'],
    [['--host', 'no.such.host.invalid'], 'is neither an address nor a name that is known here'],
    [['--host', ' '], 'An address is a number such as 127.0.0.1 or a name.'],
    [['--port', 'x'], 'A port is a number from 0 to 65535.'],
    [['--port', '65536'], 'A port is a number from 0 to 65535.'],
    [['--nope'], "unknown option '--nope'"],
    [['--verbose', 'now'], 'too many arguments'],
  ])('%j: exit code 2', async (argv, said) => {
    const { code, stderr } = await fails(argv);
    expect([code, stderr]).toEqual([2, expect.stringContaining(said) as string]);
  });

  it('a token that is too short', async () => {
    expect(await fails(['--host', '0.0.0.0'], { ZOPS_TOKEN: 'secret' })).toEqual({ code: 2, stderr: expect.stringMatching(/ZOPS_TOKEN: write 24 to 256 .* openssl rand -hex 32/) as string });
  });

  it('a port that another uses: exit code 1', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void other.close());
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    expect(await fails(['--port', String(port)])).toEqual({ code: 1, stderr: `zops: 127.0.0.1 port ${port} is in use. Choose another with --port (0 takes any free one) or --host.\n` });
  });

  it('prints its help; other words after "serve" are a message', async () => {
    const { stdout } = await run(process.execPath, [AGENT, 'serve', '--help'], { env: { ZOPS_STATE_DIR: await tempDir() } });
    expect(stdout).toMatch(/^Usage: zops serve[\s\S]+--port[\s\S]+--allow-host[\s\S]+ZOPS_TOKEN[\s\S]+Exit codes/);
    const message = await run(process.execPath, [AGENT, 'serve', 'the', 'syslog', '--json'], { env: { ZOPS_STATE_DIR: await tempDir(), ZOPS_SANDBOX: 'embedded' } });
    expect(JSON.parse(message.stdout)).toMatchObject({ audit: { mode: 'plan_only' } });
  });
});
