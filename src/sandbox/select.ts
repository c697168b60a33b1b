// Picks the sandbox that the operator asked for. No container is started and no engine asked before the first command.
import { ZopsError } from '../errors.js';
import type { ApprovedCommand } from '../policy/verdict.js';
import { advice, defaultImage, type DockerEnv } from './docker/image.js';
import type { Backend, RunOptions, RunResult, Sandbox } from './sandbox.js';

export interface SandboxOptions {
  readonly choice: 'auto' | Backend;
  /** Absolute host path of the operated system's data. */
  readonly directory: string;
  /** Image reference, or null for the one that belongs to `version`. */
  readonly image: string | null;
  readonly version: string;
  readonly dockerEnv: DockerEnv;
  /** Writes one line for operators. */
  readonly warn: (text: string) => void;
}

/** `docker` never falls back to `embedded`; `auto` decides once, on the first command. */
export function createSandbox(options: SandboxOptions): Sandbox {
  // Its code takes a while to load: that is over by the first command.
  if (options.choice !== 'embedded') setImmediate(() => void import('./docker/docker-sandbox.js'));
  switch (options.choice) {
    case 'embedded':
      return new LazySandbox('embedded', () => embedded(options));
    case 'docker':
      return new LazySandbox('docker', () => docker(options));
    case 'auto':
      return new LazySandbox('docker', () => best(options));
  }
}

async function embedded({ directory }: SandboxOptions): Promise<Sandbox> {
  const { createEmbeddedSandbox } = await import('./embedded.js');
  return createEmbeddedSandbox({ directory });
}

async function docker({ directory, image, version, dockerEnv, warn }: SandboxOptions) {
  const { DockerSandbox } = await import('./docker/docker-sandbox.js');
  return new DockerSandbox({ directory, image: image ?? defaultImage(version), env: dockerEnv, warn });
}

async function best(options: SandboxOptions): Promise<Sandbox> {
  const sandbox = await docker(options);
  const found = await sandbox.probe();
  if (found.state === 'ready') return sandbox;
  const image = options.image ?? defaultImage(options.version);
  options.warn(`commands run in the embedded sandbox. ${advice(found.state, image)} Or set ZOPS_SANDBOX=embedded, and this line goes away.`);
  return embedded(options);
}

/** Stands in for a sandbox until its first command. */
class LazySandbox implements Sandbox {
  private chosen: Promise<Sandbox> | undefined;
  private closed = false;

  constructor(
    private current: Backend,
    private readonly choose: () => Promise<Sandbox>,
  ) {}

  /** Until the first command: the one that is tried first. */
  get backend(): Backend {
    return this.current;
  }

  async run(command: ApprovedCommand, options?: RunOptions): Promise<RunResult> {
    if (this.closed) throw new ZopsError('sandbox_unavailable', 'The server is shutting down.');
    this.chosen ??= this.choose();
    const sandbox = await this.chosen;
    this.current = sandbox.backend;
    return sandbox.run(command, options);
  }

  async close(): Promise<void> {
    this.closed = true;
    const sandbox = await this.chosen?.catch(() => undefined);
    await sandbox?.close();
  }
}
