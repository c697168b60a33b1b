// `grep` of GNU grep 3.8 in the C locale. A directory is searched in the order of its names.
import { compareBytes } from '../bytes.js';
import { FileError } from '../errno.js';
import { ProgramExit, type ProgramContext } from '../program.js';
import { Unsupported } from '../unsupported.js';
import { createMatcher, type LineMatcher } from '../regex/matcher.js';
import { PatternError } from '../regex/pattern-error.js';
import type { FileStat } from '../view.js';
import { NameFilter } from './grep-globs.js';
import { parseGrep, type GrepPlan } from './grep-options.js';
import { GrepPrinter } from './grep-print.js';
import { GrepSearch } from './grep-search.js';

export function grep(context: ProgramContext): number {
  const warn = (warning: string): void => context.stderr.write(`grep: warning: ${warning}\n`);
  const plan = parseGrep(context.args, warn);
  if (cannotMatch(plan)) return 1;
  refuseStrange(plan);
  return new Grep(context, plan, compile(plan, warn)).run();
}

/** Then grep does not even look at its files. */
function cannotMatch({ maxCount, patterns, matching, invert, report }: GrepPlan): boolean {
  const matchesAll = patterns.length === 1 && patterns[0] === '' && !matching.wholeLine && !matching.wholeWord;
  return (maxCount === 0 || (matchesAll && invert)) && report !== 'other files';
}

