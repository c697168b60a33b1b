// `ls` of GNU coreutils 9.1 in the C locale, writing to a pipe, where no id has a name.
import { compareBytes } from '../bytes.js';
import { FileError } from '../errno.js';
import type { ProgramContext } from '../program.js';
import { quoteAlways, quoteName } from '../quote.js';
import type { SimView } from '../view.js';
import { formatColumns } from './ls-columns.js';
import { entryPath, lookAtEntry, lookAtOperand, type Entry, type Facts } from './ls-entry.js';
import { Formatter, type Widths } from './ls-format.js';
import { parseLs, type LsSettings } from './ls-options.js';
import { ListingOutput } from './ls-output.js';
import { sortEntries } from './ls-sort.js';

export function ls({ args, view, stdout, stderr }: ProgramContext): number {
  const { settings, operands } = parseLs(args);
  const out = new ListingOutput(stdout, settings.dired);
  const listing = new Listing(view, settings, out, (message) => stderr.write(`ls: ${message}\n`));
  listing.run(operands);
  out.end(settings.quoting);
  return listing.status;
}

class Listing {
  status = 0;
  private readonly formatter: Formatter;
  /** Directories on the way down, to see a loop. */
  private readonly above = new Set<string>();
  private printed = false;

  constructor(
    private readonly view: SimView,
    private readonly settings: LsSettings,
    private readonly out: ListingOutput,
    private readonly complain: (message: string) => void,
  ) {
    // The end of this millisecond: a file of just now is not from the future.
    this.formatter = new Formatter(settings, BigInt(Date.now() + 1) * 1_000_000n - 1n);
  }

  run(operands: readonly string[]): void {
    const { directoriesThemselves, recursive } = this.settings;
    if (operands.length === 0 && !directoriesThemselves) {
      this.directory('.', recursive, true);
      return;
    }
    const found = (operands.length === 0 ? ['.'] : operands).flatMap((name) => this.operand(name));
    const isListed = ({ kind }: Facts): boolean => kind === 'directory' && !directoriesThemselves;
    const sorted = this.sorted(found);
    const files = sorted.filter((facts) => !isListed(facts));
    const directories = sorted.filter(isListed);
    this.print(files, this.formatter.widths(found));
    const named = recursive || operands.length > 1 || files.length > 0;
    if (files.length > 0 && directories.length > 0) this.out.write('\n');
    for (const { name } of directories) this.directory(name, named, true);
  }

  private operand(name: string): Facts[] {
    try {
      return [lookAtOperand(this.view, name, this.settings)];
    } catch (error) {
      this.fail(`cannot access ${quoteAlways(name)}`, error, 2);
      return [];
    }
  }

  private directory(path: string, named: boolean, isOperand: boolean): void {
    let names: string[];
    let key: string;
    try {
      names = this.view.list(path);
      const { dev, ino } = this.view.stat(path);
      key = `${dev}:${ino}`;
    } catch (error) {
      this.fail(`cannot open directory ${quoteAlways(path)}`, error, isOperand ? 2 : 1);
      return;
    }
    if (this.above.has(key)) {
      this.complain(`${quoteName(path)}: not listing already-listed directory`);
      this.status = 2;
      return;
    }
    if (named) this.heading(path);
    this.printed = true;

    const found = this.visible(names).map((name) => this.entry(path, name));
    const { format, blocks, end, recursive } = this.settings;
    if (format === 'long' || blocks) {
      this.out.indent();
      this.out.write(this.formatter.total(found) + end);
    }
    const sorted = this.sorted(found);
    this.print(sorted, this.formatter.widths(found));
    if (!recursive) return;
    this.above.add(key);
    const prefix = path.replace(/\/+$/, '');
    for (const { name, kind } of sorted) {
      if (kind === 'directory' && name !== '.' && name !== '..') this.directory(`${prefix}/${name}`, true, false);
    }
    this.above.delete(key);
  }

  private heading(path: string): void {
    if (this.printed) this.out.write('\n');
    this.out.indent();
    this.out.writeName(this.formatter.text(path, ':'), 'directory');
    this.out.write(':\n');
  }

  /** In the order of their bytes, which is also as good an order as any for an unsorted listing. */
  private visible(names: readonly string[]): string[] {
    const { hidden, ignore, hide } = this.settings;
    const all = [...(hidden === 'all' ? ['.', '..'] : []), ...[...names].sort(compareBytes)];
    return all.filter((name) => {
      if (hidden === 'skip' && (name.startsWith('.') || hide.some((matches) => matches(name)))) return false;
      return !ignore.some((matches) => matches(name));
    });
  }

  private entry(path: string, name: string): Facts {
    const { facts, error } = lookAtEntry(this.view, path, name, this.settings);
    if (error !== undefined) {
      this.fail(`cannot access ${quoteAlways(entryPath(path, name))}`, error, 1);
    }
    return facts;
  }

  private sorted(found: readonly Facts[]): Entry[] {
    const entries = this.formatter.name(found);
    sortEntries(entries, this.settings);
    return entries;
  }

  private print(entries: readonly Entry[], widths: Widths): void {
    if (entries.length === 0) return;
    const { format, end } = this.settings;
    if (format === 'long') {
      for (const entry of entries) {
        this.formatter.writeLong(this.out, entry, widths);
        this.out.write(end);
      }
    } else if (format === 'single-column') {
      for (const entry of entries) this.out.write(this.formatter.short(entry, widths) + end);
    } else {
      this.out.write(formatColumns(entries, widths, this.formatter, this.settings));
    }
  }

  private fail(doing: string, error: unknown, status: 1 | 2): void {
    if (!(error instanceof FileError)) throw error;
    this.complain(`${doing}: ${error.message}`);
    this.status = Math.max(this.status, status);
  }
}
