// What a step would do, judged from what the server publishes of its tools. Pure.
import type { CommandVerdict, ToolArguments, ToolInfo } from './tool-client.js';

/** A step, as far as its effect goes. */
interface Call {
  readonly tool: string;
  readonly args: ToolArguments;
}

/** The one tool that takes a command; its `dry_run` is true unless told otherwise. */
export const COMMAND_TOOL = 'run_command';

/** The one tool that changes a setting. */
const CONFIG_TOOL = 'update_config';

/** The text that the step asks the policy about, if it is about a command. */
export function plannedCommand({ tool, args }: Call): string | undefined {
  const command = args['command'];
  return tool === COMMAND_TOOL && typeof command === 'string' ? command : undefined;
}

export function isDryRun(step: Call): boolean {
  return step.tool === COMMAND_TOOL && step.args['dry_run'] !== false;
}

/** What a person has to know of a step before it is carried out, where its call does not say it plainly. */
export function effectMark(step: Call): 'trial only' | 'changes a setting' | undefined {
  if (isDryRun(step)) return 'trial only';
  return step.tool === CONFIG_TOOL ? 'changes a setting' : undefined;
}

/** Whatever the server does not declare read-only changes things, except a dry run. A tool it does not know may do anything. */
export function mutates(step: Call, tools: readonly ToolInfo[]): boolean {
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
