// Short questions to the Docker engine through its CLI. DOCKER_HOST and contexts count, as far as the environment has them.
import { execa } from 'execa';
import { BUNDLE_LABEL, type DockerEnv, type ImageState } from './image.js';

export interface DockerOutput {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
  /** There is no docker CLI on the PATH. */
  readonly missing: boolean;
}

export async function docker(args: readonly string[], env: DockerEnv, timeoutMs: number): Promise<DockerOutput> {
  // It finishes even when we end meanwhile: a removal that was begun is done.
  const ownLife = { cleanup: false, detached: true };
  const result = await execa('docker', args, { env, extendEnv: false, stdin: 'ignore', reject: false, timeout: timeoutMs, killSignal: 'SIGKILL', ...ownLife });
  const stderr = result.timedOut ? `docker ${args[0] ?? ''} took longer than ${timeoutMs} ms` : result.stderr;
  return { ok: !result.failed, stdout: result.stdout, stderr, missing: result.code === 'ENOENT' };
}

/** Whether the engine answers and has the image, and which one it is. Never rejects. */
export async function inspectImage(image: string, env: DockerEnv, timeoutMs: number): Promise<ImageState> {
  const format = `{{json .Id}} {{json .RepoDigests}} {{json (index .Config.Labels "${BUNDLE_LABEL}")}}`;
  const { ok, stdout, stderr, missing } = await docker(['image', 'inspect', '--format', format, image], env, timeoutMs);
  if (missing) return { state: 'no_cli', detail: 'the docker command is not on the PATH' };
  if (!ok) return { state: explain(stderr), detail: stderr.trim() };
  const [id, repoDigests, bundle] = stdout.trim().split(' ').map((part) => JSON.parse(part) as unknown) as [string, string[] | null, string | null];
  return { state: 'ready', id, digest: repoDigests?.[0]?.split('@')[1] ?? id, bundle: bundle === '' ? null : bundle };
}

function explain(stderr: string): 'no_engine' | 'no_access' | 'no_image' {
  if (/no such image/i.test(stderr)) return 'no_image';
  return /permission denied/i.test(stderr) ? 'no_access' : 'no_engine';
}
