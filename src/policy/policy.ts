// The policy in force: the built-in one and, where there is one, the site's on top. An intersection by construction: the
// built-in verdict comes first, and the site is only asked about what passed it and can only refuse. Pure.
import { LIMITS } from '../limits.js';
import { checkConfig, type ConfigKeyType, type ConfigVerdict } from './config-policy.js';
import { describePolicy, type PolicyJson, type PolicyLimits } from './describe.js';
import { evaluateCommand } from './evaluate.js';
import { refuse, type Refusal } from './refusal.js';
import { narrowConfig, siteCatalogue } from './narrow/site-config.js';
import type { SiteLimits, SitePolicy } from './narrow/site-policy.js';
import { because, NO_PATH_RULES } from './narrow/path-rules.js';
import { compileSite } from './narrow/site-rules.js';
import type { Verdict } from './verdict.js';

export interface Policy {
  /** Never throws; the same text always gets the same verdict. */
  readonly evaluate: (command: string) => Verdict;
  readonly checkConfig: (key: string, value: string) => ConfigVerdict;
  /** What the site says of a file that is read without a command, such as a log: its path in /sim, links followed. */
  readonly checkFile: (path: string) => Refusal | null;
  /** What the site says of a number of records asked for. */
  readonly checkTail: (tail: number) => Refusal | null;
  /** The keys that can be set and what they take. */
  readonly configKeys: Readonly<Record<string, ConfigKeyType>>;
  readonly limits: PolicyLimits;
  readonly describe: () => PolicyJson;
}

export function createPolicy(site: SitePolicy | null): Policy {
  const rules = site === null ? null : compileSite(site);
  const limits = lowered(site?.limits ?? {});
  return Object.freeze({
    evaluate: (command: string) => evaluateCommand(command, rules),
    checkConfig: (key: string, value: string) => {
      const verdict = checkConfig(key, value, site?.config?.add);
      return site === null ? verdict : narrowConfig(site, verdict);
    },
    checkFile: (path: string) => (rules?.paths ?? NO_PATH_RULES).check(path, 'itself', false),
    checkTail: (tail: number) =>
      tail <= limits.tailMax ? null : refuse('site_limit', `This site's policy allows at most ${limits.tailMax} records; ask for tail=${limits.tailMax}.${because(site?.limits?.reason ?? site?.reason)}`),
    configKeys: siteCatalogue(site?.config),
    limits,
    describe: () => describePolicy(site, limits),
  });
}

/** For who serves without a site: the built-in policy as it is. */
export const BUILT_IN_POLICY: Policy = createPolicy(null);

/** A limit above the built-in one changes nothing. */
function lowered({ command_chars, timeout_ms, output_bytes, tail_max }: SiteLimits): PolicyLimits {
  return Object.freeze({
    commandChars: Math.min(LIMITS.commandChars, command_chars ?? LIMITS.commandChars),
    timeoutMs: Math.min(LIMITS.commandTimeoutMs, timeout_ms ?? LIMITS.commandTimeoutMs),
    outputBytes: Math.min(LIMITS.commandOutputBytes, output_bytes ?? LIMITS.commandOutputBytes),
    tailMax: Math.min(LIMITS.tailMax, tail_max ?? LIMITS.tailMax),
  });
}
