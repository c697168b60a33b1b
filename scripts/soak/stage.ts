// Everything that plays in a soak, started and ended in order: the operated system, a disk and an engine of its own, and the servers.
import { mkdirSync, mkdtempSync, chmodSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Engine, ENGINE_PROBLEM } from '../../test/support/engine.js';
import { defaultImage } from '../../src/sandbox/docker/image.js';
import { VERSION } from '../../src/version.js';
import { ROOT, ZOPS } from '../bench/servers.js';
import type { Random } from '../durability/random.js';
import { Disk } from './disk.js';
import type { Fault } from './facts.js';
import { Front } from './front.js';
import { Peer, type Books } from './peer.js';
import { fillAuditLog } from './trail.js';
import { createWorld, type World } from './world.js';

/** A small heap: what is only not collected yet would look like growth. */
const HEAP_MB = 96;
/** So much is written before the audit log is put aside for its size. */
const AUDIT_ROOM = 3 * 1024 * 1024;

export interface Stage {
  /** In the environment of every process that the run starts. */
  readonly work: string;
  readonly state: string;
  readonly probes: string;
  /** The servers' folder for temporary files. */
  readonly temporary: string;
  readonly world: World;
  /** Null: why there is none is in `skipped`. */
  readonly engine: Engine | null;
  readonly disk: Disk | null;
  readonly skipped: readonly string[];
  readonly books: Books;
  readonly faults: Fault[];
  readonly killed: Set<number>;
  /** Lives as long as the run, with commands in Docker. */
  readonly docker: Peer;
  /** Lives as long as the run, with commands in the embedded sandbox. */
  readonly embedded: Peer;
  /** Is killed and started again. */
  readonly victim: Peer;
  /** Starts, does a little, ends in order, all the time. */
  readonly guest: Peer;
  readonly front: Front;
  readonly env: Readonly<Record<string, string>>;
}

export async function openStage(books: Books, random: Random): Promise<Stage> {
  const work = mkdtempSync(path.join(os.tmpdir(), 'zops-soak-'));
  // The container's user reads the system folder.
  chmodSync(work, 0o755);
  const folder = (name: string): string => {
    mkdirSync(path.join(work, name));
    return path.join(work, name);
  };
  const [probes, temporary] = [folder('probes'), folder('tmp')];
  const state = path.join(work, 'state');
  const disk = Disk.mount(state);
  const world = createWorld(folder('sim'));
  await fillAuditLog(state, AUDIT_ROOM);

  const engine = ENGINE_PROBLEM === null ? new Engine() : null;
  await engine?.start();
  await engine?.copyImage(defaultImage(VERSION));

  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: work,
    TMPDIR: temporary,
    ZOPS_STATE_DIR: state,
    ZOPS_DATA_DIR: world.directory,
    ZOPS_SANDBOX: 'embedded',
    ...(engine === null ? {} : { DOCKER_HOST: engine.env['DOCKER_HOST'] ?? '' }),
  };
  const watched = { ...env, ZOPS_SOAK_PROBE: probes, NODE_OPTIONS: `--max-old-space-size=${HEAP_MB} --import=${new URL('probe.js', import.meta.url).href}` };
  const peer = (name: string, peerEnv: Readonly<Record<string, string>>): Peer => new Peer({ name, command: ZOPS, env: peerEnv, books });
  return {
    work,
    state,
    probes,
    temporary,
    world,
    engine,
    disk: typeof disk === 'string' ? null : disk,
    skipped: [...(ENGINE_PROBLEM === null ? [] : [`faults of containers and of the engine: ${ENGINE_PROBLEM}`]), ...(typeof disk === 'string' ? [`faults of the disk: ${disk}`] : [])],
    books,
    faults: [],
    killed: new Set(),
    docker: peer('docker', engine === null ? watched : { ...watched, ZOPS_SANDBOX: 'docker' }),
    embedded: peer('embedded', watched),
    victim: peer('victim', env),
    guest: peer('guest', env),
    front: new Front([process.execPath, path.join(ROOT, 'dist/agent.js'), 'serve', '--port', '0'], watched, books, random),
    env,
  };
}

/** After the servers have ended. */
export async function closeStage({ engine, disk, work }: Stage): Promise<void> {
  await engine?.remove();
  disk?.remove();
  rmSync(work, { recursive: true, force: true });
}

export const AUDIT_ROTATE = [...ZOPS, 'audit', 'rotate'] as const;
export const AUDIT_VERIFY = [...ZOPS, 'audit', 'verify'] as const;
