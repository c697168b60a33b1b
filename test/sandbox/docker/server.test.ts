// The built server with the Docker sandbox: however it ends, no container stays.
import { execFileSync } from 'node:child_process';
import { afterAll, expect, it } from 'vitest';
import { containers, describeDocker, docker, DOCKER_ENV, IMAGE, simFolder } from '../../support/docker.js';
import { processes } from '../../support/processes.js';
import { startServer, type ServerProcess } from '../../support/rpc.js';
import { tempDir } from '../../support/temp.js';

describeDocker('a server with the docker sandbox', () => {
  const started: number[] = [];

  async function start(env: Record<string, string> = {}): Promise<ServerProcess> {
    const server = startServer({ ...DOCKER_ENV, ZOPS_SANDBOX: 'docker', ZOPS_IMAGE: IMAGE, ZOPS_STATE_DIR: await tempDir(), ...env });
    started.push(server.child.pid ?? -1);
    await server.rpc.initialize();
    return server;
  }
  const run = (server: ServerProcess, command: string) => server.rpc.call('run_command', { command, dry_run: false });
  const mine = (server: ServerProcess) => containers(`zops-${server.child.pid ?? 0}-`);

  afterAll(async () => {
    for (const pid of started) expect(await containers(`zops-${pid}-`)).toEqual([]);
  });

  it('runs a command there and says so', async () => {
    const server = await start({ ZOPS_DATA_DIR: simFolder({ 'syslog.log': 'one\n' }) });
    const { structuredContent, isError } = await run(server, 'cat syslog.log');
    const { stdout: digest } = await docker('image', 'inspect', '--format', '{{.Id}}', IMAGE);
    expect(isError).toBeFalsy();
    expect(structuredContent).toMatchObject({ executed: true, stdout: 'one\n', exit_code: 0, sandbox: { backend: 'docker', image: IMAGE, digest: digest.trim() } });
    server.child.stdin.end();
    expect(await server.exited).toBe(0);
    await expect.poll(() => mine(server), { timeout: 5_000 }).toEqual([]);
  });

  it('serves its bundled practice system there', async () => {
    const server = await start();
    expect((await run(server, 'ls')).structuredContent['stdout']).toContain('syslog.log\n');
    server.child.kill('SIGTERM');
    await server.exited;
    await expect.poll(() => mine(server), { timeout: 5_000 }).toEqual([]);
  });

  it.each<[string, (server: ServerProcess) => Promise<void>]>([
    ['between two commands', async (server) => { await run(server, 'ls'); }],
    [
      'in the middle of a command',
      async (server) => {
        await run(server, 'ls');
        void run(server, 'cat fifo').catch(() => undefined);
        await expect.poll(async () => (await docker('top', (await mine(server))[0] ?? '')).stdout, { timeout: 10_000 }).toContain('cat fifo');
      },
    ],
    [
      'while the container starts',
      async (server) => {
        void run(server, 'ls').catch(() => undefined);
        await expect.poll(() => mine(server), { interval: 5, timeout: 10_000 }).toHaveLength(1);
      },
    ],
    [
      'before docker has made the container',
      async (server) => {
        void run(server, 'ls').catch(() => undefined);
        await expect.poll(() => clients(server), { interval: 5, timeout: 10_000 }).toHaveLength(1);
      },
    ],
  ])('killed by SIGKILL %s, it leaves no container after five seconds', async (_, prepare) => {
    const directory = simFolder();
    execFileSync('mkfifo', [`${directory}/fifo`]);
    const server = await start({ ZOPS_DATA_DIR: directory });
    await prepare(server);
    server.child.kill('SIGKILL');
    await server.exited;
    // As long as a docker client is there it may still make one.
    await expect.poll(async () => [...(await mine(server)), ...clients(server)], { timeout: 5_000 }).toEqual([]);
  });
});

/** Docker clients that a server has left. */
function clients(server: ServerProcess): string[] {
  return processes().map(({ command }) => command).filter((command) => command.includes(`--name=zops-${server.child.pid ?? 0}-`));
}
