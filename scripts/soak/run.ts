// A soak from the start of the servers to the verdict: traffic all the time, one fault after the other, and a look at every
// process now and then; twice all traffic stops, so that what is held for good can be seen.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { randomFrom, type Random } from '../durability/random.js';
import type { Call, Facts } from './facts.js';
import { Gate } from './gate.js';
import { INJECTORS, type Gates } from './inject.js';
import { judge, type Verdict } from './judge.js';
import { nextOp, readTwoPages } from './mix.js';
import { command, printed, Setting } from './ops.js';
import type { Books, Peer } from './peer.js';
import { AUDIT_VERIFY, closeStage, openStage, type Stage } from './stage.js';
import { auditFiles, readTrail } from './trail.js';
import { startedWith, Watch } from './watch.js';
import type { Rotation, Source } from './world.js';

/** Requests that one client has under way at most times, and its mean pause between two, ms: a soak, not a load. */
const LANES = 3;
const PAUSE_MS = 60;
const FRONT_PAUSE_MS = 900;
const GROW_MS = 50;
const LOOK_MS = 5_000;
/** Time in which what is only on its way out goes: kept-alive connections, locks, pauses. */
const REST_MS = 8_000;
/** Between two faults, ms. */
const GAP_MS = [1_000, 6_000] as const;
const ROTATIONS: readonly (readonly [Source, Rotation])[] = [['syslog', 'renamed'], ['error', 'renamed'], ['audit', 'truncated']];

export interface SoakOptions {
  readonly minutes: number;
  readonly seed: number;
  /** Ends it early, in order. */
  readonly signal: AbortSignal;
  /** Takes one line now and then. */
  readonly say: (line: string) => void;
}

export interface SoakResult {
  readonly facts: Facts;
  readonly verdict: Verdict;
  readonly skipped: readonly string[];
  readonly records: number;
  readonly files: number;
  /** From the first call to the last, ms. */
  readonly lasted: number;
}

export async function soak({ minutes, seed, say, signal }: SoakOptions): Promise<SoakResult> {
  const random = randomFrom(seed);
  const started = performance.now();
  const notes: string[] = [];
  const calls: Call[] = [];
  const books: Books = { calls, now: () => performance.now() - started, note: (text) => void notes.push(text) };
  const stage = await openStage(books, random);
  try {
    const { watches, lasted } = await play(stage, { minutes, random, say, signal });
    if (signal.aborted) books.note('ended early');
    await leaveNothing(stage);
    const { facts: audit, records } = await readTrail(stage.state);
    await verify(stage);
    const facts: Facts = { calls, faults: stage.faults, audit, killed: stage.killed, watched: watches.map((watch) => watch.result()), notes };
    return { facts, verdict: judge(facts), skipped: stage.skipped, records, files: (await auditFiles(stage.state)).length, lasted };
  } finally {
    await closeStage(stage);
  }
}

