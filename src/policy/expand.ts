// Expands the globs of an approved command and has the result judged again: what every sandbox does before it runs one.
import { LIMITS } from '../limits.js';
import { approveExpanded } from './evaluate.js';
import { expandGlob, type ListDirectory } from './glob.js';
import type { ApprovedCommand, Argument, Verdict } from './verdict.js';

/** A command without globs comes back as it is. Rejects only when `list` does. */
export async function expandCommand(command: ApprovedCommand, list: ListDirectory): Promise<Verdict> {
  const args: Argument[] = [];
  for (const { value, role, pattern } of command.args) {
    if (pattern === undefined) {
      args.push({ value, role });
      continue;
    }
    const expansion = await expandGlob(pattern, list);
    const room = LIMITS.commandArgs - args.length;
    if (!expansion.ok || expansion.paths.length > room) return tooMany(command);
    args.push(...expansion.paths.map((path) => ({ value: path, role })));
  }
  return approveExpanded(command, args);
}

function tooMany({ program, args }: ApprovedCommand): Verdict {
  const reason = `The globs of the command match more than ${LIMITS.commandArgs} names: make them narrower.`;
  return Object.freeze({ allowed: false, rule: 'glob', reason, argv: Object.freeze([program, ...args.map(({ value }) => value)]) });
}
