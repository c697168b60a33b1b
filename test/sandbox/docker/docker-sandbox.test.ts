// The Docker sandbox as its users see it: the contract, what it starts and removes, what it says when it cannot.
import { execFileSync } from 'node:child_process';
import { chmodSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, expect, it } from 'vitest';
import { DockerSandbox, type DockerSandboxOptions } from '../../../src/sandbox/docker/docker-sandbox.js';
import { approve, containers, describeDocker, docker, DOCKER_ENV, IMAGE, simFolder } from '../../support/docker.js';
import { describeSandbox } from '../contract.js';

const MINE = `zops-${process.pid}-`;

const MIB = 1024 * 1024;

const warnings: string[] = [];
const open: DockerSandbox[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((sandbox) => sandbox.close()));
  warnings.length = 0;
});

function create(directory: string, options: Partial<DockerSandboxOptions> = {}): DockerSandbox {
  const sandbox = new DockerSandbox({ image: IMAGE, directory, env: DOCKER_ENV, warn: (text) => warnings.push(text), ...options });
  open.push(sandbox);
  return sandbox;
}

describeDocker('in a real container', () => {
  describeSandbox('the docker sandbox', (directory) => new DockerSandbox({ image: IMAGE, directory, env: DOCKER_ENV, warn: () => undefined }));

  afterAll(async () => {
    expect(await containers(MINE)).toEqual([]);
  });

  it('starts nothing before the first command, and one container for many at once', async () => {
    const sandbox = create(simFolder({ 'a.log': 'a\n' }));
    expect(await containers(MINE)).toEqual([]);
    const results = await Promise.all(Array.from({ length: 10 }, () => sandbox.run(approve('cat a.log'))));
    expect(new Set(results.map(({ stdout }) => stdout))).toEqual(new Set(['a\n']));
    expect(await containers(MINE)).toHaveLength(1);
  });

  it('says the image and its digest with every result', async () => {
    const { sandbox } = await create(simFolder()).run(approve('date'));
    const { stdout } = await docker('image', 'inspect', '--format', '{{.Id}}', IMAGE);
    expect(sandbox).toEqual({ backend: 'docker', image: IMAGE, digest: stdout.trim() });
  });

  it.each(['a, b', 'readonly=false,source=', 'c:d', 'e "f"', "g'h", 'ü $HOME', '-v'])('shows the folder %j and no other', async (name) => {
    const sandbox = create(simFolder({ 'only.here': 'yes\n' }, name));
    expect(await sandbox.run(approve('ls /sim'))).toMatchObject({ stdout: 'only.here\n', exitCode: 0 });
  });

  it('shows what happens in the folder meanwhile', async () => {
    const directory = simFolder({ 'syslog.log': 'one\n' });
    const sandbox = create(directory);
    await sandbox.run(approve('cat syslog.log'));
    writeFileSync(path.join(directory, 'syslog.log'), 'two\n', { flag: 'a' });
    expect(await sandbox.run(approve('cat syslog.log'))).toMatchObject({ stdout: 'one\ntwo\n' });
  });

  it('removes the container when it is closed, in the middle of the start too', async () => {
    const running = create(simFolder());
    await running.run(approve('date'));
    await running.close();
    const starting = create(simFolder());
    const first = starting.run(approve('date')).catch((error: unknown) => error);
    await expect.poll(() => containers(MINE), { timeout: 10_000, interval: 20 }).toHaveLength(1);
    await starting.close();
    await first;
    await expect.poll(() => containers(MINE), { timeout: 5_000 }).toEqual([]);
    await expect(running.run(approve('date'))).rejects.toMatchObject({ code: 'sandbox_unavailable' });
  });

  it('tells a program killed at the memory limit from one that failed, and goes on', async () => {
    const directory = simFolder({ 'one-line': Buffer.alloc(192 * MIB, 'a'), 'a.log': 'a\n' });
    const sandbox = create(directory, { limits: { memoryBytes: 128 * MIB } });
    await expect(sandbox.run(approve('grep -c x one-line'))).rejects.toMatchObject({ code: 'sandbox_failed', message: expect.stringContaining('memory limit') as string });
    expect(await sandbox.run(approve('cat a.log'))).toMatchObject({ stdout: 'a\n' });
  });

  it('cuts cat of a 1 GiB file, with bounded memory', async () => {
    const directory = simFolder({ huge: '' });
    truncateSync(path.join(directory, 'huge'), 1024 * MIB);
    const sandbox = create(directory);
    const result = await sandbox.run(approve('cat huge'), { outputBytes: 100_000 });
    expect(result).toMatchObject({ truncated: true, timedOut: false, exitCode: null });
    expect(result.stdout).toBe('\0'.repeat(100_000));
    const [name = ''] = await containers(MINE);
    const { stdout } = await docker('exec', name, '/runner/node', '-p', "/VmHWM:\\s*(\\d+)/.exec(require('fs').readFileSync('/proc/1/status'))[1]");
    expect(Number(stdout)).toBeLessThan(128 * 1024);
  });

  it('ends a command that never ends, at its time-out and when its caller cancels', async () => {
    const directory = simFolder();
    execFileSync('mkfifo', [path.join(directory, 'fifo')]);
    const sandbox = create(directory);
    expect(await sandbox.run(approve('cat fifo'), { timeoutMs: 300 })).toMatchObject({ timedOut: true, exitCode: null, truncated: false });
    const cancel = new AbortController();
    const endless = sandbox.run(approve('cat fifo'), { signal: cancel.signal });
    await expect.poll(() => commands(), { timeout: 10_000 }).toEqual(['cat fifo']);
    cancel.abort();
    await expect(endless).rejects.toMatchObject({ code: 'cancelled' });
    await expect.poll(() => commands(), { timeout: 10_000 }).toEqual([]);
  });

  it('cancels a caller while the container still starts, and serves the others', async () => {
    const sandbox = create(simFolder());
    const cancel = new AbortController();
    const [one, other] = [sandbox.run(approve('date'), { signal: cancel.signal }), sandbox.run(approve('hostname'))];
    cancel.abort();
    await expect(one).rejects.toMatchObject({ code: 'cancelled' });
    expect(await other).toMatchObject({ stdout: 'zops\n' });
  });

  it('withholds what a link outside shows, with the code of a refusal', async () => {
    const directory = simFolder();
    symlinkSync('/etc/passwd', path.join(directory, 'passwd'));
    await expect(create(directory).run(approve('cat passwd'))).rejects.toMatchObject({ code: 'refused', details: { rule: 'path-jail' }, message: 'The sandbox refuses the command: "passwd" leads outside of /sim.' });
  });

  it('cannot read what the operator did not open to others', async () => {
    const directory = simFolder({ 'secret.log': 'x' });
    chmodSync(path.join(directory, 'secret.log'), 0o600);
    expect(await create(directory).run(approve('cat secret.log'))).toMatchObject({ exitCode: 1, stderr: 'cat: secret.log: Permission denied\n' });
  });

  it.each<[string, Partial<DockerSandboxOptions>, string]>([
    ['the image is missing', { image: 'zops-runner:none' }, 'The Docker sandbox cannot start. Build the image with: zops-mcp sandbox build (the engine has no zops-runner:none).'],
    ['no engine answers', { env: { ...DOCKER_ENV, DOCKER_HOST: 'unix:///nowhere/docker.sock' } }, 'The Docker sandbox cannot start. Start the Docker engine, or point DOCKER_HOST or DOCKER_CONTEXT to one that runs.'],
    ['there is no docker command', { env: { PATH: '/nowhere' } }, 'The Docker sandbox cannot start. Install Docker, or put its docker command on the PATH.'],
    ['the engine does not see the folder', { directory: '/nowhere/sim' }, 'The Docker sandbox cannot start: the engine does not see the data directory (is it a remote engine?). Use a local engine, or ZOPS_SANDBOX=embedded.'],
    ['the image is another one', { image: 'zops-base:local' }, 'The Docker sandbox cannot start; the server log (stderr) says why. `zops-mcp sandbox status` tells what is missing.'],
  ])('says what to do when %s', async (_, options, message) => {
    const sandbox = create(simFolder(), options);
    await expect(sandbox.run(approve('date'))).rejects.toMatchObject({ code: 'sandbox_unavailable', message });
    expect(warnings.length).toBeGreaterThan(0);
  });
});

/** The commands that run in our containers now. */
async function commands(): Promise<string[]> {
  const [name = ''] = await containers(MINE);
  const { stdout } = await docker('top', name, '-eo', 'pid,args');
  return stdout.split('\n').map((line) => line.trim().replace(/^\d+\s+/, '')).filter((line) => /^(cat|ls|head|tail|grep) /.test(line));
}
