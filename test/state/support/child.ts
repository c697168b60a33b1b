// Starts test/state/support/writer.ts as a real process and collects what it acknowledged.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
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

const bundles = new Map<string, string>();

/** One of the scripts beside this file as plain JavaScript, which starts in a fraction of the time, until the test is over. */
export function bundled(name: 'writer' | 'fill'): string {
  const entry = fileURLToPath(new URL(`${name}.ts`, import.meta.url));
  const text = bundles.get(name) ?? buildSync({ entryPoints: [entry], bundle: true, platform: 'node', format: 'esm', write: false }).outputFiles[0]?.text ?? '';
  bundles.set(name, text);
  const directory = mkdtempSync(path.join(os.tmpdir(), 'zops-test-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const file = path.join(directory, `${name}.mjs`);
  writeFileSync(file, text);
  return file;
}

export function startWriter(kind: 'config' | 'audit' | 'suicide' | 'holder', directory: string, name: string): Writer {
  const child = spawn(process.execPath, [bundled('writer'), kind, directory, name], { stdio: ['pipe', 'pipe', 'inherit'] });
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
