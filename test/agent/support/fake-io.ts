// Streams that stand for a terminal or a pipe.
import { PassThrough } from 'node:stream';
import type { AgentIo } from '../../../src/agent/run-agent.js';

export interface FakeIo {
  readonly io: AgentIo;
  readonly stdin: PassThrough;
  readonly out: () => string;
  readonly err: () => string;
  /** Resolves when stdout holds the text, counted from the last match. */
  readonly shows: (text: string) => Promise<void>;
}

export function fakeIo(options: { readonly terminal?: boolean; readonly columns?: number; readonly input?: string } = {}): FakeIo {
  const { terminal = false, columns = 100, input } = options;
  const stdin = new PassThrough();
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  let out = '';
  let err = '';
  let seen = 0;
  const waiting = new Set<() => void>();
  stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString('utf8');
    for (const wake of waiting) wake();
  });
  stderr.on('data', (chunk: Buffer) => (err += chunk.toString('utf8')));
  if (input !== undefined) stdin.end(input);
  const asTty = <T extends object>(stream: T): T => Object.assign(stream, terminal ? { isTTY: true, columns, setRawMode: () => undefined } : { isTTY: false });
  // stderr stays a pipe: no spinner between the lines that a test looks at.
  const io = { stdin: asTty(stdin), stdout: asTty(stdout), stderr } as unknown as AgentIo;
  const shows = (text: string): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        const at = out.indexOf(text, seen);
        if (at < 0) return;
        seen = at + text.length;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  return { io, stdin, out: () => out, err: () => err, shows };
}
