// `date` of GNU coreutils 9.1 in UTC: it only ever shows the time.
import { parseArguments } from '../getopt.js';
import type { Instant } from '../date/instant.js';
import { parseDate } from '../date/parse-date.js';
import { ProgramExit, usageHint, type ProgramContext } from '../program.js';
import { Unsupported } from '../unsupported.js';
import { quoteAlways } from '../quote.js';
import { strftime } from '../strftime.js';

const OPTIONS = {
  date: '-d= --date=',
  iso: '-I[=] --iso-8601[=]',
  resolution: '--resolution',
  rfcEmail: '-R --rfc-email --rfc-822 --rfc-2822',
  rfc3339: '--rfc-3339=',
  utc: '-u --utc --universal --uct',
};

const USUAL = '%a %b %e %H:%M:%S %Z %Y';
/** By the first letters of the precision, as GNU takes unique beginnings. */
const ISO: Readonly<Record<string, string>> = {
  date: '%Y-%m-%d',
  hours: '%Y-%m-%dT%H%:z',
  minutes: '%Y-%m-%dT%H:%M%:z',
  seconds: '%Y-%m-%dT%H:%M:%S%:z',
  ns: '%Y-%m-%dT%H:%M:%S,%N%:z',
};
const RFC_3339: Readonly<Record<string, string>> = {
  date: '%Y-%m-%d',
  seconds: '%Y-%m-%d %H:%M:%S%:z',
  ns: '%Y-%m-%d %H:%M:%S.%N%:z',
};

export function date({ args, stdout }: ProgramContext): number {
  const { options, operands } = parseArguments('date', args, OPTIONS);
  let format: string | undefined;
  let text: string | undefined;
  const setFormat = (wanted: string): void => {
    if (format !== undefined) throw new ProgramExit(1, 'date: multiple output formats specified');
    format = wanted;
  };
  for (const { name, value } of options) {
    if (name === 'date') text = value;
    else if (name === 'iso') setFormat(precision(ISO, value ?? 'date'));
    else if (name === 'rfc3339') setFormat(precision(RFC_3339, value ?? ''));
    else if (name === 'rfcEmail') setFormat('%a, %d %b %Y %H:%M:%S %z');
    else if (name === 'resolution') setFormat('0.000000001');
  }
  const [operand] = operands;
  if (operand?.startsWith('+') === true) setFormat(operand.slice(1));
  const instant = text === undefined ? now() : read(text);
  if (instant === undefined) throw new ProgramExit(1, `date: invalid date ${quoteAlways(text ?? '')}`);
  stdout.write(`${strftime(format ?? USUAL, instant.seconds, instant.nanoseconds)}\n`);
  return 0;
}

function read(text: string): Instant | undefined {
  try {
    return parseDate(text, now());
  } catch (error) {
    if (error instanceof RangeError) throw new Unsupported('A date that far away');
    throw error;
  }
}

function precision(formats: Readonly<Record<string, string>>, wanted: string): string {
  const found = Object.keys(formats).filter((name) => name.startsWith(wanted));
  const format = found.length === 1 ? formats[found[0] ?? ''] : undefined;
  if (format === undefined) throw new ProgramExit(1, `date: invalid argument ${quoteAlways(wanted)}\n${usageHint('date')}`);
  return format;
}

function now(): Instant {
  const ns = BigInt(Date.now()) * 1_000_000n + (process.hrtime.bigint() % 1_000_000n);
  return { seconds: Number(ns / 1_000_000_000n), nanoseconds: Number(ns % 1_000_000_000n) };
}
