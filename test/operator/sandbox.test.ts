// `zops-mcp sandbox build|status`: against the real engine where there is one, and what they say without.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Writable } from 'node:stream';
import { expect, it, onTestFinished } from 'vitest';
import { sandboxBuild, sandboxStatus } from '../../src/operator/sandbox.js';
import { defaultImage } from '../../src/sandbox/docker/image.js';
import { VERSION } from '../../src/version.js';
import { describeDocker, docker, DOCKER_ENV, IMAGE } from '../support/docker.js';
import { tempDir } from '../support/temp.js';

class Sink extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

const removeImage = async (tag: string): Promise<void> => {
  await docker('image', 'rm', tag);
};

const NO_DOCKER = { PATH: '/nowhere' };

async function status(options: { image?: string | null; dockerEnv?: Readonly<Record<string, string>>; json?: boolean }) {
  const out = new Sink();
  const code = await sandboxStatus({ image: null, dockerEnv: DOCKER_ENV, json: false, out, ...options });
  return { code, text: out.text };
}

it('status without a docker command says what to do', async () => {
  expect(await status({ dockerEnv: NO_DOCKER })).toEqual({
    code: 1,
    text: [
      'sandbox     docker is not ready; with ZOPS_SANDBOX=auto commands run in the embedded sandbox',
      'engine      does not answer',
      `image       ${defaultImage(VERSION)} (missing)`,
      'digest      -',
      'runner      -',
      'containers  none',
      'to do       Install Docker, or put its docker command on the PATH.',
      '',
    ].join('\n'),
  });
});

it('status --json says the same to a program', async () => {
  const { code, text } = await status({ dockerEnv: NO_DOCKER, json: true });
  expect([code, JSON.parse(text)]).toEqual([
    1,
    { ready: false, engine: null, image: defaultImage(VERSION), digest: null, current: null, containers: [], advice: 'Install Docker, or put its docker command on the PATH.' },
  ]);
});

it('build without a docker command says what to do', async () => {
  const out = new Sink();
  expect(await sandboxBuild({ image: null, dockerEnv: NO_DOCKER, out })).toBe(1);
  expect(out.text).toBe('Install Docker, or put its docker command on the PATH.\n');
});

describeDocker('with an engine', () => {
  it('status names engine, image, digest and runner', async () => {
    const { stdout: digest } = await docker('image', 'inspect', '--format', '{{.Id}}', IMAGE);
    const { code, text } = await status({ image: IMAGE });
    expect(code).toBe(0);
    expect(text).toMatch(/^sandbox {5}docker is ready\nengine {6}\d+\.\d+\S*\n/);
    expect(text).toContain(`image       ${IMAGE}\ndigest      ${digest.trim()}\nrunner      up to date\n`);
  });

  it('status of a missing image says how to build it', async () => {
    const { code, text } = await status({ image: 'zops-runner:none' });
    expect(code).toBe(1);
    expect(text).toContain('image       zops-runner:none (missing)\n');
    expect(text).toContain('to do       Build the image with: zops-mcp sandbox build (the engine has no zops-runner:none).\n');
  });

  it('status tells an image with another runner', async () => {
    const context = await tempDir();
    const tag = `zops-runner:outdated-${process.pid}`;
    await writeFile(path.join(context, 'Dockerfile'), `FROM ${IMAGE}\nLABEL zops.bundle=0000\n`);
    expect(await docker('build', '--tag', tag, context)).toMatchObject({ code: 0 });
    onTestFinished(() => removeImage(tag));
    const { code, text } = await status({ image: tag });
    expect(code).toBe(0);
    expect(text).toContain('runner      outdated\n');
    expect(text).toContain('to do       The image holds another runner than this installation. Build it again with: zops-mcp sandbox build\n');
  });

  it('build on a base that will not do says what else there is', async () => {
    const out = new Sink();
    // The runner's own image has no shell to build with.
    expect(await sandboxBuild({ image: 'zops-runner:never', dockerEnv: DOCKER_ENV, out, base: IMAGE })).toBe(1);
    expect(out.text).toContain('/bin/sh');
    expect(out.text).toContain('The build failed. Without access to the public registry, give another base: `zops-mcp sandbox build --base IMAGE` (docs/sandbox.md).\n');
  });
});

const BASE = 'zops-base:local';
const { code: baseMissing } = await docker('image', 'inspect', BASE);

describeDocker(
  'with an engine and the base made of Debian packages',
  () => {
    it('build shows its progress, and makes an image that status finds up to date', async () => {
      const out = new Sink();
      const tag = `zops-runner:built-${process.pid}`;
      expect(await sandboxBuild({ image: tag, dockerEnv: DOCKER_ENV, out, base: BASE })).toBe(0);
      onTestFinished(() => removeImage(tag));
      expect(out.text).toMatch(/BASE_IMAGE[^]*ENTRYPOINT/);
      expect(out.text).toMatch(/ is built; commands now run in it\. `zops-mcp sandbox status` shows it\.\n$/);
      expect((await status({ image: tag })).text).toContain('runner      up to date\n');
    });
  },
  baseMissing === 0 ? null : `there is no ${BASE}: scripts/make-base-image.sh makes it.`,
);
