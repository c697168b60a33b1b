// Path patterns of a site policy, matched by segments: one walk over a path tells what a pattern says of it. Pure.
import { matchHidden, parseSegment, type Token } from '../glob-segment.js';
import { ROOT } from '../jail.js';

type Piece = readonly Token[] | '**';

export interface PathPattern {
  readonly text: string;
  readonly pieces: readonly Piece[];
}

/** What a pattern says of one path. */
export interface Match {
  /** It matches the path or a folder above it. */
  readonly covers: boolean;
  /** It matches every path right below this one, and so all that lies below. */
  readonly coversBelow: boolean;
  /** It could match something right below this path; something anywhere below it. */
  readonly mayMatchEntry: boolean;
  readonly mayMatchBelow: boolean;
}

export function parsePattern(text: string): PathPattern {
  return { text, pieces: segmentsOf(text).map((segment) => (segment === '**' ? '**' : parseSegment(segment))) };
}

/** The segments of a path in /sim, absolute or relative to it, from the root on. */
export function segmentsOf(path: string): readonly string[] {
  const absolute = path.startsWith('/') ? path : `${ROOT}/${path}`;
  return absolute.split('/').filter((segment) => segment !== '' && segment !== '.');
}

export function matchPath({ pieces }: PathPattern, segments: readonly string[]): Match {
  let at = skipping(pieces, new Set([0]));
  let covers = false;
  for (const segment of segments) {
    at = stepped(pieces, at, (piece) => matchHidden(piece, segment));
    covers ||= at.has(pieces.length);
  }
  return {
    covers,
    coversBelow: covers || stepped(pieces, at, isAnything).has(pieces.length),
    mayMatchEntry: stepped(pieces, at, () => true).has(pieces.length),
    mayMatchBelow: at.size > 0,
  };
}

/** Where in the pattern one can be after one more segment. */
function stepped(pieces: readonly Piece[], at: ReadonlySet<number>, takes: (piece: readonly Token[]) => boolean): Set<number> {
  const next = new Set<number>();
  for (const index of at) {
    const piece = pieces[index];
    if (piece === undefined) continue;
    if (piece === '**') next.add(index).add(index + 1);
    else if (takes(piece)) next.add(index + 1);
  }
  return skipping(pieces, next);
}

/** `**` also stands for no segment at all; the one at the end of a pattern for what lies below, not for the folder itself. */
function skipping(pieces: readonly Piece[], at: Set<number>): Set<number> {
  for (const index of at) if (pieces[index] === '**' && index + 1 < pieces.length) at.add(index + 1);
  return at;
}

function isAnything(piece: readonly Token[]): boolean {
  return piece.every(({ kind }) => kind === 'star');
}
