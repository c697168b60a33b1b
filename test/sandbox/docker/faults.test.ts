// What goes wrong with a container while commands run: each call gets one clear answer, nothing runs twice, nothing stays.
import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { DockerSandbox } from '../../../src/sandbox/docker/docker-sandbox.js';
import type { ContainerLimits } from '../../../src/sandbox/docker/limits.js';
import { approve, containers, describeDocker, docker, DOCKER_ENV, IMAGE, simFolder } from '../../support/docker.js';
import { processes } from '../../support/processes.js';

const MINE = `zops-${process.pid}-`;
const LOST = { code: 'sandbox_failed', message: expect.stringMatching(/^The sandbox container .* while the command ran\. The command was not run again; a new call starts a new container\.$/) as string };

describeDocker('faults of the container', () => {
  let directory: string;
  let fifo: string;
  let warnings: string[];
  let sandbox: DockerSandbox;
  let writer: number | undefined;

  const create = (limits: Partial<ContainerLimits> = {}): DockerSandbox =>
    new DockerSandbox({ image: IMAGE, directory, env: DOCKER_ENV, warn: (text) => warnings.push(text), limits });
  const works = async () => expect(await sandbox.run(approve('cat a.log'))).toMatchObject({ stdout: 'a\n', exitCode: 0 });
  const name = async () => (await containers(MINE))[0] ?? expect.unreachable('no container');

  /** Calls in flight, each in the middle of its command: it waits for more from `fifo`, which stays open for writing. */
  async function inFlight(count: number): Promise<Promise<unknown>[]> {
    await works();
    const calls = Array.from({ length: count }, () => sandbox.run(approve('cat fifo')).catch((error: unknown) => error));
    await expect.poll(() => (writer = openForWriting(fifo)), { timeout: 10_000 }).toBeDefined();
    return calls;
  }

  beforeAll(() => {
    directory = simFolder({ 'a.log': 'a\n' });
    fifo = path.join(directory, 'fifo');
    execFileSync('mkfifo', [fifo]);
  });
  beforeEach(() => {
    warnings = [];
    sandbox = create({ graceMs: 300 });
  });
  afterEach(async () => {
    await sandbox.close();
    if (writer !== undefined) closeSync(writer);
    writer = undefined;
  });
  afterAll(async () => {
    expect(await containers(MINE)).toEqual([]);
  });

  it.each<[string, (container: string) => Promise<unknown>]>([
    ['the runner is killed', (container) => docker('kill', container)],
    ['the runner is told to end', (container) => docker('kill', '--signal', 'TERM', container)],
    ['the container is removed', (container) => docker('rm', '--force', container)],
    ['the container is stopped', (container) => docker('stop', container)],
    ['the docker client is killed', (container) => Promise.resolve(process.kill(clientOf(container), 'SIGKILL'))],
    ['an attacker inside makes the kernel kill the runner for its memory', (container) =>
      docker('exec', container, '/runner/node', '-e', "require('fs').writeFileSync('/proc/1/oom_score_adj', '1000'); const hog = []; for (;;) hog.push(Buffer.alloc(8e6, 1));")],
  ])('%s in mid-command: all calls in flight fail, none runs again, the next call works', async (_, fault) => {
    const calls = await inFlight(3);
    await fault(await name());
    for (const call of calls) expect(await call).toMatchObject(LOST);
    await works();
    expect(() => writeSync(writer ?? -1, 'x')).toThrow('EPIPE'); // nobody reads it again
    expect(warnings).toEqual([expect.stringMatching(/^sandbox: container zops-\S+ ended: /)]);
    expect(await containers(MINE)).toHaveLength(1);
  });

  it('calls that come together after it ended start one container, not one each', async () => {
    for (let time = 0; time < 3; time += 1) {
      const calls = await inFlight(1);
      await docker('kill', await name());
      await Promise.all(calls);
      if (writer !== undefined) closeSync(writer);
      writer = undefined;
      await Promise.all(Array.from({ length: 6 }, works));
      expect(await containers(MINE)).toHaveLength(1);
    }
  });

  it('says that a killed container was killed', async () => {
    const [call] = await inFlight(1);
    await docker('kill', await name());
    expect(await call).toMatchObject({ message: expect.stringContaining('was killed, most likely at its memory limit,') as string });
  });

  it('removes a container that hangs, and starts another', async () => {
    await works();
    const hung = await name();
    await docker('pause', hung);
    await expect(sandbox.run(approve('cat a.log'), { timeoutMs: 300 })).rejects.toMatchObject(LOST);
    await works();
    expect(await containers(hung)).toEqual([]);
  });

  it('removes a container that hangs when the server closes', async () => {
    await works();
    await docker('pause', await name());
    await sandbox.close();
    await expect.poll(() => containers(MINE), { timeout: 5_000 }).toEqual([]);
  });

  it('gives a container that cannot even start more and more time, and says what to do', async () => {
    sandbox = new DockerSandbox({ image: IMAGE, directory: '/nowhere', env: DOCKER_ENV, warn: (text) => warnings.push(text), limits: { backoffMs: 300 } });
    const started = Date.now();
    const outcomes: unknown[] = [];
    for (let call = 0; call < 4; call += 1) outcomes.push(await sandbox.run(approve('date')).catch((error: unknown) => error));
    const failed = { code: 'sandbox_unavailable', message: expect.stringContaining('does not see the data directory') as string };
    expect(outcomes).toMatchObject([failed, failed, failed, failed]);
    expect(warnings).toHaveLength(4);
    expect(Date.now() - started).toBeGreaterThan(300 + 600);
  });

  it('gives up on a container that does not greet in time', async () => {
    sandbox = create({ startMs: 1 });
    await expect(sandbox.run(approve('date'))).rejects.toMatchObject({ code: 'sandbox_unavailable' });
    expect(warnings).toEqual([expect.stringContaining('did not start within 1 ms')]);
    await sandbox.close();
    await expect.poll(() => containers(MINE), { timeout: 5_000 }).toEqual([]);
  });
});

/** Process id of the docker client that is attached to a container. */
function clientOf(container: string): number {
  return processes().find(({ command }) => command.includes(`--name=${container} `))?.pid ?? expect.unreachable(`no client of ${container}`);
}

/** Undefined as long as nobody has the fifo open for reading. */
function openForWriting(fifo: string): number | undefined {
  try {
    return openSync(fifo, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
}