async function play(stage: Stage, { minutes, random, say, signal }: Omit<SoakOptions, 'seed'> & { readonly random: Random }): Promise<{ readonly watches: readonly Watch[]; readonly lasted: number }> {
  const { books, world, docker, embedded, victim, front, probes, faults } = stage;
  const gates: Gates = { all: new Gate(), guests: new Gate() };
  const over = new AbortController();
  const end = (): boolean => over.signal.aborted;
  await Promise.all([docker.start(), embedded.start(), victim.start(), front.start()]);
  const began = books.now();
  const deadline = began + minutes * 60_000;
  const watches = [new Watch('docker', docker.pid, probes, books.now), new Watch('embedded', embedded.pid, probes, books.now), new Watch('http', front.pid, probes, books.now)];

  const every = (ms: number, work: () => unknown): (() => void) => {
    const timer = setInterval(() => void work(), ms);
    return () => clearInterval(timer);
  };
  const stops = [
    every(GROW_MS, () => world.grow()),
    every(LOOK_MS, () => Promise.all(watches.map((watch) => watch.look()))),
    every(60_000, () => say(`${Math.round((books.now() - began) / 60_000)} min: ${books.calls.length} calls, ${faults.length} faults`)),
  ];
  const traffic = [
    ...lanes(docker, new Setting('max_jobs', 1000)),
    ...lanes(embedded, new Setting('retention_days', 3650)),
    ...lanes(victim, new Setting('batch_size', 10_000)),
    guests(),
    asking(),
    rotating(),
  ];

  await sleep(Math.min(180_000, minutes * 6_000));
  // Put aside for its size: that too is part of the warm-up.
  for (let waited = 0; (await auditFiles(stage.state)).length < 2 && !signal.aborted; waited += 500) {
    if (waited > 300_000) {
      books.note('the audit log was not put aside for its size');
      break;
    }
    await sleep(500);
  }
  // The first round belongs to the warm-up: what it leaves for good, the second would leave once more.
  const isOver = (): boolean => signal.aborted || books.now() >= deadline;
  for (let round = 0; (round < 2 && !signal.aborted) || !isOver(); round += 1) {
    if (round === 1) await rest();
    for (const injector of shuffled(INJECTORS, random)) {
      if (signal.aborted || (round > 1 && isOver())) break;
      await sleep(GAP_MS[0] + random() * (GAP_MS[1] - GAP_MS[0]));
      await injector.run(stage, gates);
    }
  }
  await rest();
  over.abort();
  await Promise.all(traffic);
  for (const stop of stops) stop();
  return { watches, lasted: books.now() - began };

  function lanes(peer: Peer, setting: Setting): readonly Promise<void>[] {
    return Array.from({ length: LANES }, async () => {
      let last: Call | undefined;
      const acknowledged = (): Call | undefined => (last !== undefined && books.now() - last.answered < 1_000 ? last : undefined);
      const one = async (): Promise<void> => {
        const call = await peer.perform(nextOp({ world, random, setting, acknowledged }));
        if (call.end === 'right' && call.trace !== null) last = call;
      };
      while (!end()) {
        const dice = random();
        await gates.all.pass(() => (dice < 0.004 ? Promise.all(Array.from({ length: 24 }, one)) : dice < 0.02 ? readTwoPages(peer, world) : one()));
        await sleep(random() * 2 * PAUSE_MS);
      }
    });
  }

  /** Servers that come, do a little, and go. */
  async function guests(): Promise<void> {
    const { guest, engine } = stage;
    while (!end()) {
      await gates.all.pass(() =>
        gates.guests.pass(async () => {
          await guest.start(engine !== null && random() < 0.3 ? { ZOPS_SANDBOX: 'docker' } : {});
          for (let left = random() * 12; left > 0; left -= 1) await guest.perform(nextOp({ world, random, setting: null, acknowledged: () => undefined }));
          await guest.stop();
        }),
      );
      await sleep(random() * 2_000);
    }
  }

  async function asking(): Promise<void> {
    while (!end()) {
      await gates.all.pass(() => front.ask());
      await sleep(random() * 2 * FRONT_PAUSE_MS);
    }
  }

  async function rotating(): Promise<void> {
    for (let turn = 0; !end(); turn += 1) {
      await sleep(2_000 + random() * 8_000, undefined, { signal: over.signal }).catch(() => undefined);
      const [source, how] = ROTATIONS[turn % ROTATIONS.length] ?? ['syslog', 'renamed'];
      changed(`log ${how}`, ['data_missing', 'data_invalid', 'invalid_time'], () => world.rotate(source, how));
      changed('status.json replaced', [], () => world.replaceStatus());
    }
  }

  /** A command in Docker that sees names change under it withholds its result. */
  function changed(kind: string, codes: readonly string[], work: () => void): void {
    const begin = books.now();
    work();
    faults.push({ kind, begin, end: books.now(), servers: null, needs: ['logs', 'sandbox'], codes: [...codes, 'sandbox_failed'], losesResults: false });
  }

  async function rest(): Promise<void> {
    await gates.all.alone(async () => {
      // Both looks find a container, and a server behind the front.
      await docker.perform(command('echo rest', true, printed('rest\n')));
      await front.works();
      await sleep(REST_MS);
      await Promise.all(watches.map((watch) => watch.look(true)));
      const alive = [docker.pid, victim.pid];
      for (const name of await containers(stage)) if (!alive.some((pid) => name.startsWith(`zops-${pid}-`))) books.note(`the container ${name} is left over`);
    });
  }
}

/** Ends all servers, and notes what is still there then. */
async function leaveNothing(stage: Stage): Promise<void> {
  const { books, docker, embedded, victim, guest, front, work, state, temporary } = stage;
  await Promise.all([docker.stop(), embedded.stop(), victim.stop(), front.stop()]);
  // One that starts where others were killed clears up behind them.
  await guest.start();
  await guest.perform(command('echo last', true, printed('last\n')));
  await guest.stop();
  let processes = startedWith(work);
  for (let waited = 0; waited < 15_000 && processes.length + (await containers(stage)).length > 0; waited += 250) {
    await sleep(250);
    processes = startedWith(work);
  }
  for (const { pid, command: line } of processes) books.note(`process ${pid} is left over: ${line}`);
  for (const name of await containers(stage)) books.note(`the container ${name} is left over`);
  for (const name of readdirSync(temporary)) books.note(`the temporary file ${name} is left over`);
  const strays = readdirSync(state).filter((name) => !/^(?:audit(?:-\d+)?\.jsonl|audit\.head|config\.json)$/.test(name));
  if (strays.length > 0) books.note(`left over in the state directory: ${strays.length} (${strays.slice(0, 5).join(', ')})`);
}

async function containers({ engine }: Stage): Promise<readonly string[]> {
  const { stdout } = (await engine?.docker('ps', '--all', '--filter', 'label=zops.sandbox', '--format', '{{.Names}}')) ?? { stdout: '' };
  return stdout.split('\n').filter((name) => name !== '');
}

/** The chain over all files, as an operator checks it. */
async function verify({ env, books }: Stage): Promise<void> {
  const [program, ...args] = AUDIT_VERIFY;
  const child = spawn(program, args, { env: { ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) books.note(`zops-mcp audit verify ended with ${String(code)}: ${said.slice(-500)}`);
}

function shuffled<T>(list: readonly T[], random: Random): readonly T[] {
  return list.map((item) => ({ item, at: random() })).sort((a, b) => a.at - b.at).map(({ item }) => item);
}
