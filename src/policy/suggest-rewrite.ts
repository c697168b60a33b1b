// Rewrites of one command that say the same within the policy, for suggestions only. Pure.
import type { Word } from './tokenize.js';

/** A word as it is typed so that it means exactly this text. */
export function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A program under the name that the policy knows: `egrep`, `/bin/cat`, and blanks that are not ASCII. */
export function rename(program: string, args: readonly string[]): string | undefined {
  if (program === 'egrep') return ['grep -E', ...args].join(' ');
  if (program === 'fgrep') return ['grep -F', ...args].join(' ');
  const bare = program.replace(/^\/(?:usr\/)?bin\//, '').replace(/(?! )[\p{Z}\uFEFF]+/gu, ' ').trim();
  return bare === program ? undefined : [bare, ...args].join(' ');
}

const BRACES = /^(?<before>--(?:include|exclude|exclude-dir)=[^{}]*)\{(?<inside>[^{}]*,[^{}]*)\}(?<after>[^{}]*)$/;
/** Alternatives of one brace expression that are tried, at most. */
const ALTERNATIVES = 16;

/** `grep --include=*.{log,json}` → `grep --include='*.log' --include='*.json'`; undefined when no word has braces to give up. */
export function withoutBraces(words: readonly Word[]): string | undefined {
  for (const [index, { value }] of words.entries()) {
    const braces = BRACES.exec(value)?.groups as { before: string; inside: string; after: string } | undefined;
    if (braces === undefined) continue;
    const alternatives = braces.inside.split(',');
    if (alternatives.length > ALTERNATIVES) continue;
    const raw = words.map((word) => word.raw);
    return raw.toSpliced(index, 1, ...alternatives.map((one) => quoteValue(braces.before + one + braces.after))).join(' ');
  }
  return undefined;
}

function quoteValue(option: string): string {
  const equals = option.indexOf('=') + 1;
  return option.slice(0, equals) + quote(option.slice(equals));
}

/** Options of ls whose value is the next word. */
const LS_VALUE = /^-[A-Za-z]*[IwT]$|^--(?:block-size|format|hide|ignore|indicator-style|quoting-style|sort|tabsize|time|time-style|width)$/;

/** The arguments of an `ls` of folders, made into one of what is in them that a glob may find; undefined when it is one already. */
export function asGlobs(args: readonly string[]): string | undefined {
  const options = args.filter((arg) => arg.startsWith('-')).map((arg) => (arg.startsWith('--') ? arg : arg.replaceAll('R', '')));
  const folders = args.filter((arg) => !arg.startsWith('-'));
  if (args.some((arg) => arg === '--' || LS_VALUE.test(arg)) || folders.some((folder) => folder.endsWith('*'))) return undefined;
  const globs = folders.length === 0 ? ['*'] : folders.map((folder) => `${folder.replace(/\/+$/, '')}/*`);
  return ['ls', '-d', ...options.filter((option) => option !== '-' && option !== '--recursive'), ...globs].join(' ');
}

/** Options of tail that wait, the ones with a value in the next word first. */
const WAITS_FOR_VALUE = /^(?:--(?:pid|sleep-interval)|-[fFqvz]*s)$/;
const WAITS = /^(?:--(?:follow|retry|pid|sleep-interval)(?:=|$)|-[fFqvz]*s)/;
const OBSOLETE = /^(?<sign>[-+])(?<count>\d*)[bcl]?f$/;
const COUNTS = /^(?:-\d|-[qvz]*[nc]|--(?:lines|bytes))/;

/** The arguments of a tail that follows, made into a tail that ends; 50 lines unless it says how many. */
export function withoutFollow(args: readonly string[]): string {
  const kept: string[] = [];
  for (const [index, arg] of args.entries()) {
    const obsolete = OBSOLETE.exec(arg)?.groups as { sign: string; count: string } | undefined;
    if (obsolete !== undefined) {
      if (obsolete.count !== '') kept.push('-n', obsolete.sign === '+' ? `+${obsolete.count}` : obsolete.count);
    } else if (!WAITS.test(arg) && !WAITS_FOR_VALUE.test(args[index - 1] ?? '')) {
      // Of a cluster only the letters before a value are flags: `-fn50`, `-qf`.
      const flags = /^-[fFqvz]+/.exec(arg)?.[0] ?? '';
      const rest = flags.replace(/[fF]/g, '') + arg.slice(flags.length);
      if (rest !== '-' || arg === '-') kept.push(rest);
    }
  }
  return ['tail', ...(kept.some((arg) => COUNTS.test(arg)) ? [] : ['-n 50']), ...kept].join(' ');
}
