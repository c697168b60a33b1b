// What `head` and `tail` have in common: options, counts, headers over several files, messages.
import { parseCount } from '../count.js';
import { FileError } from '../errno.js';
import { parseArguments } from '../getopt.js';
import { ProgramExit, type ProgramContext } from '../program.js';
import { quoteAlways, quoteText } from '../quote.js';

const OPTIONS = {
  bytes: '-c= --bytes=',
  lines: '-n= --lines=',
  quiet: '-q --quiet --silent',
  verbose: '-v --verbose',
  zero: '-z --zero-terminated',
  digit: '',
};

export interface Ends {
  readonly unit: 'bytes' | 'lines';
  readonly count: number;
  /** The count had the sign that turns its meaning: `head -n -5`, `tail -n +5`. */
  readonly turned: boolean;
  readonly delimiter: number;
  readonly headers: 'several' | 'always' | 'never';
  readonly names: readonly string[];
}

export function parseEnds(program: 'head' | 'tail', args: readonly string[], misplacedDigit: (digit: string) => string): Ends {
  const { options, operands } = parseArguments(program, args, OPTIONS, { digits: 'digit' });
  let ends: Ends = { unit: 'lines', count: 10, turned: false, delimiter: 0x0a, headers: 'several', names: operands.length > 0 ? operands : ['-'] };
  const turn = program === 'head' ? '-' : '+';
  for (const { name, value = '' } of options) {
    switch (name) {
      case 'bytes':
      case 'lines': {
        const digits = value.replace(/^-/, '');
        const count = parseCount(digits);
        if (typeof count !== 'number') {
          const why = count === 'overflow' ? ': Value too large for defined data type' : '';
          throw new ProgramExit(1, `${program}: invalid number of ${name}: ${quoteText(digits)}${why}`);
        }
        ends = { ...ends, unit: name, count, turned: value.startsWith(turn) };
        break;
      }
      case 'quiet':
        ends = { ...ends, headers: 'never' };
        break;
      case 'verbose':
        ends = { ...ends, headers: 'always' };
        break;
      case 'zero':
        ends = { ...ends, delimiter: 0 };
        break;
      case 'digit':
        throw new ProgramExit(1, misplacedDigit(value));
    }
  }
  return ends;
}

/** @param part the bytes of a file that are printed. */
export function printEnds(program: 'head' | 'tail', { view, stdout, stderr }: ProgramContext, ends: Ends, part: (data: Buffer) => Uint8Array): number {
  const { names, headers } = ends;
  const withHeaders = headers === 'always' || (headers === 'several' && names.length > 1);
  let status = 0;
  let first = true;
  const header = (name: string): void => {
    if (withHeaders) stdout.write(`${first ? '' : '\n'}==> ${name === '-' ? 'standard input' : name} <==\n`);
    first = false;
  };
  for (const name of names) {
    try {
      const data = name === '-' ? Buffer.alloc(0) : view.read(name);
      header(name);
      stdout.write(part(data));
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      // A directory opens well and fails when it is read.
      const opened = error.errno === 'EISDIR';
      if (opened) header(name);
      if (opened && ends.count === 0 && !ends.turned) continue;
      const doing = opened ? `error reading ${quoteAlways(name)}` : `cannot open ${quoteAlways(name)} for reading`;
      stderr.write(`${program}: ${doing}: ${error.message}\n`);
      status = 1;
    }
  }
  return status;
}
