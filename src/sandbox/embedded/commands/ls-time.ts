// Times in the long listing of `ls`: one format for the last six months, one for the rest.
import { ProgramExit, usageHint } from '../program.js';
import { Unsupported } from '../unsupported.js';
import { quoteText } from '../quote.js';
import { strftime } from '../strftime.js';

export interface TimeFormats {
  readonly recent: string;
  readonly other: string;
}

const LOCALE: TimeFormats = { recent: '%b %e %H:%M', other: '%b %e  %Y' };
const same = (format: string): TimeFormats => ({ recent: format, other: format });
const STYLES: Readonly<Record<string, TimeFormats>> = {
  'full-iso': same('%Y-%m-%d %H:%M:%S.%N %z'),
  'long-iso': same('%Y-%m-%d %H:%M'),
  iso: { recent: '%m-%d %H:%M', other: '%Y-%m-%d ' },
  locale: LOCALE,
};

const VALID = [
  'Valid arguments are:',
  '  - [posix-]full-iso',
  '  - [posix-]long-iso',
  '  - [posix-]iso',
  '  - [posix-]locale',
  "  - +FORMAT (e.g., +%H:%M) for a 'date'-style format",
  usageHint('ls'),
].join('\n');

const NANOSECONDS = 1_000_000_000n;
/** Half of a mean Gregorian year, seconds. */
const SIX_MONTHS = 31_556_952n / 2n;
/** GNU's buffer for one time. */
const LONGEST = 1000;

/** @throws ProgramExit for a style that does not exist, with the message of GNU. */
export function parseTimeStyle(style: string): TimeFormats {
  if (style.startsWith('+')) {
    const [other = '', recent = other, ...more] = style.slice(1).split('\n');
    if (more.length > 0) throw new Unsupported('ls --time-style with more than two formats');
    return { recent, other };
  }
  // In the C locale the prefix means the locale's own formats, whatever follows.
  if (style.startsWith('posix-')) return LOCALE;
  if (Object.hasOwn(STYLES, style)) return STYLES[style] ?? LOCALE;
  const begun = Object.keys(STYLES).filter((name) => name.startsWith(style));
  const [only] = begun;
  if (begun.length !== 1 || only === undefined) {
    throw new ProgramExit(2, `ls: ${begun.length > 1 ? 'ambiguous' : 'invalid'} argument ${quoteText(style)} for 'time style'\n${VALID}`);
  }
  return STYLES[only] ?? LOCALE;
}

/** @param time and `now`: nanoseconds since the epoch. */
export function formatTime(time: bigint, now: bigint, { recent, other }: TimeFormats): string {
  const isRecent = now - SIX_MONTHS * NANOSECONDS < time && time <= now;
  const nanoseconds = ((time % NANOSECONDS) + NANOSECONDS) % NANOSECONDS;
  const text = strftime(isRecent ? recent : other, Number((time - nanoseconds) / NANOSECONDS), Number(nanoseconds));
  if (text.length > LONGEST) throw new Unsupported('A time of more than 1000 characters');
  return text;
}
