// The command line of `zops`: options, help, and what to do when they do not fit. Reads nothing but argv and the piped message.
import { Command, Option } from 'commander';
import { LIMITS } from '../limits.js';
import { readArguments, type Instead } from './command-line.js';
import { MODES, type Mode } from './planner.js';

export interface Usage {
  /** Undefined: none was given on the command line. */
  readonly message: string | undefined;
  readonly mode: Mode;
  readonly json: boolean;
  /** Ask about each further step that changes something. */
  readonly approve: boolean;
  readonly verbose: boolean;
}

/** What the process should do: run, or print a text and end. */
export type Parsed = { readonly kind: 'run'; readonly usage: Usage; readonly color: boolean } | Instead;

const EXAMPLES = `
Examples:
  $ zops "What is the current system status?" --mode execute_safe
  $ zops "Why did JOB002 fail?" --mode execute_safe --json | jq .answer
  $ echo "Show me recent error logs" | zops --mode execute_safe
  $ zops doctor               what is configured and works, and what to do about the rest
  $ zops serve                answer over HTTP, with a page for browsers (zops serve --help)
  $ zops                      start a chat (Ctrl-D or /quit ends it)

Exit codes: 0 done, 1 failed or stopped early, 2 bad usage.`;

export function parseUsage(argv: readonly string[], version: string): Parsed {
  const program = new Command('zops')
    .description('Ask about a z/OS system in plain words. zops plans tool calls and, only when told to, carries them out under a policy.')
    .argument('[message...]', 'what you want; without it, standard input is read when it is a pipe, else a chat starts')
    .addOption(new Option('-m, --mode <mode>', 'plan_only: plan, run nothing. execute_safe: carry the plan out').choices(MODES).default('plan_only'))
    .option('--json', 'print one JSON object and nothing else', false)
    .option('--approve', 'execute_safe, on a terminal: ask before each step that changes something and was not in the plan', false)
    .option('--verbose', "show the server's messages on stderr", false)
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', EXAMPLES);
  const color = program.configureOutput().getOutHasColors?.() ?? false;
  const instead = readArguments(program, argv);
  if (instead !== undefined) return instead;
  const { mode, json, approve, verbose } = program.opts<{ mode: Mode; json: boolean; approve: boolean; verbose: boolean }>();
  const message = program.args.length === 0 ? undefined : program.args.join(' ');
  const problem = message === undefined ? undefined : problemOf(message);
  if (problem !== undefined) return { kind: 'misuse', text: problem };
  return { kind: 'run', usage: { message, mode, json, approve, verbose }, color };
}

/** Why a message cannot be taken, and what to do; undefined when it can. */
export function problemOf(message: string): string | undefined {
  if (message.trim() === '') return 'error: the message is empty. Say what you want, for example: zops "What is the current system status?"';
  if (message.length > LIMITS.agentMessageChars) return `error: the message has ${message.length} characters, at most ${LIMITS.agentMessageChars} are read. Shorten it.`;
  return undefined;
}
