// A scratch root made from the runner's image, with canaries around its /sim, and programs run in it under strace as the runner
// would run them: same argv, working directory, environment and user. Needs root (chroot), strace and the Docker engine.
import { spawn, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, lchownSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ENVIRONMENT } from '../../runner/environment.js';
import type { Execution } from '../../runner/execute.js';
import { docker } from '../../src/sandbox/docker/engine.js';
import type { DockerEnv } from '../../src/sandbox/docker/image.js';
import { CANARIES, SIM_FILES, SIM_LINKS, SIM_TRAPS } from '../policy/grammar/places.js';

/** The user of the container. */
const USER = 1001;
/** Patience with one docker command, ms. */
const DOCKER_MS = 120_000;

/** What is missing here to make a scratch root; null when nothing is. */
export function scratchProblem(): string | null {
  if (process.getuid?.() !== 0) return 'it takes root to change the root directory';
  const missing = ['strace', 'unshare', 'tar'].find((tool) => spawnSync(tool, ['--version']).status !== 0);
  return missing === undefined ? null : `${missing} is not installed (.ci/install-programs)`;
}

export interface Traced extends Execution {
  readonly trace: string;
}

export class Scratch {
  readonly root: string;
  /** Outside, as a user of Docker would have it: the folder that is mounted as /sim, with canaries beside it. */
  readonly directory: string;
  /** In the content of every canary, and in names that nobody can guess. */
  readonly token = `zc${randomBytes(8).toString('hex')}`;
  /** The runner's image with the canaries in it. */
  readonly image: string;
  private readonly work: string;
  private runs = 0;

  private constructor(private readonly env: DockerEnv) {
    this.work = mkdtempSync(path.join(os.tmpdir(), 'zops-scratch-'));
    chmodSync(this.work, 0o755);
    this.root = path.join(this.work, 'root');
    this.directory = path.join(this.work, 'host', 'sim');
    this.image = `zops-scratch:${this.token}`;
  }

  /** @param image of the runner */
  static async make(image: string, env: DockerEnv): Promise<Scratch> {
    const scratch = new Scratch(env);
    try {
      await scratch.fill(image);
      return scratch;
    } catch (error) {
      await scratch.remove();
      throw error;
    }
  }

  async remove(): Promise<void> {
    rmSync(this.work, { recursive: true, force: true });
    await docker(['rmi', '--force', this.image], this.env, DOCKER_MS);
  }

  /** Runs a program in the scratch root, under strace. Has the form of the runner's own `execute`. */
  async run(argv: readonly string[], signal: AbortSignal): Promise<Traced> {
    const file = path.join(this.work, `trace-${++this.runs}`);
    const watch = ['strace', '-f', '-qq', '-s', '0', '-o', file];
    const outcome = await this.start([...watch, ...this.entering(argv)], signal);
    const trace = readFileSync(file, 'latin1');
    rmSync(file);
    const start = /^\d+ +execve\("\/usr\/bin\/(?:cat|ls|head|tail|grep|echo|date|hostname|wc)", .*\) = 0\n/m.exec(trace.slice(trace.indexOf(' chroot(')));
    if (start === null) throw new Error(`The program did not start: ${outcome.stderr}`);
    return { ...outcome, trace: trace.slice(trace.indexOf(' chroot(') + start.index + start[0].length) };
  }

  /** The same without strace, for questions to the tools themselves. */
  ask(argv: readonly string[], signal: AbortSignal): Promise<Execution> {
    return this.start(this.entering(argv), signal);
  }

  /** Every file of the scratch root: a change of anything but the time it was read changes it. */
  stamp(): string {
    return walk(this.root, (file, stats) => `${file} ${stats.mode} ${stats.uid} ${stats.gid} ${stats.size} ${stats.mtimeNs} ${stats.ctimeNs}`);
  }

  /** The same with what is in the files. */
  digest(): string {
    const content = (file: string, isLink: boolean): string => (isLink ? readlinkSync(file) : createHash('sha256').update(readFileSync(file)).digest('hex'));
    return walk(this.root, (file, stats) => `${file} ${stats.mode} ${stats.uid} ${stats.gid} ${stats.mtimeNs} ${stats.isFile() || stats.isSymbolicLink() ? content(file, stats.isSymbolicLink()) : ''}`);
  }

