// Composes the answer to one request from its wishes and from what became of the steps. Pure.
import { LIMITS } from '../../../../limits.js';
import type { Conclusion, Mode, StepOutcome } from '../../../planner.js';
import { evidenceIn } from '../evidence.js';
import type { LogFilters, Wish } from '../language/wish.js';
import { asChange, asCommand, asPage, asStatus, type CommandResult } from '../results.js';
import { TOOLS } from '../steps.js';
import { findIn } from '../zos/findings.js';
import { abendLine } from './findings-words.js';
import { CAPABILITIES, declinedAnswer, unknownAnswer } from './declined-answer.js';
import { investigationAnswer } from './investigation-answer.js';
import { logsAnswer, nothing } from './logs-answer.js';
import { planAnswer } from './plan-answer.js';
import { statusAnswer } from './status-answer.js';
import { and, bullets, capital, count, quotedLines } from './words.js';

export interface AnswerInput extends Conclusion {
  readonly wishes: readonly Wish[];
  readonly mode: Mode;
  /** Tools that the wishes need and the server does not offer. */
  readonly missing: readonly string[];
}

/** Lines of a command's output in an answer; the rest is in the result. */
const OUTPUT_LINES = 60;

export function answerFor(input: AnswerInput): string {
  const { wishes, mode, outcomes, missing } = input;
  const parts = [
    ...(outcomes.length === 0 ? [] : mode === 'plan_only' ? [planAnswer(outcomes)] : found(input)),
    ...wishes.flatMap(spoken),
    ...(missing.length === 0 ? [] : [`The server does not offer ${and(missing)}: it may have been started read-only.`]),
    ...(mode === 'plan_only' ? [] : failures(outcomes)),
    ...remarks(input),
  ];
  return parts.filter((part) => part !== '').join('\n\n') || CAPABILITIES;
}

/** Wishes that need no tool. */
function spoken(wish: Wish): readonly string[] {
  if (wish.kind === 'declined') return [declinedAnswer(wish)];
  if (wish.kind === 'help') return [CAPABILITIES];
  if (wish.kind === 'unclear') return [wish.question];
  return wish.kind === 'unknown' ? [unknownAnswer(wish.text)] : [];
}

function found({ wishes, outcomes }: AnswerInput): readonly string[] {
  const question = wishes.find((wish) => wish.kind === 'investigate');
  const status = wishes.find((wish) => wish.kind === 'status');
  const abends = wishes.find((wish) => wish.kind === 'logs' && wish.about === 'abends');
  const evidence = evidenceIn(outcomes);
  const told: string[] = [];
  const empty = new Map<string, Parameters<typeof nothing>>();
  for (const outcome of outcomes) {
    if (outcome.status !== 'succeeded') continue;
    const { step, result } = outcome;
    const figures = step.tool === TOOLS.status && status !== undefined ? asStatus(result) : undefined;
    const page = step.tool === TOOLS.logs ? asPage(result) : undefined;
    const wish = wishes.find((one) => one.kind === 'logs' && one.source === page?.source);
    if (figures !== undefined && status !== undefined) told.push(statusAnswer(figures, status.topics));
    else if (page !== undefined && wish?.kind === 'logs' && wish.about !== 'abends') {
      if (page.count > 0) told.push(logsAnswer(page, wish.filters, wish.about));
      else {
        const key = JSON.stringify(wish.filters);
        const [sources = []] = empty.get(key) ?? [];
        empty.set(key, [[...sources, page.source], wish.filters, wish.about]);
      }
    } else if (step.tool === TOOLS.command) told.push(commandAnswer(asCommand(result)));
    else if (step.tool === TOOLS.config) told.push(changeAnswer(result));
  }
  told.push(...[...empty.values()].map((about) => nothing(...about)));
  if (abends?.kind === 'logs') told.push(abendsAnswer(evidence, abends.filters));
  if (question?.kind === 'investigate' && evidence.read.size > 0) told.push(investigationAnswer(evidence, question.filters, status !== undefined));
  return told;
}

