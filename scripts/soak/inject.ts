// The faults. Each is on record from before it begins until a call shows that everything works again, with whom it hits and which
// errors it explains; where it must be felt, a call is made that has to feel it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine } from '../../test/support/engine.js';
import { command, logs, printed, read, status } from './ops.js';
import type { Disk } from './disk.js';
import type { Fault } from './facts.js';
import { FRONT } from './front.js';
import type { Gate } from './gate.js';
import type { Op, Peer } from './peer.js';
import { AUDIT_ROTATE, type Stage } from './stage.js';

/** No fault may be felt for longer than this after it is over, ms. */
const RECOVERY_MS = 60_000;
/** How long states last that would not end by themselves, ms. */
const HOLD_MS = 3_000;

export interface Gates {
  /** All traffic. */
  readonly all: Gate;
  /** Servers that come and go. */
  readonly guests: Gate;
}

export interface Injector {
  readonly kind: string;
  run(stage: Stage, gates: Gates): Promise<void>;
}

const echo = (): Op => command('echo here', true, printed('here\n'));
/** Recorded, and nothing else can be wrong with it. */
const recordedRead = (): Op => read('zops://audit/recent', true, [], () => null);

type About = Partial<Omit<Fault, 'kind' | 'begin' | 'end'>>;

async function on(stage: Stage, kind: string, about: About, work: () => Promise<void>): Promise<void> {
  const begin = stage.books.now();
  try {
    await work();
  } finally {
    stage.faults.push({ kind, servers: null, needs: [], codes: [], losesResults: false, ...about, begin, end: stage.books.now() });
  }
}

/** Calls until one is answered as it must be. */
async function recovered({ books }: Stage, kind: string, who: string, works: () => Promise<boolean>): Promise<void> {
  const deadline = books.now() + RECOVERY_MS;
  while (!(await works())) {
    if (books.now() > deadline) {
      books.note(`${kind}: ${who} does not recover within ${RECOVERY_MS / 1000} s`);
      return;
    }
    await sleep(50);
  }
}

const works = (peer: Peer, op: () => Op) => async (): Promise<boolean> => (await peer.perform(op())).end === 'right';

/** Calls until one fails as it must. */
async function felt({ books }: Stage, kind: string, peer: Peer, op: () => Op, codes: readonly string[]): Promise<void> {
  const deadline = books.now() + RECOVERY_MS;
  for (;;) {
    const { code } = await peer.perform(op());
    if (code !== null && codes.includes(code)) return;
    if (books.now() > deadline) {
      books.note(`${kind}: nothing fails with ${codes.join(' or ')} on ${peer.name}`);
      return;
    }
    await sleep(20);
  }
}

/** The container of the server that runs commands in Docker. */
async function containerOf(engine: Engine, peer: Peer): Promise<string> {
  const { stdout } = await engine.docker('ps', '--filter', 'label=zops.sandbox', '--format', '{{.Names}}');
  return stdout.split('\n').find((name) => name.startsWith(`zops-${peer.pid}-`)) ?? '';
}

function container(kind: string, codes: readonly string[], hurt: (engine: Engine, name: string) => Promise<unknown>): Injector {
  return {
    kind,
    async run(stage) {
      const { engine, docker } = stage;
      if (engine === null) return;
      await on(stage, kind, { servers: [docker.name], needs: ['sandbox'], codes }, async () => {
        const name = await containerOf(engine, docker);
        if (name === '') stage.books.note(`${kind}: there is no container`);
        await hurt(engine, name);
        await recovered(stage, kind, docker.name, works(docker, echo));
      });
      if (codes.length > 0 && (await containerOf(engine, docker)) === '') stage.books.note(`${kind}: no container follows`);
    },
  };
}

const engineRestarted: Injector = {
  kind: 'engine restarted',
  async run(stage) {
    const { engine, docker, victim } = stage;
    if (engine === null) return;
    const codes = ['sandbox_failed', 'sandbox_unavailable'];
    await on(stage, this.kind, { servers: [docker.name, victim.name, stage.guest.name], needs: ['sandbox'], codes }, async () => {
      await engine.stop();
      await felt(stage, this.kind, docker, echo, codes);
      await engine.start();
      for (const peer of [docker, victim]) await recovered(stage, this.kind, peer.name, works(peer, echo));
    });
  },
};

const allWork = async (stage: Stage, kind: string): Promise<void> => {
  for (const peer of [stage.docker, stage.embedded, stage.victim]) await recovered(stage, kind, peer.name, works(peer, recordedRead));
  await recovered(stage, kind, FRONT, () => stage.front.works());
};

