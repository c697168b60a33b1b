// `cat` of GNU coreutils 9.1.
import { FileError } from '../errno.js';
import { parseArguments } from '../getopt.js';
import type { CappedOutput } from '../output.js';
import type { ProgramContext } from '../program.js';
import { quoteName } from '../quote.js';

const OPTIONS = {
  all: '-A --show-all',
  numberNonblank: '-b --number-nonblank',
  visibleEnds: '-e',
  ends: '-E --show-ends',
  number: '-n --number',
  squeeze: '-s --squeeze-blank',
  visibleTabs: '-t',
  tabs: '-T --show-tabs',
  unbuffered: '-u',
  visible: '-v --show-nonprinting',
};

const LF = 0x0a;
const CR = 0x0d;
const TAB = 0x09;

interface Style {
  readonly number: 'all' | 'nonblank' | 'none';
  readonly squeeze: boolean;
  readonly ends: boolean;
  readonly tabs: boolean;
  readonly visible: boolean;
}

export function cat({ args, view, stdout, stderr }: ProgramContext): number {
  const { options, operands } = parseArguments('cat', args, OPTIONS);
  const given = new Set(options.map(({ name }) => name));
  const style: Style = {
    number: given.has('numberNonblank') ? 'nonblank' : given.has('number') ? 'all' : 'none',
    squeeze: given.has('squeeze'),
    ends: given.has('ends') || given.has('all') || given.has('visibleEnds'),
    tabs: given.has('tabs') || given.has('all') || given.has('visibleTabs'),
    visible: ['visible', 'all', 'visibleEnds', 'visibleTabs'].some((name) => given.has(name as keyof typeof OPTIONS)),
  };
  const plain = style.number === 'none' && !style.squeeze && !style.ends && !style.tabs && !style.visible;
  const formatter = new Formatter(style, stdout);
  let status = 0;
  for (const name of operands.filter((operand) => operand !== '-')) {
    try {
      const data = view.read(name);
      if (plain) stdout.write(data);
      else formatter.feed(data);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      stderr.write(`cat: ${quoteName(name)}: ${error.message}\n`);
      status = 1;
    }
  }
  formatter.end();
  return status;
}

/** Lines go on from file to file: a missing last newline joins two of them. */
class Formatter {
  private line = 0;
  private atLineStart = true;
  private blankLines = 0;
  private pendingCarriageReturn = false;

  constructor(
    private readonly style: Style,
    private readonly out: CappedOutput,
  ) {}

  feed(data: Uint8Array): void {
    for (const byte of data) {
      // `-E` alone shows the carriage return of a CRLF, and only there.
      if (this.pendingCarriageReturn) {
        this.pendingCarriageReturn = false;
        this.out.write(byte === LF ? '^M' : '\r');
      }
      if (byte === LF) this.newline();
      else this.character(byte);
    }
  }

  end(): void {
    if (this.pendingCarriageReturn) this.out.write('\r');
  }

  private newline(): void {
    this.blankLines = this.atLineStart ? this.blankLines + 1 : 0;
    if (this.blankLines > 1 && this.style.squeeze) return;
    if (this.atLineStart && this.style.number === 'all') this.writeNumber();
    this.out.write(this.style.ends ? '$\n' : '\n');
    this.atLineStart = true;
  }

  private character(byte: number): void {
    if (this.atLineStart && this.style.number !== 'none') this.writeNumber();
    this.atLineStart = false;
    this.blankLines = 0;
    if (byte === CR && this.style.ends && !this.style.visible) this.pendingCarriageReturn = true;
    else if (byte === TAB) this.out.write(this.style.tabs ? '^I' : '\t');
    else this.out.write(this.style.visible ? visibleByte(byte) : String.fromCharCode(byte));
  }

  private writeNumber(): void {
    this.line += 1;
    this.out.write(`${String(this.line).padStart(6)}\t`);
  }
}

function visibleByte(byte: number): string {
  if (byte >= 0x80) return `M-${visibleByte(byte - 0x80)}`;
  if (byte === 0x7f) return '^?';
  return byte < 0x20 ? `^${String.fromCharCode(byte + 0x40)}` : String.fromCharCode(byte);
}
