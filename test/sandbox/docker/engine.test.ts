// An engine that is stopped and started again while the sandbox is in use; the engine is the test's own, named by DOCKER_HOST.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DockerSandbox } from '../../../src/sandbox/docker/docker-sandbox.js';
import { approve, describeDocker, IMAGE, simFolder } from '../../support/docker.js';
import { Engine, ENGINE_PROBLEM } from '../../support/engine.js';

describeDocker('an engine that goes away', () => {
  let engine: Engine;
  let sandbox: DockerSandbox;

  beforeAll(async () => {
    engine = new Engine();
    const directory = simFolder({ 'a.log': 'a\n' });
    execFileSync('mkfifo', [path.join(directory, 'fifo')]);
    await engine.start();
    await engine.copyImage(IMAGE);
    sandbox = new DockerSandbox({ image: IMAGE, directory: directory, env: engine.env, warn: () => undefined });
  });
  afterAll(async () => {
    await sandbox.close();
    expect((await engine.docker('ps', '--all', '--quiet')).stdout).toBe('');
    await engine.remove();
  });

  it('fails the call in flight, then says what to do, and after its return works again', async () => {
    expect(await sandbox.run(approve('cat a.log'))).toMatchObject({ stdout: 'a\n' });
    const inFlight = sandbox.run(approve('cat fifo')).catch((error: unknown) => error);
    await engine.stop();
    expect(await inFlight).toMatchObject({ code: 'sandbox_failed' });
    await expect(sandbox.run(approve('cat a.log'))).rejects.toMatchObject({
      code: 'sandbox_unavailable',
      message: 'The Docker sandbox cannot start. Start the Docker engine, or point DOCKER_HOST or DOCKER_CONTEXT to one that runs.',
    });
    await engine.start();
    expect(await sandbox.run(approve('cat a.log'))).toMatchObject({ stdout: 'a\n' });
    expect((await engine.docker('ps', '--all', '--quiet')).stdout.trim().split('\n')).toHaveLength(1);
  });
}, ENGINE_PROBLEM);
