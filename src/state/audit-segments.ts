// The files that an audit log consists of: the one that is written, and older ones that were put aside when they had grown
// large. An older file carries the number of its last record, so that the names alone are in the chain's order.
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { systemCode } from '../errors.js';

export interface Segment {
  readonly name: string;
  readonly path: string;
}

const NAME = /^audit-(\d{12,16})\.jsonl$/;

export function segmentName(lastSeq: number): string {
  return `audit-${String(lastSeq).padStart(12, '0')}.jsonl`;
}

/** The files that were put aside, oldest first. @param auditPath the file that is written */
export async function listSegments(auditPath: string): Promise<readonly Segment[]> {
  const directory = dirname(auditPath);
  try {
    const names = (await readdir(directory)).filter((name) => NAME.test(name));
    return names.sort((a, b) => numberOf(a) - numberOf(b)).map((name) => ({ name, path: join(directory, name) }));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}

const numberOf = (name: string): number => Number(NAME.exec(name)?.[1]);
