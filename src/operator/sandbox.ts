// `zops-mcp sandbox build` and `sandbox status`: the operator's view of the Docker sandbox.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { execa } from 'execa';
import { ZopsError } from '../errors.js';
import { packageFile } from '../package-files.js';
import { STRAY_LABEL } from '../sandbox/docker/arguments.js';
import { docker, inspectImage } from '../sandbox/docker/engine.js';
import { advice, BUNDLE_LABEL, defaultImage, type DockerEnv } from '../sandbox/docker/image.js';
import { CONTAINER_LIMITS } from '../sandbox/docker/limits.js';
import { VERSION } from '../version.js';

const DOCKERFILE = packageFile('Dockerfile.runner');
/** The build's whole context: the runner as one file. */
const CONTEXT = packageFile('dist/runner/');
const BUNDLE = `${CONTEXT}main.cjs`;

export interface SandboxCommand {
  /** Image reference, or null for the one of this version. */
  readonly image: string | null;
  readonly dockerEnv: DockerEnv;
  readonly out: NodeJS.WritableStream;
}

/**
 * Builds the runner's image and shows docker's progress. Exit code 0 when it is there, else 1.
 * @param base image to start from instead of the public one
 */
export async function sandboxBuild({ image, dockerEnv, out, base }: SandboxCommand & { readonly base?: string | undefined }): Promise<number> {
  const tag = image ?? defaultImage(VERSION);
  const args = ['build', '--force-rm', '--network=none', `--tag=${tag}`, `--file=${DOCKERFILE}`, `--label=${BUNDLE_LABEL}=${await bundleHash()}`];
  if (base !== undefined) args.push(`--build-arg=BASE_IMAGE=${base}`);
  const child = execa('docker', [...args, CONTEXT], { env: dockerEnv, extendEnv: false, stdin: 'ignore', all: true, buffer: false, reject: false });
  child.all.pipe(out, { end: false });
  const { failed, code } = await child;
  if (!failed) {
    out.write(`\n${tag} is built; commands now run in it. \`zops-mcp sandbox status\` shows it.\n`);
    return 0;
  }
  if (code === 'ENOENT') out.write(`${advice('no_cli', tag)}\n`);
  else out.write('\nThe build failed. Without access to the public registry, give another base: `zops-mcp sandbox build --base IMAGE` (docs/sandbox.md).\n');
  return 1;
}

export interface SandboxStatus {
  readonly ready: boolean;
  /** Version of the engine, or null when it does not answer. */
  readonly engine: string | null;
  readonly image: string;
  readonly digest: string | null;
  /** Whether the runner in the image is the one of this installation; null without an image, or when it does not say. */
  readonly current: boolean | null;
  /** Runner containers of all servers on this engine, and leftovers. */
  readonly containers: readonly string[];
  /** What to do, when there is something. */
  readonly advice: string | null;
}

/** Exit code 0 when commands can run in Docker, else 1. */
export async function sandboxStatus({ image, dockerEnv, out, json }: SandboxCommand & { readonly json: boolean }): Promise<number> {
  const status = await readStatus(image ?? defaultImage(VERSION), dockerEnv);
  out.write(json ? `${JSON.stringify(status)}\n` : render(status));
  return status.ready ? 0 : 1;
}

async function readStatus(image: string, env: DockerEnv): Promise<SandboxStatus> {
  const ask = (...args: string[]) => docker(args, env, CONTAINER_LIMITS.commandMs);
  const [found, version, list] = await Promise.all([
    inspectImage(image, env, CONTAINER_LIMITS.commandMs),
    ask('version', '--format', '{{.Server.Version}}'),
    ask('ps', '--all', '--filter', `label=${STRAY_LABEL}`, '--format', '{{.Names}} ({{.Status}})'),
  ]);
  const common = {
    engine: version.ok ? version.stdout.trim() : null,
    image,
    containers: list.ok ? list.stdout.split('\n').filter((line) => line !== '') : [],
  };
  if (found.state !== 'ready') return { ready: false, ...common, digest: null, current: null, advice: advice(found.state, image) };
  const current = found.bundle === null ? null : found.bundle === (await bundleHash());
  const rebuild = 'The image holds another runner than this installation. Build it again with: zops-mcp sandbox build';
  return { ready: true, ...common, digest: found.digest, current, advice: current === false ? rebuild : null };
}

function render({ ready, engine, image, digest, current, containers, advice: what }: SandboxStatus): string {
  const rows = [
    ['sandbox', ready ? 'docker is ready' : 'docker is not ready; with ZOPS_SANDBOX=auto commands run in the embedded sandbox'],
    ['engine', engine ?? 'does not answer'],
    ['image', digest === null ? `${image} (missing)` : image],
    ['digest', digest ?? '-'],
    ['runner', current === null ? '-' : current ? 'up to date' : 'outdated'],
    ['containers', containers.length === 0 ? 'none' : containers.join(', ')],
    ...(what === null ? [] : [['to do', what]]),
  ];
  return rows.map(([name = '', text = '']) => `${name.padEnd(11)} ${text}\n`).join('');
}

async function bundleHash(): Promise<string> {
  try {
    return createHash('sha256').update(await readFile(BUNDLE)).digest('hex');
  } catch (error) {
    throw new ZopsError('sandbox_unavailable', 'The runner is not built: run `npm run build` first.', {}, { cause: error });
  }
}
