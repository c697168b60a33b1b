// What grep prints: names, line heads, lines with their matches, group separators, in colour when asked for.
import type { CappedOutput } from '../output.js';
import type { LineMatcher } from '../regex/matcher.js';
import type { GrepPlan } from './grep-options.js';

const COLORS = { match: '01;31', name: '35', number: '32', separator: '36' } as const;

export interface Line {
  readonly start: number;
  /** Without its delimiter. */
  readonly end: number;
  /** From 1 on. */
  readonly number: number;
}

export type Sign = ':' | '-';

export class GrepPrinter {
  /** Whether names stand before lines and counts. */
  fileNames = false;
  private name = '';
  private data: Buffer = Buffer.alloc(0);
  private offsetWidth = 0;
  private printedGroup = false;
  private readonly delimiter: string;

  constructor(
    private readonly plan: GrepPlan,
    private readonly matcher: LineMatcher,
    private readonly out: CappedOutput,
  ) {
    this.delimiter = String.fromCharCode(plan.delimiter);
  }

  open(name: string, data: Buffer): void {
    this.name = name;
    this.data = data;
    this.offsetWidth = this.plan.alignTabs ? String(data.length).length : 0;
  }

  listName(name: string): void {
    this.paint('name', name);
    this.out.write(this.plan.nullNames ? '\0' : '\n');
  }

  count(name: string, count: number): void {
    if (this.fileNames) this.nameHead(name, ':');
    this.out.write(`${count}\n`);
  }

  /** @param touches the group goes on from the line that was printed before it. */
  group(touches: boolean): void {
    const { groupSeparator } = this.plan;
    if (this.printedGroup && !touches && groupSeparator !== undefined) {
      this.paint('separator', groupSeparator);
      this.out.write('\n');
    }
    this.printedGroup = true;
  }

  /** A binary file's match is a group that is not shown. */
  hiddenGroup(): void {
    this.printedGroup = true;
  }

  line(line: Line, sign: Sign): void {
    const { onlyMatching, invert, color } = this.plan;
    const hasMatches = (sign === ':') !== invert;
    if (onlyMatching) {
      if (hasMatches) this.matches(line, invert ? '-' : ':');
      return;
    }
    this.head(line.start, line.end - line.start, line.number, sign);
    if (color && hasMatches) this.colored(line);
    else this.out.write(this.data.subarray(line.start, line.end));
    this.out.write(this.delimiter);
  }

  private matches(line: Line, sign: Sign): void {
    for (const { start, end } of this.spans(line)) {
      this.head(start, end - start, line.number, sign);
      this.paint('match', this.data.subarray(start, end));
      this.out.write(this.delimiter);
    }
  }

  private colored(line: Line): void {
    let at = line.start;
    for (const { start, end } of this.spans(line)) {
      this.out.write(this.data.subarray(at, start));
      this.paint('match', this.data.subarray(start, end));
      at = end;
    }
    this.out.write(this.data.subarray(at, line.end));
  }

  /** The matches of a line that are not empty. */
  private *spans({ start, end }: Line): Generator<{ start: number; end: number }> {
    for (let from = start; from < end; ) {
      const span = this.matcher.find(this.data, start, from, end);
      if (span === undefined) return;
      if (span.end > span.start) yield span;
      from = Math.max(span.end, span.start + 1);
    }
  }

  private head(offset: number, length: number, line: number, sign: Sign): void {
    const { lineNumbers, byteOffsets, alignTabs } = this.plan;
    if (this.fileNames) this.nameHead(this.name, sign);
    if (lineNumbers) this.numberHead(line, sign);
    if (byteOffsets) this.numberHead(offset, sign);
    if (alignTabs && (this.fileNames || lineNumbers || byteOffsets) && length > 0) this.out.write('\t');
  }

  private nameHead(name: string, sign: Sign): void {
    this.paint('name', name);
    if (this.plan.nullNames) this.out.write('\0');
    else this.paint('separator', sign);
  }

  private numberHead(value: number, sign: Sign): void {
    this.paint('number', String(value).padStart(this.offsetWidth));
    this.paint('separator', sign);
  }

  private paint(part: keyof typeof COLORS, text: Uint8Array | string): void {
    if (this.plan.color) this.out.write(`\x1b[${COLORS[part]}m\x1b[K`);
    this.out.write(text);
    if (this.plan.color) this.out.write('\x1b[m\x1b[K');
  }
}
