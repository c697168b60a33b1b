// Connects the supervisor to a pair of streams: greeting, requests in, answers out, and the end of everything with stdin.
import type { Readable, Writable } from 'node:stream';
import { runCommand } from './command.js';
import { Jail } from './jail.js';
import { RUNNER_LIMITS } from './limits.js';
import { readLines } from './lines.js';
import type { Answer, Greeting } from './protocol.js';
import { Supervisor } from './supervisor.js';

export interface ServeOptions {
  readonly input: Readable;
  readonly output: Writable;
  /** Where /sim really is. */
  readonly root: string;
  /** Called once the host is gone and every command is killed. */
  readonly onEnd: () => void;
}

export function serve({ input, output, root, onEnd }: ServeOptions): void {
  const write = (message: Greeting | Answer): void => {
    output.write(`${JSON.stringify(message)}\n`);
  };
  const jail = new Jail(root);
  const supervisor = new Supervisor((request, signal) => runCommand(request, jail, signal), write);
  readLines(input, RUNNER_LIMITS.requestBytes, {
    line: (text) => supervisor.receive(text),
    tooLong: () => supervisor.tooLong(),
    end: () => {
      supervisor.close();
      onEnd();
    },
  });
  // A host that does not read is gone too.
  output.on('error', () => input.destroy());
  write({ zops: 2 });
}
