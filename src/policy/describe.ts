// A verdict as plain JSON, the same for `zops-mcp policy check` and for the resource `zops://policy/check/{command}`.
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
