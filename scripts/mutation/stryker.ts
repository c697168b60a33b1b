// Runs Stryker, which lives in test/mutation, on the sources given. Its progress goes to stderr, its HTML report to coverage/mutation.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Report } from './judge.js';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PACKAGES = path.join(ROOT, 'test/mutation/node_modules/@stryker-mutator');

interface Request {
  readonly mutate: readonly string[];
  /** The folder of the tests that have to notice. */
  readonly tests: string;
  readonly concurrency: number;
  readonly html: string;
  /** Where to keep what is found, and find it again: only what source or tests changed for is run. */
  readonly memory: string | undefined;
}

/** @throws Error when Stryker is not installed, or when the tests fail without any mutant */
export function mutate({ mutate, tests, concurrency, html, memory }: Request): Report {
  if (!existsSync(PACKAGES)) throw new Error('Stryker is not installed: npm ci --prefix test/mutation');
  const work = mkdtempSync(path.join(os.tmpdir(), 'zops-mutation-'));
  try {
    const [config, json] = [path.join(work, 'stryker.json'), path.join(work, 'report.json')];
    const options = {
      mutate,
      testRunner: 'vitest',
      plugins: [path.join(PACKAGES, 'vitest-runner/dist/src/index.js')],
      vitest: { configFile: 'scripts/mutation/vitest.config.ts', dir: tests, related: false },
      coverageAnalysis: 'perTest',
      ignoreStatic: false,
      concurrency,
      incremental: memory !== undefined,
      ...(memory === undefined ? {} : { incrementalFile: memory }),
      // Room for a loaded machine: slow is not dead.
      timeoutMS: 20_000,
      timeoutFactor: 2,
      ignorePatterns: ['/dist', '/coverage', '/fixtures', '/docs'],
      reporters: ['json', 'html', 'progress-append-only'],
      jsonReporter: { fileName: json },
      htmlReporter: { fileName: html },
      thresholds: { high: 95, low: 90, break: null },
      allowConsoleColors: false,
      warnings: { slow: false },
    };
    writeFileSync(config, JSON.stringify(options));
    const { status } = spawnSync(process.execPath, [path.join(PACKAGES, 'core/bin/stryker.js'), 'run', config], { cwd: ROOT, stdio: ['ignore', 2, 2] });
    if (status !== 0) throw new Error('Stryker did not finish: what it says is above.');
    return JSON.parse(readFileSync(json, 'utf8')) as Report;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