function disk(kind: string, prepare: (own: Disk, all: Gate) => Promise<void>): Injector {
  return {
    kind,
    async run(stage, { all, guests }) {
      const { disk: own, embedded } = stage;
      if (own === null) return;
      // The ends of a session cannot be recorded meanwhile: nobody comes or goes.
      await guests.alone(() => on(stage, kind, { needs: ['state'], codes: ['audit_unavailable', 'state_unavailable'], losesResults: true }, async () => {
        await prepare(own, all);
        // A long text soon fills what is left.
        await felt(stage, kind, embedded, () => command(`echo ${'x'.repeat(2000)}`, false), ['audit_unavailable']);
        await sleep(HOLD_MS);
        await own.restore();
        await allWork(stage, kind);
      }));
    },
  };
}

const statusTorn: Injector = {
  kind: 'status.json torn',
  async run(stage) {
    const { world, embedded } = stage;
    // It is mended by a new file in its place, which commands in Docker notice.
    await on(stage, this.kind, { needs: ['status', 'sandbox'], codes: ['data_invalid', 'sandbox_failed'] }, async () => {
      const mend = world.tearStatus();
      await felt(stage, this.kind, embedded, () => status(world, 'tool'), ['data_invalid']);
      await sleep(HOLD_MS);
      mend();
      await recovered(stage, this.kind, embedded.name, works(embedded, () => status(world, 'tool')));
    });
  },
};

const serverKilled: Injector = {
  kind: 'server killed',
  async run(stage) {
    const { victim, killed } = stage;
    await on(stage, this.kind, { servers: [victim.name], needs: ['process'], codes: ['closed'], losesResults: true }, async () => {
      killed.add(victim.pid);
      await victim.kill();
      // Every other life has a container, which must not outlive it.
      await victim.start(killed.size % 2 === 0 && stage.engine !== null ? { ZOPS_SANDBOX: 'docker' } : {});
      await recovered(stage, this.kind, victim.name, works(victim, recordedRead));
    });
  },
};

const frontsServerKilled: Injector = {
  kind: 'server of zops serve killed',
  async run(stage) {
    const { front, killed, books } = stage;
    await on(stage, this.kind, { servers: [FRONT], needs: ['process'], codes: ['server_unavailable', 'none'], losesResults: true }, async () => {
      const pid = front.serverPid();
      if (pid === null) books.note(`${this.kind}: it has none`);
      else {
        killed.add(pid);
        process.kill(pid, 'SIGKILL');
      }
      await recovered(stage, this.kind, FRONT, () => front.works());
    });
  },
};

const clientStopsReading: Injector = {
  kind: 'client stops reading',
  async run(stage) {
    const { embedded, world } = stage;
    await on(stage, this.kind, { servers: [embedded.name], needs: ['process'] }, async () => {
      embedded.pause();
      const asked = Array.from({ length: 250 }, () => embedded.perform(logs(world, 'syslog', 100)));
      await sleep(2 * HOLD_MS);
      embedded.resume();
      await Promise.all(asked);
    });
  },
};

const auditRotated: Injector = {
  kind: 'audit log put aside',
  async run(stage) {
    await on(stage, this.kind, {}, async () => {
      const [program, ...args] = AUDIT_ROTATE;
      const child = spawn(program, args, { env: { ...stage.env }, stdio: 'ignore' });
      const [code] = (await once(child, 'exit')) as [number | null];
      if (code !== 0) stage.books.note(`${this.kind}: zops-mcp audit rotate ended with ${String(code)}`);
    });
  },
};

export const INJECTORS: readonly Injector[] = [
  container('container killed', ['sandbox_failed'], (engine, name) => engine.docker('kill', name)),
  container('runner killed', ['sandbox_failed'], async (engine, name) => {
    const { stdout } = await engine.docker('inspect', '--format', '{{.State.Pid}}', name);
    if (Number(stdout) > 1) process.kill(Number(stdout), 'SIGKILL');
  }),
  container('container paused for a moment', [], async (engine, name) => {
    await engine.docker('pause', name);
    await sleep(HOLD_MS);
    await engine.docker('unpause', name);
  }),
  container('container hangs', ['sandbox_failed'], (engine, name) => engine.docker('pause', name)),
  engineRestarted,
  disk('disk full', (own) => own.fill()),
  disk('disk read-only', (own, all) =>
    all.alone(async () => {
      // Servers let go of the log soon after the last record.
      await sleep(200);
      await own.forbid();
    }),
  ),
  statusTorn,
  serverKilled,
  frontsServerKilled,
  clientStopsReading,
  auditRotated,
];
