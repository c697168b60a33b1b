// The plan's commands as a commented bash script for a person to read and run. Pure.
// Everything that comes from a model or a user is either quoted as one word or made harmless inside a comment.
import { quoteCommand } from './shell-quote.js';
import { plannedCommand } from './step-effect.js';
import type { Mode, Step } from './planner.js';
import type { CommandVerdict } from './tool-client.js';
import { visible } from './visible.js';

export interface ScriptStep {
  readonly step: Step;
  readonly verdict?: CommandVerdict;
}

export interface ScriptHead {
  readonly message: string;
  readonly mode: Mode;
  readonly traceId: string;
}

/** Null when no step holds a command. */
export function writeScript(steps: readonly ScriptStep[], head: ScriptHead): string | null {
  if (!steps.some(({ step }) => plannedCommand(step) !== undefined)) return null;
  const lines = [
    '#!/usr/bin/env bash',
    comment(`Written by zops for: ${head.message}`),
    comment(`Mode ${head.mode}, trace ${head.traceId}. Read it before you run it.`),
    'set -u',
    'cd /sim || exit 1',
    ...steps.flatMap((step, index) => ['', ...scriptLines(step, index + 1)]),
  ];
  return `${lines.join('\n')}\n`;
}

function scriptLines({ step, verdict }: ScriptStep, number: number): string[] {
  const title = comment(`Step ${number}: ${step.reasoning}`);
  const command = plannedCommand(step);
  if (command === undefined) return [title, comment(`(tool call, not a command) ${step.tool} ${JSON.stringify(step.args)}`)];
  // Without a verdict nothing is known of the command: it stays a comment, too.
  if (verdict === undefined) return [title, comment('Not judged by the policy, so left out:'), comment(`  ${command}`)];
  if (verdict.allowed && verdict.argv.length > 0) return [title, quoteCommand(verdict.argv, command)];
  const suggestion = verdict.suggestion === undefined ? [] : [comment(`Instead: ${verdict.suggestion}`)];
  return [title, comment(`Refused by the policy (${verdict.rule}): ${verdict.reason}`), ...suggestion, comment(`  ${command}`)];
}

/** One line that bash ignores whole, whatever is in the text. */
function comment(text: string): string {
  return `# ${visible(text)}`;
}
