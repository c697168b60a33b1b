// What a site may say about the policy: plain data, checked for sense by src/site before it comes here. Pure.
// Nothing in it can widen the built-in policy, checked or not: each part is only ever asked after the built-in one said yes.
import type { ConfigKeyType } from '../config-policy.js';
import type { Program } from '../verdict.js';
import type { Reasoned, SitePaths } from './site-paths.js';

export interface SitePolicy extends Reasoned {
  readonly commands?: SiteCommands | undefined;
  readonly flags?: Readonly<Partial<Record<Program, SiteFlags | undefined>>> | undefined;
  readonly paths?: SitePaths | undefined;
  readonly config?: SiteConfig | undefined;
  readonly limits?: SiteLimits | undefined;
}

export interface SiteCommands extends Reasoned {
  readonly allow: readonly Program[];
}

/** Any spelling of an option stands for all of them. */
export interface SiteFlags extends Reasoned {
  /** Only these; without it all that the built-in policy allows. */
  readonly allow?: readonly string[] | undefined;
  readonly deny?: readonly string[] | undefined;
}

export interface SiteConfig extends Reasoned {
  /** Only these keys, built-in and added; without it all. */
  readonly allow?: readonly string[] | undefined;
  /** Smaller ranges, or fewer choices, of built-in keys. */
  readonly narrow?: Readonly<Record<string, SiteRange | undefined>> | undefined;
  /** Keys of the site's own. */
  readonly add?: Readonly<Record<string, ConfigKeyType>> | undefined;
}

export interface SiteRange extends Reasoned {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly values?: readonly string[] | undefined;
}

export interface SiteLimits extends Reasoned {
  /** Longest command text, characters. */
  readonly command_chars?: number | undefined;
  /** Wall clock of one command, ms. */
  readonly timeout_ms?: number | undefined;
  /** Captured bytes of each stream of a command. */
  readonly output_bytes?: number | undefined;
  /** Records that get_logs returns at most. */
  readonly tail_max?: number | undefined;
}
