// How `ls` prints an entry: name and indicator, the columns before a name, the long line.
import { isPrintable } from '../bytes.js';
import { Unsupported } from '../unsupported.js';
import { quote, type QuotingStyle } from '../quote.js';
import type { FileKind, FileStat } from '../view.js';
import type { Entry, Facts } from './ls-entry.js';
import type { LsSettings } from './ls-options.js';
import type { ListingOutput } from './ls-output.js';
import { formatSize } from './ls-size.js';
import { formatTime } from './ls-time.js';

/** Widths of the columns of one listing. */
export interface Widths {
  readonly inode: number;
  readonly blocks: number;
  readonly links: number;
  readonly owner: number;
  readonly group: number;
  readonly size: number;
}

const LETTERS: Readonly<Record<FileKind | 'unknown', string>> = {
  file: '-',
  directory: 'd',
  link: 'l',
  fifo: 'p',
  socket: 's',
  character: 'c',
  block: 'b',
  unknown: '?',
};

export class Formatter {
  constructor(
    private readonly settings: LsSettings,
    /** Nanoseconds since the epoch. */
    private readonly now: bigint,
  ) {}

  /** Names, the unquoted ones shifted when they stand in a column with quoted ones. */
  name(all: readonly Facts[]): Entry[] {
    const { format, width, quoting } = this.settings;
    const inColumns = format === 'long' || ((format === 'vertical' || format === 'across') && width > 0);
    const aligns = inColumns && (quoting === 'shell' || quoting === 'shell-escape' || quoting === 'c-maybe');
    const shifts = aligns && all.some(({ name }) => this.quoted(name) !== name);
    return all.map((facts) => {
      const text = (shifts && this.quoted(facts.name) === facts.name ? ' ' : '') + this.text(facts.name);
      return { ...facts, text, width: this.settings.questionMarks ? text.length : printableLength(text) };
    });
  }

  text(name: string, also?: string): string {
    const { quoting, questionMarks } = this.settings;
    const quoted = this.quoted(name, also);
    const raw = quoting === 'literal' || quoting === 'shell' || quoting === 'shell-always';
    return questionMarks && raw ? Array.from(quoted).map((byte) => (isPrintable(byte.charCodeAt(0)) ? byte : '?')).join('') : quoted;
  }

  widths(entries: readonly Facts[]): Widths {
    const widest = (texts: readonly string[]): number => texts.reduce((width, text) => Math.max(width, text.length), 0);
    const stats = entries.flatMap(({ stat }) => stat ?? []);
    return {
      inode: widest(entries.map(({ inode }) => String(inode ?? '?'))),
      blocks: widest(stats.map((stat) => this.blocks(stat))),
      links: widest(stats.map(({ nlink }) => String(nlink))),
      owner: widest(stats.map(({ uid }) => String(uid))),
      group: widest(stats.map(({ gid }) => String(gid))),
      size: widest(stats.map((stat) => this.size(stat))),
    };
  }

  total(entries: readonly Facts[]): string {
    const blocks = entries.reduce((sum, { stat }) => sum + (stat?.blocks ?? 0), 0);
    return `total ${formatSize(BigInt(blocks) * 512n, this.settings.blockScale)}`;
  }

  /** Inode and blocks, in every format; not aligned between commas. */
  frills({ stat, inode, failed }: Entry, widths: Widths): string {
    const { settings } = this;
    const aligned = settings.format !== 'commas';
    let text = '';
    if (settings.inode) text += `${(failed || inode === undefined ? '?' : String(inode)).padStart(aligned ? widths.inode : 0)} `;
    if (settings.blocks) text += `${(stat === undefined ? '?' : this.blocks(stat)).padStart(aligned ? widths.blocks : 0)} `;
    if (settings.context && settings.format !== 'long') text += '? ';
    return text;
  }

  short(entry: Entry, widths: Widths): string {
    return this.frills(entry, widths) + entry.text + this.indicator(entry);
  }

  shortWidth(entry: Entry, widths: Widths): number {
    return this.frills(entry, widths).length + entry.width + this.indicator(entry).length;
  }

