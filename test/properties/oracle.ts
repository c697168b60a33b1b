// The oracle: an approved command really runs, in the product's Docker sandbox and in the scratch root under strace by the
// runner's own code, and whatever it did but read in /sim is a violation.
import { runCommand } from '../../runner/command.js';
import { Failure } from '../../runner/failure.js';
import { Jail } from '../../runner/jail.js';
import { ZopsError } from '../../src/errors.js';
import { LIMITS } from '../../src/limits.js';
import { PROGRAMS, type ApprovedCommand, type Program } from '../../src/policy/verdict.js';
import { DockerSandbox } from '../../src/sandbox/docker/docker-sandbox.js';
import type { DockerEnv } from '../../src/sandbox/docker/image.js';
import { Scratch } from './scratch.js';
import { deedsOutside } from './trace.js';

/** A command that takes longer never ends: far more than the sandbox's own time-out, for machines that are busy, ms. */
const PATIENCE_MS = 60_000;

/** Runs that show what the loader and the C library of each program need, whatever is asked of it. */
const STARTS: Readonly<Record<Program, readonly (readonly string[])[]>> = {
  cat: [['status.json']],
  ls: [[], ['-la']],
  head: [['status.json']],
  tail: [['status.json']],
  grep: [['x', 'status.json']],
  echo: [[]],
  date: [[], ['-u']],
  hostname: [[], ['-a'], ['-A'], ['-d'], ['-f'], ['-i'], ['-I'], ['-s'], ['-y']],
  wc: [['status.json']],
};

export interface Ran {
  /** False when the runner refused it: a glob found too much, a link leads outside. */
  readonly ran: boolean;
  readonly violations: readonly string[];
}

export class Oracle {
  private readonly jail: Jail;
  private readonly docker: DockerSandbox;
  private before: string;

  private constructor(
    readonly scratch: Scratch,
    /** What each program does outside of /sim when it only starts. */
    readonly starts: Readonly<Record<Program, readonly string[]>>,
    env: DockerEnv,
  ) {
    this.jail = new Jail(`${scratch.root}/sim`);
    this.docker = new DockerSandbox({ image: scratch.image, directory: scratch.directory, env, warn: (text) => process.stderr.write(`${text}\n`) });
    this.before = scratch.stamp();
  }

  /** @param image of the runner */
  static async make(image: string, env: DockerEnv): Promise<Oracle> {
    const scratch = await Scratch.make(image, env);
    const starts: Partial<Record<Program, readonly string[]>> = {};
    for (const program of PROGRAMS) {
      const deeds: string[] = [];
      for (const args of STARTS[program]) deeds.push(...deedsOutside((await scratch.run([program, ...args], AbortSignal.timeout(PATIENCE_MS))).trace, scratch.root));
      starts[program] = [...new Set(deeds)];
    }
    return new Oracle(scratch, starts as Record<Program, readonly string[]>, env);
  }

  async close(): Promise<void> {
    await this.docker.close();
    await this.scratch.remove();
  }

  /** Both runs of an approved command. */
  async check(command: ApprovedCommand): Promise<Ran> {
    const [traced, contained] = await Promise.all([this.trace(command), this.contain(command)]);
    const apart = traced.ran === contained.ran ? [] : [`it ${traced.ran ? 'ran' : 'was refused'} in the scratch root, but not in Docker`];
    return { ran: traced.ran, violations: [...traced.violations, ...contained.violations, ...apart] };
  }

  /** Any argv, approved or not, in the scratch root. */
  async checkArgv(argv: readonly string[], timeoutMs = PATIENCE_MS): Promise<readonly string[]> {
    const signal = AbortSignal.timeout(timeoutMs);
    const { stdout, stderr, trace } = await this.scratch.run(argv, signal);
    const known: readonly string[] = this.starts[(argv[0] ?? '').replace('/usr/bin/', '') as Program];
    const stamp = this.scratch.stamp();
    const changed = stamp === this.before ? [] : ['the scratch root changed'];
    this.before = stamp;
    return [
      ...deedsOutside(trace, this.scratch.root).filter((deed) => !known.includes(deed)),
      ...this.leaks(stdout + stderr),
      ...changed,
      ...(signal.aborted ? [`it did not end within ${timeoutMs} ms`] : []),
    ];
  }

  /** As the runner of the container would: judged again, globs expanded, links followed, then started. */
  private async trace(command: ApprovedCommand): Promise<Ran> {
    const violations: string[] = [];
    const argv = [`/usr/bin/${command.program}`, ...command.args.map(({ value }) => value)];
    const request = { op: 'run' as const, id: 1, command: command.command, argv, timeoutMs: PATIENCE_MS, outputBytes: LIMITS.commandOutputBytes };
    try {
      await runCommand(request, this.jail, new AbortController().signal, async (final) => {
        violations.push(...(await this.checkArgv(final)));
        return { stdout: '', stderr: '', exitCode: 0, signal: null, truncated: false };
      });
      return { ran: true, violations };
    } catch (error) {
      if (error instanceof Failure && error.code === 'refused') return { ran: false, violations };
      throw error;
    }
  }

  private async contain(command: ApprovedCommand): Promise<Ran> {
    try {
      const { stdout, stderr, timedOut } = await this.docker.run(command, { timeoutMs: PATIENCE_MS });
      return { ran: true, violations: [...this.leaks(stdout + stderr), ...(timedOut ? ['it did not end in time in Docker'] : [])] };
    } catch (error) {
      if (error instanceof ZopsError && error.code === 'refused') return { ran: false, violations: this.leaks(error.message) };
      throw error;
    }
  }

  private leaks(output: string): readonly string[] {
    return output.includes(this.scratch.token) ? ['it shows a canary'] : [];
  }
}
