// Words for a command that ran or was only judged, and for a changed setting. Pure.
import type { Change, CommandResult } from '../results.js';
import { quotedLines } from '../words.js';

/** Lines of output in an answer; the rest is in the result. */
const OUTPUT_LINES = 60;

export function commandAnswer(result: CommandResult | undefined): string {
  if (result === undefined) return 'The command was answered in a form that I do not know; it stands in the result as it came.';
  const { command, allowed, executed, rule, reason, suggestion } = result;
  if (!executed) {
    const instead = suggestion === undefined ? '' : ` What would pass: ${suggestion}`;
    return allowed ? `The policy allows \`${command}\`; it was not run.` : `The policy refuses \`${command}\` (${rule}): ${reason}${instead}`;
  }
  const { stdout = '', stderr = '', exit_code, duration_ms, sandbox, timed_out, truncated } = result;
  const end = timed_out === true ? 'was stopped at its time limit' : `ended with exit code ${exit_code ?? 'unknown'}`;
  const where = sandbox === undefined ? '' : ` in the ${sandbox.backend} sandbox`;
  const lines = stdout.replace(/\n$/, '').split('\n');
  const more = lines.length - OUTPUT_LINES;
  return [
    `\`${command}\` ${end}${duration_ms === undefined ? '' : ` after ${Math.round(duration_ms)} ms`}${where}${stdout === '' && stderr === '' ? ', without output' : ''}.`,
    ...(stdout === '' ? [] : [quotedLines(lines.slice(0, OUTPUT_LINES))]),
    ...(more > 0 ? [`(${more} more lines are in the result.)`] : []),
    ...(truncated === true ? ['The output was cut at its limit.'] : []),
    ...(stderr === '' ? [] : [`On stderr:\n${quotedLines(stderr.trimEnd().split('\n'))}`]),
  ].join('\n');
}

export function changeAnswer(change: Change | undefined): string {
  if (change === undefined) return 'The setting was changed.';
  const { key, value, previous } = change;
  const before = previous === null ? 'it had not been set before' : previous === value ? 'as it was before' : `before: ${previous}`;
  return `${key} is now ${value} (${before}).`;
}
