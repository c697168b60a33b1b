// The shapes that the policy answers with. Pure: imports nothing that does I/O.
// Only this folder can make an ApprovedCommand; only an ApprovedCommand can reach a sandbox.
import type { Reach, SitePaths } from './narrow/site-paths.js';

export const PROGRAMS = ['cat', 'ls', 'head', 'tail', 'grep', 'echo', 'date', 'hostname', 'wc'] as const;
export type Program = (typeof PROGRAMS)[number];

/** What an argument is to its program. Sandboxes check the real path of each `file`. */
export type Role = 'option' | 'text' | 'file';

/**
 * One argument of a checked command.
 * `value` is the argument as the program would get it; for a glob (`glob: true`) `value` is the text as typed without
 * its quotes, and `pattern` the same with every literal glob character behind a backslash.
 */
export interface Argument {
  readonly value: string;
  readonly role: Role;
  readonly pattern?: string;
}

declare const approved: unique symbol;

/** A command that the policy let pass, frozen: the very argv that was checked is the argv that runs. */
export interface ApprovedCommand {
  readonly [approved]: true;
  /** The text that was judged. */
  readonly command: string;
  readonly program: Program;
  readonly args: readonly Argument[];
  /** Present when the site confines paths: a sandbox holds what a glob finds and where links lead to the same rules. */
  readonly confined?: Confinement;
}

export interface Confinement {
  readonly paths: SitePaths;
  readonly reach: Reach;
}

export type RuleId =
  | 'allowed'
  | 'length'
  | 'empty'
  | 'metacharacter'
  | 'control-character'
  | 'quoting'
  | 'blocked-command'
  | 'unknown-command'
  | 'unknown-option'
  | 'abbreviated-option'
  | 'blocked-option'
  | 'option-value'
  | 'operand'
  | 'expansion'
  | 'path-jail'
  | 'glob'
  /** The site's own rules, asked after all others. */
  | SiteRule;

export type SiteRule = 'site_command' | 'site_flag' | 'site_path' | 'site_limit';

export type RefusalRule = Exclude<RuleId, 'allowed'>;

/** The policy's answer on one command. `argv` is what was understood of it (empty when it could not be split). */
export type Verdict =
  | { readonly allowed: true; readonly rule: 'allowed'; readonly reason: string; readonly argv: readonly string[]; readonly command: ApprovedCommand }
  | { readonly allowed: false; readonly rule: RefusalRule; readonly reason: string; readonly argv: readonly string[]; readonly suggestion?: string };
