// The policy engine: the one place where a command becomes an approved command. Pure.
import { COMMANDS } from './commands/table.js';
import { judgeWords } from './judge.js';
import { checkRaw, CONTROL } from './raw.js';
import { refuse, show, type Refusal } from './refusal.js';
import { suggest } from './suggest.js';
import { literalWord, tokenize, type Word } from './tokenize.js';
import { PROGRAMS, type ApprovedCommand, type Argument, type Program, type Verdict } from './verdict.js';

/** Programs that change or end the system, or reach out of it: refused by name. */
const BLOCKED: ReadonlySet<string> = new Set(['rm', 'chmod', 'chown', 'kill', 'shutdown', 'reboot', 'mkfs', 'dd', 'curl', 'wget']);

/** Every approved command that was ever issued: a cast or a copy is not in it. */
const issued = new WeakSet<object>();

export function isApproved(candidate: unknown): candidate is ApprovedCommand {
  return typeof candidate === 'object' && candidate !== null && issued.has(candidate);
}

/** Never throws; the same text always gets the same verdict. */
export function evaluateCommand(command: string): Verdict {
  const decision = decide(command);
  if (decision.ok) return approve(command, decision.program, decision.args);
  const suggestion = suggest(command, decision.refusal, (text) => {
    const other = decide(text);
    return other.ok ? null : other.refusal;
  });
  return deny(decision.refusal, decision.argv, suggestion);
}

/**
 * Judges a command again after its globs were expanded: `args` are the words that would run, none with a `pattern`.
 * @throws TypeError when `command` did not come from a verdict
 */
export function approveExpanded(command: ApprovedCommand, args: readonly Argument[]): Verdict {
  if (!isApproved(command)) throw new TypeError('only a verdict makes an approved command');
  const values = args.map(({ value }) => value);
  const argv = [command.program, ...values];
  const strange = values.find((value) => CONTROL.test(value));
  if (strange !== undefined) {
    return deny(refuse('control-character', `A glob found the name ${show(strange)}, which holds a control character: name the files instead.`), argv);
  }
  const judged = judgeWords(COMMANDS[command.program], values.map(literalWord), 'found');
  return judged.ok ? approve(command.command, command.program, judged.args) : deny(judged, argv);
}

type Decision =
  | { readonly ok: true; readonly program: Program; readonly args: readonly Argument[] }
  | { readonly ok: false; readonly refusal: Refusal; readonly argv: readonly string[] };

function decide(command: string): Decision {
  const raw = checkRaw(command);
  if (raw !== null) return { ok: false, refusal: raw, argv: [] };
  const tokens = tokenize(command);
  if (!tokens.ok) return { ok: false, refusal: tokens, argv: [] };
  const argv = tokens.words.map(({ value }) => value);
  const [first, ...words] = tokens.words;
  const program = PROGRAMS.find((known) => known === first?.value);
  if (program === undefined) return { ok: false, refusal: refuseProgram(first), argv };
  const judged = judgeWords(COMMANDS[program], words, 'typed');
  return judged.ok ? { ok: true, program, args: judged.args } : { ok: false, refusal: judged, argv };
}

function refuseProgram(word: Word | undefined): Refusal {
  const allowed = `allowed are ${PROGRAMS.join(', ')}`;
  if (word === undefined) return refuse('empty', `The command is empty; ${allowed}.`);
  if (BLOCKED.has(word.value)) {
    return refuse('blocked-command', `${word.value} can change or end the system or reach outside it, and never runs here; ${allowed}.`);
  }
  return refuse('unknown-command', `The program ${show(word.value)} is not allowed, by its exact name and without a path or a variable before it; ${allowed}.`);
}

function approve(command: string, program: Program, args: readonly Argument[]): Verdict {
  const approved = Object.freeze({ command, program, args: Object.freeze(args.map((arg) => Object.freeze({ ...arg }))) }) as ApprovedCommand;
  issued.add(approved);
  const argv = Object.freeze([program, ...args.map(({ value }) => value)]);
  return Object.freeze({ allowed: true, rule: 'allowed', reason: `${program}, its options and its operands are all allowed.`, argv, command: approved });
}

function deny({ rule, reason }: Refusal, argv: readonly string[], suggestion?: string): Verdict {
  return Object.freeze({ allowed: false, rule, reason, argv: Object.freeze([...argv]), ...(suggestion === undefined ? {} : { suggestion }) });
}
