// What runs have found, file by file, as long as neither the sources nor the tests of the part have changed since: a part can be
// mutated piece by piece, and be judged again once survivors are explained, without being mutated again.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Report } from './judge.js';
import { ROOT } from './stryker.js';

interface Kept {
  /** Of all that a result depends on. */
  readonly digest: string;
  readonly minutes: number;
  /** Sources that were mutated; one may hold nothing to mutate. */
  readonly done: readonly string[];
  readonly files: Report['files'];
}

const fileOf = (part: string): string => path.join(ROOT, `coverage/mutation/${part}.kept.json`);

/** @param wanted the files that were to be mutated; undefined for all of the part */
export function keep(part: string, wanted: readonly string[] | undefined, { files }: Report, minutes: number): void {
  const digest = digestOf(part);
  const old = read(part);
  const before = old?.digest === digest ? old : { minutes: 0, done: [], files: {} };
  const kept: Kept = { digest, minutes: before.minutes + minutes, done: [...new Set([...before.done, ...(wanted ?? sourcesOf(part))])], files: { ...before.files, ...files } };
  writeFileSync(fileOf(part), JSON.stringify(kept));
}

/** @throws Error that says what is to be run first */
export function kept(part: string): { readonly report: Report; readonly minutes: number } {
  const found = read(part);
  if (found?.digest !== digestOf(part)) throw new Error(`Nothing is kept of src/${part} as it is now with its tests: run it first.`);
  const missing = sourcesOf(part).filter((source) => !found.done.includes(source));
  if (missing.length > 0) throw new Error(`Not all is kept of src/${part}; run with --mutate ${missing.join(',')}`);
  return { report: { files: found.files }, minutes: Math.round(found.minutes * 10) / 10 };
}

function read(part: string): Kept | null {
  return existsSync(fileOf(part)) ? (JSON.parse(readFileSync(fileOf(part), 'utf8')) as Kept) : null;
}

function sourcesOf(part: string): readonly string[] {
  return filesIn(`src/${part}`).filter((file) => file.endsWith('.ts'));
}

function digestOf(part: string): string {
  const hash = createHash('sha256');
  const setUp = ['stryker.ts', 'vitest.config.ts'].map((name) => `scripts/mutation/${name}`);
  for (const file of [...setUp, ...filesIn(`src/${part}`), ...filesIn(`test/${part}`)]) hash.update(`${file}\0`).update(readFileSync(path.join(ROOT, file)));
  return hash.digest('hex');
}

function filesIn(folder: string): readonly string[] {
  const entries = readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/')).sort();
}
