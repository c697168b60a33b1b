// Whether the published tarball can be made again from the last commit: twice, in two folders, without any install script.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ROOT } from '../packaging/package-json.js';

/** SHA-256 of each tarball. */
export function buildTwice(): readonly [string, string] {
  // Of different length and depth: a path in the output would show.
  return [tarballFrom('a'), tarballFrom('another folder/deeper')];
}

function tarballFrom(folder: string): string {
  const work = mkdtempSync(path.join(os.tmpdir(), 'zops-reproduce-'));
  try {
    const clone = path.join(work, folder);
    execFileSync('git', ['clone', '--quiet', ROOT, clone]);
    npm(clone, 'ci', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund');
    npm(clone, 'run', 'build');
    const [{ filename }] = JSON.parse(npm(clone, 'pack', '--json', '--ignore-scripts', '--pack-destination', work)) as [{ filename: string }];
    return createHash('sha256').update(readFileSync(path.join(work, filename))).digest('hex');
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function npm(cwd: string, ...args: readonly string[]): string {
  return execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 64 * 1024 * 1024 });
}
