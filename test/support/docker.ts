// What tests with a real Docker engine share: whether there is one, folders a container can read, strays.
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import type { ApprovedCommand } from '../../src/policy/verdict.js';
import { evaluateCommand } from '../../src/policy/evaluate.js';
import { inspectImage } from '../../src/sandbox/docker/engine.js';
import { advice, defaultImage } from '../../src/sandbox/docker/image.js';
import { VERSION } from '../../src/version.js';
import { docker, DOCKER_ENV } from './docker-cli.js';

export { docker, DOCKER_ENV };

export const IMAGE = process.env['ZOPS_IMAGE'] ?? defaultImage(VERSION);

const problem = await findProblem();

/**
 * A `describe` that needs the engine and an image of this very runner. Without them its tests are skipped and say why;
 * with ZOPS_REQUIRE_DOCKER=1 they fail instead.
 * @param more a further reason why they cannot run here
 */
export function describeDocker(name: string, body: () => void, more: string | null = null): void {
  const reason = problem ?? more;
  if (reason === null) describe(name, body);
  else if (process.env['ZOPS_REQUIRE_DOCKER'] === '1') {
    describe(name, () => {
      it('needs Docker', () => expect.unreachable(reason));
    });
  } else {
    process.stderr.write(`skipped: ${name}: ${reason}\n`);
    describe.skipIf(true)(name, body);
  }
}

async function findProblem(): Promise<string | null> {
  const image = await inspectImage(IMAGE, DOCKER_ENV, 5_000);
  if (image.state !== 'ready') return advice(image.state, IMAGE);
  const bundle = fileURLToPath(new URL('../../dist/runner/main.cjs', import.meta.url));
  const hash = createHash('sha256').update(readFileSync(bundle)).digest('hex');
  return image.bundle === hash ? null : `The image ${IMAGE} holds another runner than dist/runner: build both again with npm run sandbox:build.`;
}

/** Names of our containers whose name starts with `prefix`, in whatever state. */
export async function containers(prefix: string): Promise<string[]> {
  const { stdout } = await docker('ps', '--all', '--filter', 'label=zops.sandbox', '--format', '{{.Names}}');
  return stdout.split('\n').filter((name) => name.startsWith(prefix));
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder that the container's user can read, with these files; removed after the tests of the file. */
export function simFolder(files: Readonly<Record<string, string | Buffer>> = {}, name = 'sim'): string {
  const parent = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'zops-docker-')));
  folders.push(parent);
  chmodSync(parent, 0o755);
  const folder = path.join(parent, name);
  mkdirSync(folder);
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), content);
  }
  return folder;
}

export function approve(text: string): ApprovedCommand {
  const verdict = evaluateCommand(text);
  if (!verdict.allowed) return expect.unreachable(`${text}: ${verdict.reason}`);
  return verdict.command;
}
