// Starts test/state/support/writer.ts as a real process and collects what it acknowledged.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';

export interface Writer {
  readonly pid: number;
  /** Parsed lines of stdout so far. */
  readonly said: readonly unknown[];
  /** Resolves when the first line has come. */
  readonly started: Promise<void>;
  /** Lets it finish what it is at. @returns its exit code */
  stop(): Promise<number | null>;
  signal(name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void;
  readonly gone: Promise<void>;
}

export function startWriter(kind: 'config' | 'audit' | 'suicide' | 'holder', directory: string, name: string): Writer {
  const script = new URL('writer.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, ['--import', 'tsx', script, kind, directory, name], { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const exit = once(child, 'exit') as Promise<[number | null]>;
  const said: unknown[] = [];
  const lines = createInterface({ input: child.stdout });
  const started = once(lines, 'line').then(() => undefined);
  lines.on('line', (line) => said.push(JSON.parse(line)));
  const gone = Promise.all([exit, once(lines, 'close')]).then(() => undefined);
  return {
    pid: child.pid ?? 0,
    said,
    started,
    gone,
    stop: async () => {
      child.stdin.end();
      await gone;
      return (await exit)[0];
    },
    signal: (signal) => void child.kill(signal),
  };
}
