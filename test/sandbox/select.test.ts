import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import type { DockerEnv } from '../../src/sandbox/docker/image.js';
import { createSandbox, type SandboxOptions } from '../../src/sandbox/select.js';
import { approve, containers, describeDocker, DOCKER_ENV, IMAGE, simFolder } from '../support/docker.js';

const NO_DOCKER: DockerEnv = { PATH: '/nowhere' };
const NO_ENGINE: DockerEnv = { ...DOCKER_ENV, DOCKER_HOST: 'unix:///nowhere/docker.sock' };
/** A bare machine has no docker command either. */
const hasCli = spawnSync('docker', ['--version'], { env: DOCKER_ENV }).status === 0;

function create(options: Partial<SandboxOptions>) {
  const warnings: string[] = [];
  const directory = simFolder({ 'a.log': 'a\n' });
  const sandbox = createSandbox({ choice: 'auto', directory, image: null, version: '0.0.0-none', dockerEnv: DOCKER_ENV, warn: (text) => warnings.push(text), ...options });
  return { sandbox, warnings };
}

it.each<[string, Partial<SandboxOptions>, string]>([
  ['there is no docker command', { dockerEnv: NO_DOCKER }, 'Install Docker, or put its docker command on the PATH.'],
  ['no engine answers', { dockerEnv: NO_ENGINE, image: IMAGE }, hasCli ? 'Start the Docker engine, or point DOCKER_HOST or DOCKER_CONTEXT to one that runs.' : 'Install Docker, or put its docker command on the PATH.'],
])('auto takes the embedded sandbox when %s, and says so once', async (_, options, advice) => {
  const { sandbox, warnings } = create(options);
  const results = await Promise.all([1, 2, 3].map(() => sandbox.run(approve('cat a.log'))));
  expect(results).toMatchObject(Array(3).fill({ stdout: 'a\n', sandbox: { backend: 'embedded', image: null, digest: null } }));
  expect(sandbox.backend).toBe('embedded');
  expect(warnings).toEqual([`commands run in the embedded sandbox. ${advice} Or set ZOPS_SANDBOX=embedded, and this line goes away.`]);
  await sandbox.close();
});

it('docker never falls back: it fails with what to do, each time', async () => {
  const { sandbox } = create({ choice: 'docker', dockerEnv: NO_DOCKER });
  for (let call = 0; call < 2; call += 1) {
    await expect(sandbox.run(approve('cat a.log'))).rejects.toMatchObject({ code: 'sandbox_unavailable', message: 'The Docker sandbox cannot start. Install Docker, or put its docker command on the PATH.' });
  }
  expect(sandbox.backend).toBe('docker');
  await sandbox.close();
});

it('embedded asks for no engine', async () => {
  const { sandbox, warnings } = create({ choice: 'embedded', dockerEnv: NO_DOCKER });
  expect(await sandbox.run(approve('cat a.log'))).toMatchObject({ stdout: 'a\n', sandbox: { backend: 'embedded' } });
  expect(warnings).toEqual([]);
  await sandbox.close();
});

it('runs nothing once it is closed, even when nothing ran before', async () => {
  const { sandbox } = create({});
  await sandbox.close();
  await expect(sandbox.run(approve('cat a.log'))).rejects.toMatchObject({ code: 'sandbox_unavailable' });
});

describeDocker('with an engine', () => {
  it('auto takes docker, and says nothing', async () => {
    const { sandbox, warnings } = create({ image: IMAGE });
    expect(await sandbox.run(approve('cat a.log'))).toMatchObject({ stdout: 'a\n', sandbox: { backend: 'docker', image: IMAGE } });
    expect(sandbox.backend).toBe('docker');
    expect(warnings).toEqual([]);
    await sandbox.close();
    expect(await containers(`zops-${process.pid}-`)).toEqual([]);
  });

  it('auto takes the embedded sandbox when the image of this version is missing, and says how to build it', async () => {
    const { sandbox, warnings } = create({});
    expect(await sandbox.run(approve('cat a.log'))).toMatchObject({ sandbox: { backend: 'embedded' } });
    expect(warnings).toEqual([
      'commands run in the embedded sandbox. Build the image with: zops-mcp sandbox build (the engine has no zops-runner:0.0.0-none). Or set ZOPS_SANDBOX=embedded, and this line goes away.',
    ]);
    await sandbox.close();
  });
});
