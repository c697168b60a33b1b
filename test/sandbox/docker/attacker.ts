// An attacker who got past the server: speaks to the runner directly, and runs code of their own inside the container.
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Answer, RunRequest } from '../../../runner/protocol.js';
import { runArguments } from '../../../src/sandbox/docker/arguments.js';
import { CONTAINER_LIMITS } from '../../../src/sandbox/docker/limits.js';
import { docker, DOCKER_ENV, IMAGE } from '../../support/docker.js';

export class Attacker {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly lines: AsyncIterator<string>;
  private nextId = 1;

  private constructor(readonly name: string, directory: string) {
    this.child = spawn('docker', runArguments({ name, image: IMAGE, directory, limits: CONTAINER_LIMITS }), { env: DOCKER_ENV });
    this.lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
  }

  static async enter(directory: string): Promise<Attacker> {
    const attacker = new Attacker(`zops-attacker-${process.pid}-${Date.now()}`, directory);
    await attacker.nextLine();
    return attacker;
  }

  /** Any line, and the next answer. */
  async say(line: string): Promise<Answer> {
    this.child.stdin.write(`${line}\n`);
    return JSON.parse(await this.nextLine()) as Answer;
  }

  run(argv: readonly string[], fields: Partial<RunRequest> = {}): Promise<Answer> {
    const id = this.nextId++;
    return this.say(JSON.stringify({ op: 'run', id, command: argv.join(' ').replace(/^\/usr\/bin\//, ''), argv, timeoutMs: 10_000, outputBytes: 65_536, ...fields }));
  }

  /** JavaScript in the container, as the runner's user: what a hole in the runner would give. Its value comes back as JSON. */
  async execute<T>(body: string): Promise<T> {
    const { stdout, stderr } = await docker('exec', this.name, '/runner/node', '-e', `const fs = require('fs'); console.log(JSON.stringify((() => { ${body} })()))`);
    if (stdout === '') throw new Error(stderr);
    return JSON.parse(stdout) as T;
  }

  async leave(): Promise<void> {
    const closed = once(this.child, 'close');
    this.child.stdin.end();
    await closed;
  }

  private async nextLine(): Promise<string> {
    const next = await this.lines.next();
    if (next.done === true) throw new Error('the container ended');
    return next.value;
  }
}
