// Glob matching and expansion as bash does them, over an injected directory lister. Pure but for what the lister does.
import { LIMITS } from '../limits.js';
import { literalOf, matchTokens, parseSegment } from './glob-segment.js';
import { ROOT } from './jail.js';

export interface Entry {
  readonly name: string;
  /** A link to a directory inside /sim counts as one. */
  readonly isDirectory: boolean;
}

/**
 * The entries of a directory, named by its absolute path in the simulator.
 * A directory that is missing, unreadable or (links followed) outside /sim has none.
 */
export type ListDirectory = (directory: string) => Promise<readonly Entry[]>;

export type Expansion = { readonly ok: true; readonly paths: readonly string[] } | { readonly ok: false; readonly reason: string };

/** A path that was reached: as it will be passed to the program, and where it is. */
interface Reached {
  readonly typed: string;
  readonly directory: string;
}

/**
 * The paths that a pattern (an `Argument.pattern`) stands for, sorted bytewise; its literal text when it matches nothing.
 * Refuses more than `LIMITS.commandArgs` results, on the way too.
 */
export async function expandGlob(pattern: string, list: ListDirectory): Promise<Expansion> {
  const pieces = Array.from(pattern.matchAll(/\/|[^/]+/g), ([piece]) => piece);
  let reached: readonly Reached[] = [{ typed: '', directory: pattern.startsWith('/') ? '' : ROOT }];
  let wild = false;
  for (const [index, piece] of pieces.entries()) {
    const isLast = index === pieces.length - 1;
    if (piece === '/') {
      reached = reached.map(({ typed, directory }) => ({ typed: typed + piece, directory }));
      continue;
    }
    const tokens = parseSegment(piece);
    const literal = literalOf(tokens);
    // Before the first wildcard a literal segment needs no look at the disk; after it, only what exists goes on.
    if (literal !== null && (!wild || literal === '.')) {
      reached = reached.map((path) => step(path, literal));
      continue;
    }
    wild = true;
    const next: Reached[] = [];
    for (const path of reached) {
      for (const { name, isDirectory } of await list(path.directory)) {
        if (name === '.' || name === '..' || (!isLast && !isDirectory) || !matchTokens(tokens, name)) continue;
        next.push(step(path, name));
        if (next.length > LIMITS.commandArgs) return { ok: false, reason: `The pattern matches more than ${LIMITS.commandArgs} names: make it narrower.` };
      }
    }
    reached = next;
  }
  if (reached.length === 0 || !wild) return { ok: true, paths: [unescape(pattern)] };
  const sorted = reached.map(({ typed }) => Buffer.from(typed)).sort((one, other) => Buffer.compare(one, other));
  return { ok: true, paths: sorted.map((path) => guardDash(path.toString())) };
}

function step({ typed, directory }: Reached, name: string): Reached {
  return { typed: typed + name, directory: name === '.' ? directory : `${directory}/${name}` };
}

// A file named `-f` must not become an option.
function guardDash(path: string): string {
  return path.startsWith('-') ? `./${path}` : path;
}

function unescape(pattern: string): string {
  return pattern.replace(/\\([^])/g, '$1');
}