function abendsAnswer(evidence: ReturnType<typeof evidenceIn>, filters: LogFilters): string {
  const { contains, ...rest } = filters;
  const shown = contains === 'ABEND' || contains === undefined ? rest : { ...rest, contains };
  const { abends } = findIn(evidence.records);
  if (abends.length === 0) return nothing([...evidence.read], shown, 'abends');
  return `${capital(count(abends.length, 'abend'))} found in ${and([...evidence.read])}:\n${bullets(abends.map((abend) => abendLine(abend, evidence.today)))}`;
}

function commandAnswer(result: CommandResult | undefined): string {
  if (result === undefined) return 'The command was answered in a form that I do not know; see --json.';
  const { command, allowed, executed, rule, reason, suggestion } = result;
  if (!executed) {
    const instead = suggestion === undefined ? '' : ` What would pass: ${suggestion}`;
    return allowed ? `The policy allows \`${command}\`; it was not run.` : `The policy refuses \`${command}\` (${rule}): ${reason}${instead}`;
  }
  const { stdout = '', stderr = '', exit_code, duration_ms, sandbox, timed_out, truncated } = result;
  const end = timed_out === true ? 'was stopped at its time limit' : `ended with exit code ${exit_code ?? 'unknown'}`;
  const where = sandbox === undefined ? '' : ` in the ${sandbox.backend} sandbox`;
  const lines = stdout.replace(/\n$/, '').split('\n');
  const shown = lines.slice(0, OUTPUT_LINES);
  return [
    `\`${command}\` ${end}${duration_ms === undefined ? '' : ` after ${Math.round(duration_ms)} ms`}${where}${stdout === '' && stderr === '' ? ', without output' : ''}.`,
    ...(stdout === '' ? [] : [quotedLines(shown)]),
    ...(lines.length > shown.length ? [`(${lines.length - shown.length} more lines are in the result, see --json.)`] : []),
    ...(truncated === true ? ['The output was cut at its limit.'] : []),
    ...(stderr === '' ? [] : [`On stderr:\n${quotedLines(stderr.trimEnd().split('\n'))}`]),
  ].join('\n');
}

function changeAnswer(result: unknown): string {
  const change = asChange(result);
  if (change === undefined) return 'The setting was changed.';
  const before = change.previous === null ? 'it had not been set before' : change.previous === change.value ? 'as it was before' : `before: ${change.previous}`;
  return `${change.key} is now ${change.value} (${before}).`;
}

function failures(outcomes: readonly StepOutcome[]): readonly string[] {
  return outcomes.flatMap((outcome) => {
    if (outcome.status !== 'failed') return [];
    const { step, error } = outcome;
    const about = step.tool === TOOLS.command ? `\`${String(step.args['command'])}\`` : `${step.tool}${typeof step.args['source'] === 'string' ? ` (${step.args['source']})` : ''}`;
    const suggestion = typeof error['suggestion'] === 'string' ? ` What would pass: ${error['suggestion']}` : '';
    if (error.code === 'refused') return [`The policy refused ${about} (${typeof error['rule'] === 'string' ? error['rule'] : 'policy'}), it was not run: ${error.message}${suggestion}`];
    return [`${about} failed (${error.code}): ${error.message}`];
  });
}

function remarks({ stopped, leftOut, outcomes, mode }: AnswerInput): readonly string[] {
  const notRun = mode === 'plan_only' ? 0 : outcomes.filter(({ status }) => status === 'not_run').length;
  const pending = outcomes.filter(({ status }) => status === 'pending_approval').length;
  return [
    ...(leftOut > 0 ? [`A run holds at most ${LIMITS.agentSteps} steps: ${count(leftOut, 'step')} left out. Ask for the rest separately.`] : []),
    ...(stopped === 'cancelled' ? ['You cancelled the request before it was finished.'] : []),
    ...(stopped === 'deadline' ? ['The time for one request was over before it was finished.'] : []),
    ...(notRun > 0 ? [`${capital(count(notRun, 'planned step was', 'planned steps were'))} not run.`] : []),
    ...(pending > 0 ? [`${capital(count(pending, 'step'))} would change something and ${pending === 1 ? 'waits' : 'wait'} for your approval.`] : []),
  ];
}