  writeLong(out: ListingOutput, entry: Entry, widths: Widths): void {
    const { stat, kind, link, target } = entry;
    const { owner, group, context, author } = this.settings;
    const id = (value: number | undefined, width: number): string => `${value === undefined ? '?'.padEnd(width) : String(value).padStart(width)} `;
    let line = this.frills(entry, widths);
    line += `${stat === undefined ? `${LETTERS[kind]}?????????` : modeText(stat)} ${String(stat?.nlink ?? '?').padStart(widths.links)} `;
    if (owner) line += id(stat?.uid, widths.owner);
    if (group) line += id(stat?.gid, widths.group);
    if (author) line += id(stat?.uid, widths.owner);
    if (context) line += '? ';
    line += `${(stat === undefined ? '?' : this.size(stat)).padStart(widths.size)} ${this.time(stat)} `;
    out.indent();
    out.write(line);
    const shift = entry.text.length - this.text(entry.name).length;
    out.write(entry.text.slice(0, shift));
    out.writeName(entry.text.slice(shift), 'entry');
    if (kind !== 'link') out.write(this.indicator(entry));
    else if (link !== undefined) out.write(` -> ${this.text(link)}${target === undefined ? '' : this.indicator({ kind: target.kind, stat: target })}`);
  }

  /** What stands behind a name: `/`, `*`, `@`, `|`, `=` or nothing. */
  private indicator({ kind, stat }: Pick<Entry, 'kind' | 'stat'>): string {
    const { indicators } = this.settings;
    if (indicators === 'none') return '';
    if (kind === 'directory') return '/';
    if (indicators === 'slash') return '';
    if (kind === 'file') return indicators === 'classify' && ((stat?.mode ?? 0) & 0o111) !== 0 ? '*' : '';
    return { link: '@', fifo: '|', socket: '=', character: '', block: '', unknown: '' }[kind];
  }

  private quoted(name: string, also = { none: '', slash: '', 'file-type': '*=>@|', classify: '=>@|' }[this.settings.indicators]): string {
    return quoteAlso(name, this.settings.quoting, also);
  }

  private blocks({ blocks }: FileStat): string {
    return formatSize(BigInt(blocks) * 512n, this.settings.blockScale);
  }

  private size({ size, kind }: FileStat): string {
    // A device shows its numbers there, which the view does not know.
    if (this.settings.format === 'long' && (kind === 'character' || kind === 'block')) throw new Unsupported('ls -l of a device');
    return formatSize(BigInt(size), this.settings.fileScale);
  }

  private time(stat: FileStat | undefined): string {
    const { time, times } = this.settings;
    return stat === undefined ? '?'.padStart(formatTime(0n, this.now, times).length) : formatTime(stat[time], this.now, times);
  }
}

/** Quotes a few more characters than the style does: those that would read as indicators, or as the end of a heading. */
function quoteAlso(name: string, style: QuotingStyle, also: string): string {
  // A backslash alone is no reason for `c-maybe`.
  if (style === 'c-maybe' && name.includes('\\')) {
    const plain = name.replaceAll('\\', '');
    return quoteAlso(plain, style, also) === plain ? name : quote(name, 'c');
  }
  if (!Array.from(also).some((char) => name.includes(char))) return quote(name, style);
  switch (style) {
    case 'literal':
    case 'shell-always':
    case 'shell-escape-always':
      return quote(name, style);
    case 'shell':
    case 'shell-escape':
      return quote(name, `${style}-always`);
    case 'c-maybe':
      return quote(name, 'c');
    case 'c':
    case 'clocale':
    case 'locale':
    case 'escape': {
      const mark = style === 'escape' ? 0 : 1;
      const inside = Array.from(name).map((byte) => (also.includes(byte) ? `\\${byte}` : quote(byte, style).slice(mark, mark === 0 ? undefined : -1))).join('');
      const around = quote('', style);
      return around.slice(0, mark) + inside + around.slice(mark);
    }
  }
}

const printableLength = (text: string): number => Array.from(text).filter((byte) => isPrintable(byte.charCodeAt(0))).length;

function modeText({ kind, mode }: FileStat): string {
  const triple = (bits: number, special: boolean, letter: string): string => {
    const execute = (bits & 1) !== 0;
    const last = special ? (execute ? letter : letter.toUpperCase()) : execute ? 'x' : '-';
    return `${(bits & 4) !== 0 ? 'r' : '-'}${(bits & 2) !== 0 ? 'w' : '-'}${last}`;
  };
  const user = triple(mode >> 6, (mode & 0o4000) !== 0, 's');
  const group = triple(mode >> 3, (mode & 0o2000) !== 0, 's');
  return LETTERS[kind] + user + group + triple(mode, (mode & 0o1000) !== 0, 't');
}
