// What a step would do, judged from what the server publishes of its tools. Pure.
import type { Step } from './planner.js';
import type { CommandVerdict, ToolInfo } from './tool-client.js';

/** The one tool that takes a command; its `dry_run` is true unless told otherwise. */
export const COMMAND_TOOL = 'run_command';

/** The text that the step asks the policy about, if it is about a command. */
export function plannedCommand({ tool, args }: Step): string | undefined {
  const command = args['command'];
  return tool === COMMAND_TOOL && typeof command === 'string' ? command : undefined;
}

export function isDryRun(step: Step): boolean {
  return step.tool === COMMAND_TOOL && step.args['dry_run'] !== false;
}

/** Whatever the server does not declare read-only changes things, except a dry run. A tool it does not know may do anything. */
export function mutates(step: Step, tools: readonly ToolInfo[]): boolean {
  const tool = tools.find(({ name }) => name === step.tool);
  return tool === undefined || !(tool.readOnly || isDryRun(step));
}

/** The verdict inside a result of the command tool. */
export function verdictIn(result: unknown): CommandVerdict | undefined {
  if (typeof result !== 'object' || result === null) return undefined;
  const { allowed, rule, reason, argv, suggestion } = result as Record<string, unknown>;
  if (typeof allowed !== 'boolean' || typeof rule !== 'string' || typeof reason !== 'string') return undefined;
  return {
    allowed,
    rule,
    reason,
    argv: Array.isArray(argv) ? argv.filter((part) => typeof part === 'string') : [],
    ...(typeof suggestion === 'string' ? { suggestion } : {}),
  };
}
