// Lines against patterns: one interface over the automaton (POSIX and fixed patterns, linear) and JavaScript's engine
// (back-references, Perl expressions).
import { Unsupported } from '../unsupported.js';
import { assertion, canBeEmpty, choice, hasReference, repeatsAssertion, sequence, type Node } from './ast.js';
import { Dfa } from './dfa.js';
import { compileNfa, type Nfa } from './nfa.js';
import { PatternError } from './pattern-error.js';
import { translatePcre } from './pcre.js';
import { parseFixed, parsePosix } from './posix.js';
import { lineSource } from './script.js';

export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface LineMatcher {
  /** Whether something in the line `start`–`end` of `data` matches. */
  test(data: Buffer, start: number, end: number): boolean;
  /** The match that grep would show first at `from` or behind it. */
  find(data: Buffer, start: number, from: number, end: number): Span | undefined;
}

export type PatternKind = 'basic' | 'extended' | 'fixed' | 'perl';

export interface PatternOptions {
  readonly kind: PatternKind;
  readonly ignoreCase: boolean;
  readonly wholeWord: boolean;
  readonly wholeLine: boolean;
}

/**
 * @param patterns any of them may match.
 * @param warn takes the warnings of grep, without its name.
 * @throws PatternError as grep words it, Unsupported for what is not reproduced.
 */
export function createMatcher(patterns: readonly string[], options: PatternOptions, warn: (warning: string) => void): LineMatcher {
  if (options.kind === 'perl') return perlMatcher(patterns, options);
  const trees = patterns.map((pattern) => parse(pattern, options, warn));
  const delimited = (tree: Node): Node => delimit(tree, options);
  const plain = trees.filter((tree) => !hasReference(tree));
  const shows = !trees.some(repeatsAssertion) && !(options.wholeWord && trees.some(canBeEmpty));
  const bare = options.wholeWord ? compileNfa(choice(plain)) : undefined;
  const matchers: LineMatcher[] = plain.length > 0 || trees.length === 0 ? [new AutomatonMatcher(compileNfa(delimited(choice(plain))), shows, bare)] : [];
  for (const tree of trees.filter(hasReference)) {
    if (options.ignoreCase) throw new Unsupported('A back-reference with -i');
    matchers.push(new ScriptMatcher(lineSource(delimited(tree)), false));
  }
  const [only] = matchers;
  return matchers.length === 1 && only !== undefined ? only : new AnyMatcher(matchers);
}

function parse(pattern: string, { kind, ignoreCase }: PatternOptions, warn: (warning: string) => void): Node {
  if (kind === 'fixed') return parseFixed(pattern, ignoreCase);
  const { tree, warnings } = parsePosix(pattern, { extended: kind === 'extended', ignoreCase });
  warnings.forEach(warn);
  return tree;
}

function delimit(tree: Node, { wholeWord, wholeLine }: PatternOptions): Node {
  if (wholeLine) return sequence([assertion('line-start'), tree, assertion('line-end')]);
  return wholeWord ? sequence([assertion('no-word-before'), tree, assertion('no-word-behind')]) : tree;
}

function perlMatcher(patterns: readonly string[], { ignoreCase, wholeWord, wholeLine }: PatternOptions): LineMatcher {
  const [pattern, ...others] = patterns;
  if (pattern === undefined || others.length > 0) throw new PatternError('the -P option only supports a single pattern');
  const source = translatePcre(pattern, ignoreCase);
  return new ScriptMatcher(wholeLine ? `^(?:${source})$` : wholeWord ? `(?<!\\w)(?:${source})(?!\\w)` : source, true);
}

class AutomatonMatcher implements LineMatcher {
  private readonly floating: Dfa;
  private readonly anchored: Dfa;
  private readonly bare: Dfa | undefined;

  /**
   * @param shows whether GNU grep shows the leftmost longest match, as POSIX has it: not where its search is known to go astray.
   * @param bare with -w: the same without its bounds.
   */
  constructor(
    nfa: Nfa,
    private readonly shows: boolean,
    bare?: Nfa,
  ) {
    this.floating = new Dfa(nfa, true);
    this.anchored = new Dfa(nfa, false);
    this.bare = bare && new Dfa(bare, false);
  }

  test(data: Buffer, start: number, end: number): boolean {
    return this.floating.test(data, start, start, end);
  }

  find(data: Buffer, start: number, from: number, end: number): Span | undefined {
    if (!this.shows) throw new Unsupported('Showing what this pattern matched (-o, --color)');
    if (!this.floating.test(data, start, from, end)) return undefined;
    for (let at = from; at <= end; at += 1) {
      const found = this.anchored.longest(data, start, at, end);
      if (found < 0) continue;
      // Where only a shorter match ends at a word's end, GNU grep finds it once a line.
      if (from > start && this.bare !== undefined && this.bare.longest(data, start, at, end) !== found) {
        throw new Unsupported('Showing words that this pattern matches in part (-o, --color with -w)');
      }
      return { start: at, end: found };
    }
    return undefined;
  }
}

class ScriptMatcher implements LineMatcher {
  private readonly expression: RegExp;

  constructor(
    source: string,
    private readonly locates: boolean,
  ) {
    try {
      this.expression = new RegExp(source, 'g');
    } catch {
      throw new Unsupported('A regular expression of this form');
    }
  }

  test(data: Buffer, start: number, end: number): boolean {
    this.expression.lastIndex = 0;
    return this.expression.test(data.toString('latin1', start, end));
  }

  find(data: Buffer, start: number, from: number, end: number): Span | undefined {
    if (!this.locates) throw new Unsupported('Showing what a back-reference matched (-o, --color)');
    this.expression.lastIndex = from - start;
    const found = this.expression.exec(data.toString('latin1', start, end));
    return found === null ? undefined : { start: start + found.index, end: start + found.index + found[0].length };
  }
}

class AnyMatcher implements LineMatcher {
  constructor(private readonly matchers: readonly LineMatcher[]) {}

  test(data: Buffer, start: number, end: number): boolean {
    return this.matchers.some((matcher) => matcher.test(data, start, end));
  }

  /** The leftmost, and of those the longest. */
  find(data: Buffer, start: number, from: number, end: number): Span | undefined {
    let best: Span | undefined;
    for (const matcher of this.matchers) {
      const span = matcher.find(data, start, from, end);
      if (span !== undefined && (best === undefined || span.start < best.start || (span.start === best.start && span.end > best.end))) best = span;
    }
    return best;
  }
}