/** Patterns on which GNU grep has ways of its own; its second engine, which says where a match lies, has more of them. */
function refuseStrange({ patterns, matching, delimiter, onlyMatching, color }: GrepPlan): void {
  const { kind, ignoreCase, wholeWord, wholeLine } = matching;
  const shows = onlyMatching || color;
  const locates = shows || wholeWord;
  const holds = (part: RegExp): boolean => kind !== 'fixed' && patterns.some((pattern) => part.test(pattern));
  if (shows && wholeWord && wholeLine) throw new Unsupported('grep -w with -x and -o or --color');
  // With -z a newline is a byte of the line: `.` takes it, and the anchors of Perl see it.
  if (delimiter === 0 && (kind === 'perl' || holds(locates ? /[.^$[\\]/ : /\.|\\[1-9]/))) throw new Unsupported('grep -z with this pattern');
  if (ignoreCase && locates && kind !== 'perl' && holds(/\[\^/)) throw new Unsupported('grep -i with [^...] and -o, -w or --color');
}

function compile({ patterns, matching }: GrepPlan, warn: (warning: string) => void): LineMatcher {
  try {
    return createMatcher(patterns, matching, warn);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    // grep goes on to the next pattern then, with messages of its own.
    if (patterns.length > 1 && matching.kind !== 'perl') throw new Unsupported('grep with a broken pattern among several');
    throw new ProgramExit(2, `grep: ${error.message}`);
  }
}

/** A line was found and that was the question. */
class FoundQuietly extends Error {}

class Grep {
  private readonly printer: GrepPrinter;
  private readonly search: GrepSearch;
  private readonly files: NameFilter;
  private readonly directories: NameFilter;
  private namesDecided: boolean;
  private matched = false;
  private failed = false;

  constructor(
    private readonly context: ProgramContext,
    private readonly plan: GrepPlan,
    matcher: LineMatcher,
  ) {
    this.printer = new GrepPrinter(plan, matcher, context.stdout);
    this.search = new GrepSearch(plan, matcher, this.printer);
    this.files = new NameFilter(plan.fileGlobs);
    this.directories = new NameFilter(plan.directoryGlobs);
    this.printer.fileNames = plan.fileNames === true;
    this.namesDecided = plan.fileNames !== 'directory';
  }

  run(): number {
    try {
      for (const operand of this.plan.operands) {
        if (operand === '-') this.contents(this.plan.stdinName, () => Buffer.alloc(0));
        else this.guard(operand, () => this.operand(operand));
      }
    } catch (error) {
      if (error instanceof FoundQuietly) return 0;
      throw error;
    }
    return this.failed ? 2 : this.matched ? 0 : 1;
  }

  private operand(path: string): void {
    const { plan } = this;
    const stat = this.context.view.stat(path);
    const isDirectory = stat.kind === 'directory';
    if (plan.devices === 'skip' && isDevice(stat) && stat.kind !== 'socket') return;
    if (isDirectory ? this.skipsDirectory(path) : this.files.excludes(path, true)) return;
    if (!this.namesDecided) this.printer.fileNames = isDirectory;
    this.namesDecided = true;
    if (isDirectory && plan.directories === 'recurse') this.directory(path.replace(/\/+$/, '/'), [stat]);
    else this.contents(path, () => this.context.view.read(path));
  }

  private skipsDirectory(path: string): boolean {
    return this.plan.directories === 'skip' || (!this.plan.hidesDot && this.directories.excludes(path, true));
  }

  /** @param above the directories on the way, this one last. */
  private directory(path: string, above: readonly FileStat[]): void {
    const names = this.context.view.list(path).sort(compareBytes);
    for (const name of names) {
      const child = path.endsWith('/') ? path + name : `${path}/${name}`;
      this.guard(this.shown(child), () => this.entry(child, name, above));
    }
  }

  private entry(path: string, name: string, above: readonly FileStat[]): void {
    const { view, stderr } = this.context;
    const stat = this.entryStat(path, name);
    if (stat === undefined || stat.kind === 'link') return;
    if (stat.kind === 'directory') {
      if (this.directories.excludes(name, false)) return;
      const isLoop = above.some(({ dev, ino }) => dev === stat.dev && ino === stat.ino);
      if (!isLoop) this.directory(path, [...above, stat]);
      else if (!this.plan.quietErrors) stderr.write(`grep: ${this.shown(path)}: warning: recursive directory loop\n`);
    } else if (!this.files.excludes(name, false) && (this.plan.devices === 'read' || !isDevice(stat))) {
      this.contents(this.shown(path), () => view.read(path));
    }
  }

  /** Undefined for what cannot be looked at and is left out by its name. */
  private entryStat(path: string, name: string): FileStat | undefined {
    const { view } = this.context;
    try {
      return this.plan.followLinks ? view.stat(path) : view.lstat(path);
    } catch (error) {
      if (error instanceof FileError && this.files.excludes(name, false)) return undefined;
      throw error;
    }
  }

  private shown(path: string): string {
    return this.plan.hidesDot ? path.slice('./'.length) : path;
  }

  private contents(name: string, read: () => Buffer): void {
    const { plan, printer } = this;
    let lines = 0;
    try {
      const found = this.search.run(name, read());
      ({ lines } = found);
      if (found.binary && lines > 0 && plan.report === 'lines') this.context.stderr.write(`grep: ${name}: binary file matches\n`);
    } catch (error) {
      this.fail(name, error);
      // A directory opens, so it counts as a file without lines.
      if (!(error instanceof FileError) || error.errno !== 'EISDIR') return;
    }
    if (lines > 0) this.matched = true;
    if (plan.report === 'count') printer.count(name, lines);
    if (plan.report === (lines > 0 ? 'matching files' : 'other files')) printer.listName(name);
    if (plan.report === 'nothing' && lines > 0) throw new FoundQuietly();
  }

  private guard(name: string, action: () => void): void {
    try {
      action();
    } catch (error) {
      this.fail(name, error);
    }
  }

  private fail(name: string, error: unknown): void {
    if (!(error instanceof FileError)) throw error;
    this.failed = true;
    if (!this.plan.quietErrors) this.context.stderr.write(`grep: ${name}: ${error.message}\n`);
  }
}

const isDevice = ({ kind }: FileStat): boolean => kind === 'character' || kind === 'block' || kind === 'fifo' || kind === 'socket';
