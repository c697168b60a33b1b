// Verdicts and the policy itself as plain JSON: the same for `zops-mcp policy …` and for the resources `zops://policy…`. Pure.
import { COMMANDS } from './commands/table.js';
import { describeType } from './config-policy.js';
import type { SitePolicy } from './narrow/site-policy.js';
import { siteCatalogue } from './narrow/site-config.js';
import { flagsLeft } from './narrow/site-rules.js';
import type { Program, Verdict } from './verdict.js';

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
  return { allowed, rule, reason, ...('suggestion' in verdict ? { suggestion: verdict.suggestion } : {}), command, argv };
}

export interface PolicyLimits {
  readonly commandChars: number;
  readonly timeoutMs: number;
  readonly outputBytes: number;
  readonly tailMax: number;
}

export interface PolicyJson {
  readonly programs: Readonly<Record<string, { readonly allowed: readonly string[]; readonly refused: Readonly<Record<string, string>> }>>;
  /** Patterns; what a denied one covers is out, whatever is allowed. */
  readonly paths: readonly string[];
  readonly denied_paths: readonly string[];
  readonly config_keys: Readonly<Record<string, string>>;
  readonly limits: { readonly command_chars: number; readonly timeout_ms: number; readonly output_bytes: number; readonly tail_max: number };
  /** What the site says, as it says it; null when the built-in policy is alone. */
  readonly site: SitePolicy | null;
  /** The same in words, for people. */
  readonly text: string;
}

/** The policy in force: per program the options that pass (as the manual spells them) and those that refuse, with why. */
export function describePolicy(site: SitePolicy | null, { commandChars, timeoutMs, outputBytes, tailMax }: PolicyLimits): PolicyJson {
  const programs = Object.values(COMMANDS).filter(({ program }) => site?.commands?.allow.includes(program) ?? true);
  const data = {
    programs: Object.fromEntries(programs.map(({ program }) => [program, describeProgram(program, site)])),
    paths: site?.paths?.allow ?? ['/sim/**'],
    denied_paths: site?.paths?.deny?.map(({ path }) => path) ?? [],
    config_keys: Object.fromEntries(Object.entries(siteCatalogue(site?.config)).map(([key, type]) => [key, describeType(type)])),
    limits: { command_chars: commandChars, timeout_ms: timeoutMs, output_bytes: outputBytes, tail_max: tailMax },
    site,
  };
  return { ...data, text: inWords(data) };
}

function describeProgram(program: Program, site: SitePolicy | null) {
  const rules = site?.flags?.[program];
  const left = new Set(flagsLeft(program, rules));
  const refused = COMMANDS[program].options.flatMap(({ names, refused: why }) => (left.has(names) ? [] : [[names.join(', '), why ?? `refused by this site's policy${rules?.reason === undefined ? '' : `: ${rules.reason}`}`]]));
  return { allowed: [...left].map((names) => names.join(', ')), refused: Object.fromEntries(refused) as Record<string, string> };
}

function inWords({ programs, paths, denied_paths, config_keys, limits, site }: Omit<PolicyJson, 'text'>): string {
  const indented = (entries: readonly (readonly [string, string])[]): string[] => entries.map(([name, what]) => `  ${name}: ${what}`);
  return [
    site === null ? 'Policy in force: the built-in one.' : `Policy in force: the built-in one, narrowed by this site.${site.reason === undefined ? '' : ` ${site.reason}`}`,
    `Commands: ${Object.keys(programs).join(', ') || 'none'}. Options that pass:`,
    ...indented(Object.entries(programs).map(([program, { allowed }]) => [program, allowed.join('; ') || 'none'])),
    `Paths: ${paths.join(', ') || 'none'}${denied_paths.length === 0 ? '' : `; denied: ${denied_paths.join(', ')}`}.`,
    'Configuration keys:',
    ...indented(Object.entries(config_keys)),
    `Limits: commands of ${limits.command_chars} characters and ${limits.timeout_ms} ms, ${limits.output_bytes} bytes of output per stream, ${limits.tail_max} records of a log.`,
    '',
  ].join('\n');
}
