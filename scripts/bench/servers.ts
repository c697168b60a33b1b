// The servers that are compared: ours as it is built, the echo server on the same SDK, and other people's.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Context } from './part.js';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export type Command = readonly [string, ...string[]];

export const ZOPS: Command = [process.execPath, path.join(ROOT, 'dist/main.js')];
export const ECHO: Command = [process.execPath, path.join(ROOT, 'scripts/bench/echo-server.js')];

/** The echo server as one file, as small as esbuild can make it. */
export async function bundledEcho({ work }: Context): Promise<Command> {
  const outfile = path.join(work, 'echo.mjs');
  await build({
    entryPoints: [path.join(ROOT, 'scripts/bench/echo-server.js')],
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'none',
    outfile,
  });
  return [process.execPath, outfile];
}

/** The environment of a zops with a state directory of its own. */
export function zopsEnv({ work }: Context, name: string, env: Readonly<Record<string, string>> = {}): Record<string, string> {
  const state = path.join(work, `state-${name}`);
  mkdirSync(state, { recursive: true, mode: 0o700 });
  return { ZOPS_STATE_DIR: state, ZOPS_SANDBOX: 'embedded', ...env };
}

export const FOREIGN_NOTE = "Other people's servers are not installed, so they were left out: npm ci --prefix test/foreign";

/** A server of the package test/foreign, or null when that is not installed. */
export function foreign(name: string, ...args: string[]): Command | null {
  const folder = path.join(ROOT, 'test/foreign/node_modules', name);
  if (!existsSync(folder)) return null;
  const { bin } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as { bin: Record<string, string> };
  return [process.execPath, path.join(folder, Object.values(bin)[0] ?? ''), ...args];
}
