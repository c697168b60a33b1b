// Keeps what a run of evidence measured in docs/evidence/<name>.json, and makes docs/evidence.md of all of them (page.ts).
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { fileURLToPath } from 'node:url';
import { evidencePage } from './page.js';

const DOCS = fileURLToPath(new URL('../../docs/', import.meta.url));
const EVIDENCE = `${DOCS}evidence/`;
export const PAGE = `${DOCS}evidence.md`;

type Scalar = string | number | boolean;

export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Scalar[])[];
}

export interface Run {
  /** A chapter of the page. */
  readonly name: string;
  /** How to run it again. */
  readonly command: string;
  /** Nothing was seen that contradicts the claim. */
  readonly holds: boolean;
  /** In words that a reader of the page understands, with units. */
  readonly figures: Readonly<Record<string, Scalar>>;
  readonly tables?: readonly Table[];
}

export interface EvidenceRecord extends Run {
  /** ISO 8601, UTC. */
  readonly date: string;
  readonly node: string;
  readonly machine: string;
  /** What was tested; `+` behind it says that the working tree had changes. */
  readonly commit: string;
}

/** Overwrites the record of the run before. */
export function record({ name, command, holds, figures, tables }: Run): void {
  const git = (...args: string[]): string => execFileSync('git', args, { encoding: 'utf8', cwd: DOCS }).trim();
  const changed = git('status', '--porcelain', '--untracked-files=no', '--', '../src', '../runner') === '' ? '' : '+';
  const entry: EvidenceRecord = {
    name,
    date: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    node: process.versions.node,
    machine: `${os.cpus().length} cores, ${os.type()} ${os.arch()}`,
    commit: git('rev-parse', '--short', 'HEAD') + changed,
    command,
    holds,
    figures,
    ...(tables && { tables }),
  };
  writeFileSync(`${EVIDENCE}${name}.json`, `${JSON.stringify(entry, null, 2)}\n`);
  writePage();
}

export function writePage(): void {
  writeFileSync(PAGE, evidencePage(records()));
}

/** The last run of each name. */
export function records(): EvidenceRecord[] {
  return readdirSync(EVIDENCE)
    .filter((file) => file.endsWith('.json'))
    .map((file) => JSON.parse(readFileSync(EVIDENCE + file, 'utf8')) as EvidenceRecord);
}

/** Null before the first run. */
export function earlier(name: string): EvidenceRecord | null {
  return existsSync(`${EVIDENCE}${name}.json`) ? (records().find((entry) => entry.name === name) ?? null) : null;
}
