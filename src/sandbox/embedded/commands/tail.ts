// `tail` of GNU coreutils 9.1, without following.
import { lineEnd, startOfLastLines } from '../bytes.js';
import type { ProgramContext } from '../program.js';
import { parseEnds, printEnds, type Ends } from './ends.js';

export function tail(context: ProgramContext): number {
  const ends = parseEnds('tail', modernize(context.args), (digit) => `tail: option used in invalid context -- ${digit}`);
  // Nothing to print: GNU tail does not even look at its files.
  if (ends.count === 0 && !ends.turned) return 0;
  return printEnds('tail', context, ends, (data) => data.subarray(startOfTail(data, ends)));
}

function startOfTail(data: Uint8Array, { unit, count, turned, delimiter }: Ends): number {
  if (unit === 'bytes') return turned ? Math.max(0, count - 1) : Math.max(0, data.length - count);
  if (!turned) return startOfLastLines(data, count, delimiter);
  let start = 0;
  for (let line = 1; line < count && start < data.length; line += 1) start = lineEnd(data, start, delimiter);
  return start;
}

/** The obsolete `-5`, `+5`, `-5c`, `-2b` in today's words; GNU takes it as the first of at most two arguments. */
function modernize(args: readonly string[]): readonly string[] {
  const [first = '', ...rest] = args;
  const match = /^([-+])([0-9]*)([bcl]?)$/.exec(first);
  const alone = rest.length === 0 || (rest.length === 1 && !/^-./.test(rest[0] ?? '')) || (rest.length <= 2 && rest[0] === '--');
  if (match === null || !alone || (match[1] === '-' && match[2] === '')) return args;
  const [, sign = '', digits = '', letter = ''] = match;
  const count = digits === '' ? '10' : digits;
  return [letter === 'b' || letter === 'c' ? '-c' : '-n', sign + count + (letter === 'b' ? 'b' : ''), ...rest];
}
