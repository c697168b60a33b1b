// A site's judgement of a command that the built-in policy already lets pass: null, or a refusal of the site's own. Pure.
import { COMMANDS } from '../commands/table.js';
import { ROOT } from '../jail.js';
import { refuse, type Refusal } from '../refusal.js';
import type { Argument, Program } from '../verdict.js';
import { segmentsOf } from './path-pattern.js';
import { because, compilePaths, NO_PATH_RULES, type PathRules } from './path-rules.js';
import type { Reach, SitePaths } from './site-paths.js';
import type { SiteFlags, SitePolicy } from './site-policy.js';

/** A command as the built-in policy understood it. */
export interface Understood {
  readonly command: string;
  readonly program: Program;
  readonly args: readonly Argument[];
  /** First names of the options in it. */
  readonly seen: ReadonlySet<string>;
}

export interface SiteRules {
  readonly judge: (command: Understood) => Refusal | null;
  readonly paths: PathRules;
  /** The path rules as data, for who has to apply them elsewhere; absent when there are none. */
  readonly sitePaths?: SitePaths | undefined;
}

export function compileSite(site: SitePolicy): SiteRules {
  const paths = site.paths === undefined ? NO_PATH_RULES : compilePaths({ ...site.paths, reason: site.paths.reason ?? site.reason });
  const judge = (understood: Understood): Refusal | null =>
    judgeLength(site, understood) ?? judgeProgram(site, understood) ?? judgeFlags(site, understood) ?? judgePaths(paths, understood);
  return { judge, paths, sitePaths: site.paths === undefined ? undefined : { ...site.paths, reason: site.paths.reason ?? site.reason } };
}

function judgeLength({ limits, reason }: SitePolicy, { command }: Understood): Refusal | null {
  if (limits?.command_chars === undefined || command.length <= limits.command_chars) return null;
  return refuse('site_limit', `This site's policy allows commands of at most ${limits.command_chars} characters; this one has ${command.length}.${because(limits.reason ?? reason)}`);
}

function judgeProgram({ commands, reason }: SitePolicy, { program }: Understood): Refusal | null {
  if (commands?.allow.includes(program) !== false) return null;
  return refuse('site_command', `This site's policy does not allow ${program}; it allows ${commands.allow.join(', ') || 'no command at all'}.${because(commands.reason ?? reason)}`);
}

function judgeFlags({ flags, reason }: SitePolicy, { program, seen }: Understood): Refusal | null {
  const rules = flags?.[program];
  if (rules === undefined) return null;
  const allowed = flagsLeft(program, rules);
  const refused = [...seen].find((name) => !allowed.some(([first]) => first === name));
  if (refused === undefined) return null;
  const left = allowed.map((names) => names.join(' ')).join(', ') || 'none';
  return refuse('site_flag', `This site's policy does not allow ${program} ${refused}; of the options of ${program} it allows: ${left}.${because(rules.reason ?? reason)}`);
}

/** The spellings of each option that the built-in policy and the site allow. */
export function flagsLeft(program: Program, rules: SiteFlags | undefined): readonly (readonly string[])[] {
  const { allow, deny = [] } = rules ?? {};
  return COMMANDS[program].options
    .filter(({ names, refused }) => refused === undefined && (allow === undefined || names.some((name) => allow.includes(name))) && !names.some((name) => deny.includes(name)))
    .map(({ names }) => names);
}

function judgePaths(paths: PathRules, { program, args, seen }: Understood): Refusal | null {
  const reach = reachOf(program, seen);
  const files = args.filter(({ role }) => role === 'file');
  if (files.length === 0) return reach === 'itself' ? null : paths.check(ROOT, reach, true);
  for (const { value, pattern } of files) {
    const refusal = pattern === undefined ? paths.check(value, reach, isSurelyFolder(value)) : judgeGlob(paths, pattern);
    if (refusal !== null) return refusal;
  }
  return null;
}

/** What it finds is judged when it was found; where it looks is known now. */
function judgeGlob(paths: PathRules, pattern: string): Refusal | null {
  const segments = pattern.split('/');
  const literal = segments.slice(0, segments.findIndex((segment) => /[*?[]/.test(segment))).join('/');
  const folder = literal === '' ? ROOT : literal.replace(/\\([^])/g, '$1');
  return paths.shows(folder, true) ? null : paths.check(folder, 'itself', true);
}

function isSurelyFolder(path: string): true | null {
  return path.endsWith('/') || segmentsOf(path).length === 1 ? true : null;
}

/** How far the program looks into a folder that it is given. When in doubt, further. */
export function reachOf(program: Program, seen: ReadonlySet<string>): Reach {
  if (program === 'grep') return ['-r', '-R', '-d'].some((name) => seen.has(name)) ? 'tree' : 'itself';
  if (program !== 'ls' || seen.has('-d')) return 'itself';
  return seen.has('-R') ? 'tree' : 'entries';
}
