// Files that a site keeps back, in a real container: the runner holds what globs find and where links lead to the site's rules.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createPolicy } from '../../../src/policy/policy.js';
import { DockerSandbox } from '../../../src/sandbox/docker/docker-sandbox.js';
import { describeDocker, DOCKER_ENV, IMAGE, simFolder } from '../../support/docker.js';
import { attackedFolder, DENIED, MEETS_NOTHING, SITE_ATTACKS, SITE_PASSES } from '../../support/site-attacks.js';

describeDocker('files that a site keeps back, in the container:', () => {
  let sandbox: DockerSandbox;
  const { evaluate } = createPolicy({ paths: DENIED });

  beforeAll(async () => {
    const directory = simFolder({ 'syslog.log': 'one line\n' });
    await attackedFolder(directory);
    sandbox = new DockerSandbox({ image: IMAGE, directory, env: DOCKER_ENV, warn: () => undefined });
  });
  afterAll(() => sandbox.close());

  it.each(Object.entries(SITE_ATTACKS))('%s gets nothing', async (attack, command) => {
    const verdict = evaluate(command);
    if (!verdict.allowed) {
      expect(verdict.rule).toMatch(/^(?:site_path|path-jail)$/);
      return;
    }
    const outcome = await sandbox.run(verdict.command).catch((error: unknown) => error);
    if (MEETS_NOTHING.has(attack)) expect((outcome as { stdout: string }).stdout.replaceAll('*/HIDDEN*', '')).not.toContain('HIDDEN');
    else expect(outcome).toMatchObject({ code: 'refused', details: { rule: 'site_path' } });
  });

  it.each(Object.entries(SITE_PASSES))('%s works', async (command, stdout) => {
    const verdict = evaluate(command);
    expect(verdict.allowed && (await sandbox.run(verdict.command)).stdout).toBe(stdout);
  });
});
