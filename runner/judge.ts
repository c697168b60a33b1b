// Judges a request again with the policy of src/policy: the text must pass, its argv must be the one the host sent, and
// after globs are expanded over the real /sim it must pass once more. Of a site's policy only the path rules come here:
// the rest depends on the text alone, and the host has judged that.
import { evaluateCommand } from '../src/policy/evaluate.js';
import { expandCommand } from '../src/policy/expand.js';
import { NO_PATH_RULES } from '../src/policy/narrow/path-rules.js';
import type { Reach } from '../src/policy/narrow/site-paths.js';
import { compileSite } from '../src/policy/narrow/site-rules.js';
import type { ApprovedCommand, Program, Verdict } from '../src/policy/verdict.js';
import { Failure } from './failure.js';
import type { Jail } from './jail.js';
import type { RunRequest } from './protocol.js';

/** The only files that are ever executed. */
const PATHS: Readonly<Record<Program, string>> = {
  cat: '/usr/bin/cat',
  ls: '/usr/bin/ls',
  head: '/usr/bin/head',
  tail: '/usr/bin/tail',
  grep: '/usr/bin/grep',
  echo: '/usr/bin/echo',
  date: '/usr/bin/date',
  hostname: '/usr/bin/hostname',
  wc: '/usr/bin/wc',
};

export interface Judged {
  /** What runs: the program's absolute path and its arguments. */
  readonly argv: readonly string[];
  /** The arguments that name files. */
  readonly files: readonly string[];
  /** It follows links that it finds in folders, not only those among its arguments. */
  readonly followsLinks: boolean;
  /** What the site says of a real path in /sim. @throws Failure `refused` */
  readonly confine: Confine;
  readonly reach: Reach;
}

/** @param isFolder null for what is not there: in what the site keeps back that is not told apart from what is. */
export type Confine = (path: string, reach: Reach, isFolder: boolean | null) => void;

type Options = readonly string[];
const some = (options: Options, form: RegExp): boolean => options.some((option) => form.test(option));

/** Options with which a program follows links that it finds, if only to see what they lead to. What else they match costs only a look at the links. */
const FOLLOWING: Readonly<Partial<Record<Program, (options: Options) => boolean>>> = {
  grep: (options) => some(options, /^(?:-[^-]*R|--dereference-recursive)/),
  ls: (options) =>
    some(options, /^(?:-[^-]*L|--(?:dereference|group-directories-first|hyperlink))/) ||
    // A long listing shows where a link leads, and marks what is there.
    (some(options, /^(?:-[^-]*F|--(?:classify|file-type|indicator-style))/) && some(options, /^(?:-[^-]*[glno]|--(?:format|full-time|numeric-uid-gid))/)),
};

/** @throws Failure `refused` */
export async function judge({ command, argv, paths }: RunRequest, jail: Jail): Promise<Judged> {
  const site = paths === undefined ? null : compileSite({ paths });
  const rules = site?.paths ?? NO_PATH_RULES;
  const typed = approve(evaluateCommand(command, site));
  const expected = [PATHS[typed.program], ...typed.args.map(({ value }) => value)];
  if (argv.length !== expected.length || argv.some((word, index) => word !== expected[index])) {
    throw new Failure('refused', 'The argv is not what the command gives.');
  }
  // The policy names the root by an empty path.
  const { program, args, confined } = approve(await expandCommand(typed, (folder) => Promise.resolve(jail.list(`${folder}/`, rules.shows))));
  return {
    argv: [PATHS[program], ...args.map(({ value }) => value)],
    files: args.filter(({ role }) => role === 'file').map(({ value }) => value),
    followsLinks: FOLLOWING[program]?.(args.flatMap(({ role, value }) => (role === 'option' ? [value] : []))) === true,
    confine: (path, reach, isFolder) => {
      if (isFolder === null && rules.shows(path, true)) return;
      const refusal = rules.check(path, isFolder === null ? 'itself' : reach, isFolder);
      if (refusal !== null) throw new Failure('refused', refusal.reason, refusal.rule);
    },
    reach: confined?.reach ?? 'itself',
  };
}

function approve(verdict: Verdict): ApprovedCommand {
  if (!verdict.allowed) throw new Failure('refused', verdict.reason, verdict.rule);
  return verdict.command;
}
