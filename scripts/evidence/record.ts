// Writes what a run of evidence measured to docs/evidence/<name>.json: docs/evidence.md is made from these files (scripts/evidence/page.ts).
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { fileURLToPath } from 'node:url';

export const EVIDENCE = fileURLToPath(new URL('../../docs/evidence/', import.meta.url));

export interface EvidenceRecord {
  readonly name: string;
  /** ISO 8601, UTC. */
  readonly date: string;
  readonly node: string;
  readonly machine: string;
  /** What was tested; `+` behind it says that the working tree had changes. */
  readonly commit: string;
  /** How to run it again. */
  readonly command: string;
  readonly figures: Readonly<Record<string, string | number | boolean>>;
}

export function record(name: string, command: string, figures: EvidenceRecord['figures']): void {
  const git = (...args: string[]): string => execFileSync('git', args, { encoding: 'utf8' }).trim();
  const changed = git('status', '--porcelain', '--untracked-files=no', '--', 'src', 'runner') === '' ? '' : '+';
  const entry: EvidenceRecord = {
    name,
    date: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    node: process.versions.node,
    machine: `${os.cpus().length} cores, ${os.type()} ${os.arch()}`,
    commit: git('rev-parse', '--short', 'HEAD') + changed,
    command,
    figures,
  };
  mkdirSync(EVIDENCE, { recursive: true });
  writeFileSync(`${EVIDENCE}${name}.json`, `${JSON.stringify(entry, null, 2)}\n`);
}
