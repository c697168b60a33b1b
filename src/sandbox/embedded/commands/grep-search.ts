// grep over the bytes of one file: which lines are selected, which are their context, when it stops.
import { Unsupported } from '../unsupported.js';
import type { LineMatcher } from '../regex/matcher.js';
import type { GrepPlan } from './grep-options.js';
import type { GrepPrinter, Line } from './grep-print.js';

/** What grep reads at first, bytes: a NUL in there makes the whole file binary; one behind it, what follows. */
const FIRST_READ = 96 * 1024;
const LF = 0x0a;

export interface Found {
  /** Selected lines, as far as they were counted. */
  readonly lines: number;
  readonly binary: boolean;
}

export class GrepSearch {
  constructor(
    private readonly plan: GrepPlan,
    private readonly matcher: LineMatcher,
    private readonly printer: GrepPrinter,
  ) {}

  run(name: string, contents: Buffer): Found {
    const { plan, matcher } = this;
    const binary = isBinary(contents, plan);
    if (binary && plan.binaryFiles === 'without-match') return { lines: 0, binary };
    const data = binary ? zapped(contents) : contents;
    const quiet = binary || plan.report !== 'lines';
    const once = quiet && plan.report !== 'count';
    this.printer.open(name, data);
    let selected = 0;
    let pending = 0;
    // Offset behind the line that was printed last.
    let printed = -1;
    let number = 0;
    for (let start = 0; start < data.length && (selected < plan.maxCount || pending > 0); ) {
      const found = data.indexOf(plan.delimiter, start);
      const end = found < 0 ? data.length : found;
      const line: Line = { start, end, number: (number += 1) };
      if (selected < plan.maxCount && matcher.test(data, start, end) !== plan.invert) {
        selected += 1;
        if (once) {
          this.printer.hiddenGroup();
          break;
        }
        if (!quiet) {
          this.leading(data, line, printed);
          this.printer.line(line, ':');
          printed = end + 1;
          pending = plan.after;
        }
      } else if (pending > 0) {
        pending -= 1;
        this.printer.line(line, '-');
        printed = end + 1;
      }
      start = end + 1;
    }
    return { lines: selected, binary };
  }

  /** Separator and context before a selected line. */
  private leading(data: Buffer, { start, number }: Line, printed: number): void {
    const { before, delimiter } = this.plan;
    const starts: number[] = [];
    for (let at = start; starts.length < before && at > Math.max(printed, 0); starts.push(at)) {
      at = at < 2 ? 0 : data.lastIndexOf(delimiter, at - 2) + 1;
    }
    this.printer.group((starts.at(-1) ?? start) === printed);
    for (let index = starts.length - 1; index >= 0; index -= 1) {
      const end = (index > 0 ? (starts[index - 1] ?? start) : start) - 1;
      this.printer.line({ start: starts[index] ?? start, end, number: number - index - 1 }, '-');
    }
  }
}

function isBinary(data: Buffer, { delimiter, binaryFiles }: GrepPlan): boolean {
  if (delimiter === 0 || binaryFiles === 'text') return false;
  const at = data.indexOf(0);
  if (at >= FIRST_READ) throw new Unsupported('grep in a file whose first NUL byte comes late');
  return at >= 0;
}

/** In a binary file a NUL ends a line, too. */
function zapped(data: Buffer): Buffer {
  const copy = Buffer.from(data);
  for (let at = copy.indexOf(0); at >= 0; at = copy.indexOf(0, at + 1)) copy[at] = LF;
  return copy;
}
