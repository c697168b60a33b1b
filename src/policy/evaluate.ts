// The policy engine: the one place where a command becomes an approved command. Pure.
import { COMMANDS } from './commands/table.js';
import { checkFileOperand, checkFound } from './jail.js';
import { judgeWords } from './judge.js';
import { checkRaw, CONTROL } from './raw.js';
import { reachOf, type SiteRules, type Understood } from './narrow/site-rules.js';
import { refuse, show, type Refusal } from './refusal.js';
import { suggest } from './suggest.js';
import { literalWord, tokenize, type Word } from './tokenize.js';
import { PROGRAMS, type ApprovedCommand, type Argument, type Verdict } from './verdict.js';

/** Programs that change or end the system, or reach out of it: refused by name. */
const BLOCKED: ReadonlySet<string> = new Set(['rm', 'chmod', 'chown', 'kill', 'shutdown', 'reboot', 'mkfs', 'dd', 'curl', 'wget']);

/** Every approved command that was ever issued, with the site's rules that it was held to: a cast or a copy is not in it. */
const issued = new WeakMap<object, { readonly site: SiteRules | null }>();

export function isApproved(candidate: unknown): candidate is ApprovedCommand {
  return issued.has(candidate as object);
}

/**
 * Never throws; the same text always gets the same verdict.
 * @param site asked only about what the built-in policy lets pass, and able only to refuse
 */
export function evaluateCommand(command: string, site: SiteRules | null = null): Verdict {
  const decision = decide(command, site);
  if (decision.ok) return approve(decision.understood, site);
  const suggestion = suggest(command, decision.refusal, (text) => {
    const other = decide(text, site);
    return other.ok ? null : other.refusal;
  });
  return deny(decision.refusal, decision.argv, suggestion);
}

/**
 * Judges a command again after its globs were expanded: `args` are the words that would run, none with a `pattern`.
 * @throws TypeError when `command` did not come from a verdict
 */
export function approveExpanded(command: ApprovedCommand, args: readonly Argument[]): Verdict {
  const approval = issued.get(command);
  if (approval === undefined) throw new TypeError('only a verdict makes an approved command');
  const values = args.map(({ value }) => value);
  const argv = [command.program, ...values];
  const strange = values.find((value) => CONTROL.test(value));
  if (strange !== undefined) {
    return deny(refuse('control-character', `A glob found the name ${show(strange)}, which holds a control character: name the files instead.`), argv);
  }
  const judged = judgeWords(COMMANDS[command.program], values.map(literalWord), checkFound);
  if (!judged.ok) return deny(judged, argv);
  const understood = { command: command.command, program: command.program, args: judged.args, seen: judged.seen };
  const refusal = approval.site?.judge(understood) ?? null;
  return refusal === null ? approve(understood, approval.site) : deny(refusal, argv);
}

type Decision =
  | { readonly ok: true; readonly understood: Understood }
  | { readonly ok: false; readonly refusal: Refusal; readonly argv: readonly string[] };

function decide(command: string, site: SiteRules | null): Decision {
  const raw = checkRaw(command);
  if (raw !== null) return { ok: false, refusal: raw, argv: [] };
  const tokens = tokenize(command);
  if (!tokens.ok) return { ok: false, refusal: tokens, argv: [] };
  const argv = tokens.words.map(({ value }) => value);
  const [first, ...words] = tokens.words;
  const program = PROGRAMS.find((known) => known === first?.value);
  if (program === undefined) return { ok: false, refusal: refuseProgram(first), argv };
  const judged = judgeWords(COMMANDS[program], words, checkFileOperand);
  if (!judged.ok) return { ok: false, refusal: judged, argv };
  const understood = { command, program, args: judged.args, seen: judged.seen };
  const refusal = site?.judge(understood) ?? null;
  return refusal === null ? { ok: true, understood } : { ok: false, refusal, argv };
}

function refuseProgram(word: Word | undefined): Refusal {
  const allowed = `allowed are ${PROGRAMS.join(', ')}`;
  if (word === undefined) return refuse('empty', `The command is empty; ${allowed}.`);
  if (BLOCKED.has(word.value)) {
    return refuse('blocked-command', `${word.value} can change or end the system or reach outside it, and never runs here; ${allowed}.`);
  }
  return refuse('unknown-command', `The program ${show(word.value)} is not allowed, by its exact name and without a path or a variable before it; ${allowed}.`);
}

function approve({ command, program, args, seen }: Understood, site: SiteRules | null): Verdict {
  const confined = site?.sitePaths === undefined ? {} : { confined: Object.freeze({ paths: site.sitePaths, reach: reachOf(program, seen) }) };
  const approved = Object.freeze({ command, program, args: Object.freeze(args.map((arg) => Object.freeze({ ...arg }))), ...confined }) as ApprovedCommand;
  issued.set(approved, { site });
  const argv = Object.freeze([program, ...args.map(({ value }) => value)]);
  return Object.freeze({ allowed: true, rule: 'allowed', reason: `${program}, its options and its operands are all allowed.`, argv, command: approved });
}

function deny({ rule, reason }: Refusal, argv: readonly string[], suggestion?: string): Verdict {
  return Object.freeze({ allowed: false, rule, reason, argv: Object.freeze([...argv]), ...(suggestion === undefined ? {} : { suggestion }) });
}
