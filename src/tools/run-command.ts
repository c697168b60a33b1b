// run_command: the policy's verdict on a command and, when asked to, its run in the sandbox.
import * as z from 'zod';
import { LIMITS } from '../limits.js';
import { PROGRAMS } from '../policy/verdict.js';
import type { RunResult } from '../sandbox/sandbox.js';
import { defineTool } from './tool.js';

const output = z.strictObject({
  allowed: z.boolean().describe('The verdict of the policy.'),
  executed: z.boolean().describe('Whether the command ran.'),
  dry_run: z.boolean(),
  command: z.string(),
  argv: z.array(z.string()).describe('The command as it was understood; exactly this runs.'),
  rule: z.string().describe('The rule that decided.'),
  reason: z.string(),
  suggestion: z.string().optional().describe('A command that passes and comes closest.'),
  stdout: z.string().optional(),
  stderr: z.string().optional(),
  exit_code: z.int().nullable().optional().describe('Null when the command was ended before it could finish.'),
  duration_ms: z.number().optional(),
  truncated: z.boolean().optional().describe('Output was cut.'),
  timed_out: z.boolean().optional(),
  next: z.string().optional().describe('How to get what was cut.'),
  sandbox: z
    .strictObject({ backend: z.enum(['docker', 'embedded']), image: z.string().nullable(), digest: z.string().nullable() })
    .optional()
    .describe('Where it ran.'),
});

export const runCommand = defineTool({
  name: 'run_command',
  title: 'Run a command',
  description:
    `Judges one read-only command (${PROGRAMS.join(', ')}) over the directory /sim and, only with dry_run=false, runs it in a sandbox. ` +
    'The default is a dry run: the verdict of the policy, nothing executed. No shell: no pipes, redirections, variables or command substitution; ' +
    'quotes and globs work. Files: syslog.log joblog.log audit.log error.log status.json. A refusal says which rule refused and what would pass.',
  atSite: (policy) => {
    const { site, programs } = policy.describe();
    return site === null ? null : `This site allows of these commands: ${Object.keys(programs).join(', ') || 'none'}; zops://policy has its rules on options and paths.`;
  },
  effect: 'runs',
  input: z.strictObject({
    command: z.string().min(1).max(LIMITS.commandChars).describe('One command, for example: grep -n ABEND syslog.log'),
    dry_run: z.boolean().default(true).describe('true (default): only judge. false: judge, then run if allowed.'),
  }),
  output,
  failed: (result) => !result.allowed && !result.dry_run,
  decision: ({ allowed, rule }) => ({ allowed, rule }),
  async handle({ command, dry_run }, { services, signal, progress, confirm }) {
    const verdict = services.policy.evaluate(command);
    const judged = {
      allowed: verdict.allowed,
      executed: false,
      dry_run,
      command,
      argv: [...verdict.argv],
      rule: verdict.rule,
      reason: verdict.reason,
      ...(!verdict.allowed && verdict.suggestion !== undefined ? { suggestion: verdict.suggestion } : {}),
    };
    if (!verdict.allowed || dry_run) return judged;
    await confirm({ effect: 'runs', text: `Run ${JSON.stringify(verdict.argv)}\nverdict: ${verdict.rule} (${verdict.reason})` });
    const { timeoutMs, outputBytes } = services.policy.limits;
    progress(`Running ${verdict.command.program} in the sandbox`);
    return fit(judged, await services.sandbox.run(verdict.command, { signal, timeoutMs, outputBytes }));
  },
});

type Judged = Pick<z.output<typeof output>, 'allowed' | 'executed' | 'dry_run' | 'command' | 'argv' | 'rule' | 'reason' | 'suggestion'>;

/** Cuts stdout, then stderr, at the end of a line until the whole result is within `LIMITS.resultChars` of JSON. */
function fit(judged: Judged, run: RunResult): z.output<typeof output> {
  const result = (stdout: string, stderr: string, cut: boolean): z.output<typeof output> => ({
    ...judged,
    executed: true,
    stdout,
    stderr,
    exit_code: run.exitCode,
    duration_ms: run.durationMs,
    truncated: cut,
    timed_out: run.timedOut,
    ...(cut ? { next: 'Output was cut. Ask for less at a time: tail -n N, head -n N, grep -m N, or get_logs with contains, since and until.' } : {}),
    sandbox: { ...run.sandbox },
  });
  const whole = result(run.stdout, run.stderr, run.truncated);
  if (JSON.stringify(whole).length <= LIMITS.resultChars) return whole;
  const room = LIMITS.resultChars - JSON.stringify(result('', '', true)).length;
  const stderr = cutToJson(run.stderr, Math.min(room, 4_000));
  return result(cutToJson(run.stdout, room - JSON.stringify(stderr).length), stderr, true);
}

/** The longest prefix of whole lines (or, failing that, of characters) whose JSON text has at most `chars` characters. */
function cutToJson(text: string, chars: number): string {
  if (JSON.stringify(text).length <= chars) return text;
  let low = 0;
  let high = Math.min(text.length, chars);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (JSON.stringify(text.slice(0, middle)).length <= chars) low = middle;
    else high = middle - 1;
  }
  const lastLine = text.lastIndexOf('\n', low - 1);
  // Never half a surrogate pair.
  return lastLine > 0 ? text.slice(0, lastLine + 1) : text.slice(0, low).replace(/[\uD800-\uDBFF]$/, '');
}
