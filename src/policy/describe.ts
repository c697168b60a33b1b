// Verdicts and the policy itself as plain JSON: the same for `zops-mcp policy check` and for the resources `zops://policy…`. Pure.
import { LIMITS } from '../limits.js';
import { COMMANDS } from './commands/table.js';
import { CONFIG_KEYS, describeType } from './config-policy.js';
import type { Option } from './options.js';
import type { Verdict } from './verdict.js';

export interface VerdictJson {
  readonly allowed: boolean;
  readonly rule: string;
  readonly reason: string;
  readonly suggestion?: string;
  readonly command: string;
  readonly argv: readonly string[];
}

export function describeVerdict(command: string, verdict: Verdict): VerdictJson {
  const { allowed, rule, reason, argv } = verdict;
  return { allowed, rule, reason, ...(!verdict.allowed && verdict.suggestion !== undefined ? { suggestion: verdict.suggestion } : {}), command, argv };
}

export interface PolicyJson {
  readonly programs: Readonly<Record<string, { readonly allowed: readonly string[]; readonly refused: Readonly<Record<string, string>> }>>;
  readonly paths: readonly string[];
  readonly config_keys: Readonly<Record<string, string>>;
  readonly limits: { readonly command_chars: number };
}

/** The policy in force: per program the options that pass (as the manual spells them) and those that refuse, with why. */
export function describePolicy(): PolicyJson {
  const programs = Object.values(COMMANDS).map(({ program, options }) => {
    const names = (option: Option) => option.names.join(', ');
    const allowed = options.filter((option) => option.refused === undefined).map(names);
    const refused = Object.fromEntries(options.flatMap((option) => (option.refused === undefined ? [] : [[names(option), option.refused]])));
    return [program, { allowed, refused }] as const;
  });
  return {
    programs: Object.fromEntries(programs),
    paths: ['/sim/**'],
    config_keys: Object.fromEntries(Object.entries(CONFIG_KEYS).map(([key, type]) => [key, describeType(type)])),
    limits: { command_chars: LIMITS.commandChars },
  };
}
