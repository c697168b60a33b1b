// `head` of GNU coreutils 9.1.
import { lineEnd, startOfLastLines } from '../bytes.js';
import { usageHint, type ProgramContext } from '../program.js';
import { parseEnds, printEnds, type Ends } from './ends.js';

export function head(context: ProgramContext): number {
  const ends = parseEnds('head', modernize(context.args), (digit) => `head: invalid trailing option -- ${digit}\n${usageHint('head')}`);
  return printEnds('head', context, ends, (data) => data.subarray(0, endOfHead(data, ends)));
}

function endOfHead(data: Uint8Array, { unit, count, turned, delimiter }: Ends): number {
  if (unit === 'bytes') return turned ? Math.max(0, data.length - count) : Math.min(count, data.length);
  if (turned) return startOfLastLines(data, count, delimiter);
  let end = 0;
  for (let line = 0; line < count && end < data.length; line += 1) end = lineEnd(data, end, delimiter);
  return end;
}

/** The obsolete first argument `-5`, `-5c`, `-2kq` in today's words. */
function modernize([first, ...rest]: readonly string[]): string[] {
  const match = /^-([0-9]+)([bcklmqvz]*)$/.exec(first ?? '');
  if (match === null) return first === undefined ? [] : [first, ...rest];
  const [, digits = '', letters = ''] = match;
  let unit = '-n';
  let multiplier = '';
  const flags: string[] = [];
  for (const letter of letters) {
    if (letter === 'c' || letter === 'l') {
      unit = letter === 'c' ? '-c' : '-n';
      multiplier = '';
    } else if (/[bkm]/.test(letter)) {
      unit = '-c';
      multiplier = letter;
    } else flags.push(`-${letter}`);
  }
  return [unit, digits + multiplier, ...flags, ...rest];
}