  private entering([program = '', ...args]: readonly string[]): readonly string[] {
    const user = String(USER);
    // By its bare name, so that the program calls itself as it does for the runner; the PATH leads to /usr/bin.
    // Like the container it has no network.
    return ['unshare', '--net', '--root', this.root, '--wd', '/sim', '--setgid', user, '--setuid', user, '--', path.basename(program), ...args];
  }

  private start([program = '', ...args]: readonly string[], signal: AbortSignal): Promise<Execution> {
    return new Promise((resolve, reject) => {
      const child = spawn(program, args, { env: ENVIRONMENT, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
      const output: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] };
      child.stdout.on('data', (chunk: Buffer) => output.stdout.push(chunk));
      child.stderr.on('data', (chunk: Buffer) => output.stderr.push(chunk));
      const kill = (): void => {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      };
      signal.addEventListener('abort', kill, { once: true });
      child.on('error', reject);
      child.on('close', (exitCode, ended) => {
        signal.removeEventListener('abort', kill);
        resolve({ stdout: Buffer.concat(output.stdout).toString(), stderr: Buffer.concat(output.stderr).toString(), exitCode, signal: ended, truncated: false });
      });
    });
  }

  private async fill(image: string): Promise<void> {
    const context = path.join(this.work, 'context');
    mkdirSync(context);
    for (const file of CANARIES) this.plant(path.join(context, 'root', file), `${file.endsWith('/passwd') ? `${this.token}:x:4711:4711:` : this.token}:/:/bin/sh\n`);
    writeFileSync(path.join(context, 'Dockerfile'), `FROM ${image}\nCOPY root/ /\n`);
    await this.docker('build', '--quiet', '--tag', this.image, context);
    const container = await this.docker('create', this.image);
    const tar = path.join(this.work, 'image.tar');
    await this.docker('export', '--output', tar, container);
    await this.docker('rm', container);
    mkdirSync(this.root);
    const { status, stderr } = spawnSync('tar', ['-xf', tar, '-C', this.root, '--exclude=runner/node'], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    rmSync(tar);
    for (const sim of [path.join(this.root, 'sim'), this.directory]) fillSim(sim);
    for (const name of ['canary', 'simulator', 'sim-evil']) this.plant(path.join(path.dirname(this.directory), name), this.token);
    // As the engine would write it; without it the host's own name is looked for in the network.
    writeFileSync(path.join(this.root, 'etc/hosts'), `127.0.0.1\tlocalhost ${os.hostname()}\n`);
    // The programs' user owns all of it: nothing but the policy keeps them from writing.
    walk(this.root, (file) => {
      lchownSync(file, USER, USER);
      return '';
    });
  }

  private async docker(...args: string[]): Promise<string> {
    const { ok, stdout, stderr } = await docker(args, this.env, DOCKER_MS);
    if (!ok) throw new Error(`docker ${args[0] ?? ''}: ${stderr}`);
    return stdout.trim();
  }

  /** A canary, and another beside it under a name that only a listing can tell. */
  private plant(file: string, content: string): void {
    mkdirSync(path.dirname(file), { recursive: true });
    for (const place of [file, path.join(path.dirname(file), this.token)]) writeFileSync(place, content, { mode: 0o644 });
  }
}

function fillSim(sim: string): void {
  for (const [name, content] of Object.entries(SIM_FILES)) {
    mkdirSync(path.dirname(path.join(sim, name)), { recursive: true });
    writeFileSync(path.join(sim, name), content);
  }
  for (const [name, target] of Object.entries({ ...SIM_LINKS, ...SIM_TRAPS })) {
    mkdirSync(path.dirname(path.join(sim, name)), { recursive: true });
    symlinkSync(target, path.join(sim, name));
  }
}

function walk(file: string, line: (file: string, stats: NonNullable<ReturnType<typeof statsOf>>) => string): string {
  const stats = statsOf(file);
  if (stats === undefined) return '';
  const below = stats.isDirectory() ? readdirSync(file).sort().map((name) => walk(path.join(file, name), line)) : [];
  return [line(file, stats), ...below].join('\n');
}

function statsOf(file: string) {
  return lstatSync(file, { bigint: true, throwIfNoEntry: false });
}
