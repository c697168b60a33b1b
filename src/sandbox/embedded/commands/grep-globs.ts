// --include, --exclude and --exclude-dir: which names grep leaves out. Pure.
import { matchHidden, parseSegment, type Token } from '../../../policy/glob-segment.js';
import { Unsupported } from '../unsupported.js';

export interface NameGlob {
  readonly pattern: string;
  readonly includes: boolean;
}

/** The last glob that matches decides; when none does, the first one: an `--include` leaves out what it does not name. */
export class NameFilter {
  private readonly globs: readonly { readonly tokens: readonly Token[]; readonly includes: boolean }[];

  constructor(globs: readonly NameGlob[]) {
    this.globs = globs.map(({ pattern, includes }) => {
      if (/\[[.:=]|\\$/.test(pattern)) throw new Unsupported(`The glob ${pattern}`);
      return { tokens: parseSegment(pattern), includes };
    });
  }

  /** @param anywhere an operand also matches from behind any of its slashes on. */
  excludes(name: string, anywhere: boolean): boolean {
    const [first] = this.globs;
    if (first === undefined) return false;
    const names = anywhere ? [name, ...[...name.matchAll(/\/(?!\/|$)/g)].map(({ index }) => name.slice(index + 1))] : [name];
    const decisive = this.globs.findLast(({ tokens }) => names.some((text) => matchHidden(tokens, text)));
    return decisive === undefined ? first.includes : !decisive.includes;
  }
}
