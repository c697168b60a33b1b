// `wc` of GNU coreutils 9.1 in the C locale.
import { isPrintable } from '../bytes.js';
import { FileError } from '../errno.js';
import { parseArguments } from '../getopt.js';
import type { ProgramContext } from '../program.js';
import { quoteName } from '../quote.js';
import type { FileStat, SimView } from '../view.js';

const OPTIONS = {
  lines: '-l --lines',
  words: '-w --words',
  chars: '-m --chars',
  bytes: '-c --bytes',
  width: '-L --max-line-length',
};

/** In the order in which they are printed. */
const COUNTERS = ['lines', 'words', 'chars', 'bytes', 'width'] as const;
type Counter = (typeof COUNTERS)[number];
type Counts = Record<Counter, number>;

export function wc({ args, view, stdout, stderr }: ProgramContext): number {
  const { options, operands } = parseArguments('wc', args, OPTIONS);
  const given = new Set<Counter>(options.length > 0 ? options.map(({ name }) => name) : ['lines', 'words', 'bytes']);
  const shown = COUNTERS.filter((counter) => given.has(counter));
  const names = operands.length > 0 ? operands : ['-'];
  const width = numberWidth(view, names, shown.length);
  const print = (counts: Counts, label: string): void => {
    stdout.write(`${shown.map((counter) => String(counts[counter]).padStart(width)).join(' ')}${label === '' ? '' : ` ${label}`}\n`);
  };

  const total: Counts = { lines: 0, words: 0, chars: 0, bytes: 0, width: 0 };
  let status = 0;
  for (const name of names) {
    let counts: Counts = { lines: 0, words: 0, chars: 0, bytes: 0, width: 0 };
    try {
      if (name !== '-') counts = count(view.read(name));
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      stderr.write(`wc: ${quoteName(name)}: ${error.message}\n`);
      status = 1;
      // A directory opens, so it gets a line of zeros; what does not open gets none.
      if (error.errno !== 'EISDIR') continue;
    }
    print(counts, operands.length > 0 ? (name.includes('\n') ? quoteName(name) : name) : '');
    for (const counter of COUNTERS) total[counter] = counter === 'width' ? Math.max(total.width, counts.width) : total[counter] + counts[counter];
  }
  if (names.length > 1) print(total, 'total');
  return status;
}

/** Columns are as wide as the sum of the file sizes, and at least 7 when something is not a regular file. */
function numberWidth(view: SimView, names: readonly string[], counters: number): number {
  if (names.length === 1 && counters === 1) return 1;
  const stats = names.map((name) => (name === '-' ? 'stdin' : statOf(view, name))).filter((stat) => stat !== undefined);
  const size = stats.reduce((sum, stat) => sum + (stat !== 'stdin' && stat.kind === 'file' ? stat.size : 0), 0);
  const special = stats.some((stat) => stat === 'stdin' || stat.kind !== 'file');
  return Math.max(String(size).length, special ? 7 : 1);
}

function statOf(view: SimView, name: string): FileStat | undefined {
  try {
    return view.stat(name);
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}

function count(data: Uint8Array): Counts {
  let lines = 0;
  let words = 0;
  let longest = 0;
  let column = 0;
  let inWord = false;
  for (const byte of data) {
    if (byte === 0x0a || byte === 0x0d || byte === 0x0c) {
      if (byte === 0x0a) lines += 1;
      if (column > longest) longest = column;
      column = 0;
      if (inWord) words += 1;
      inWord = false;
    } else if (byte === 0x20 || byte === 0x09 || byte === 0x0b) {
      if (byte === 0x20) column += 1;
      if (byte === 0x09) column += 8 - (column % 8);
      if (inWord) words += 1;
      inWord = false;
    } else if (isPrintable(byte)) {
      column += 1;
      inWord = true;
    }
  }
  return { lines, words: inWord ? words + 1 : words, chars: data.length, bytes: data.length, width: Math.max(longest, column) };
}
