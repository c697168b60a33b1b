// Composes the answer to one request, task by task, from what became of the steps. Pure.
import { LIMITS } from '../../../../limits.js';
import type { Conclusion, Mode, StepOutcome } from '../../../planner.js';
import { evidenceIn } from '../evidence.js';
import { asChange, asCommand, asStatus } from '../results.js';
import { TOOLS } from '../steps.js';
import { outcomesOf, pagesOf, type LogTask, type Task } from '../task.js';
import { abendsAnswer } from './abends-answer.js';
import { changeAnswer, commandAnswer } from './command-answer.js';
import { CAPABILITIES, declinedAnswer, unknownAnswer } from './declined-answer.js';
import { failureWords } from './failure-words.js';
import { investigationAnswer } from './investigation-answer.js';
import { logsAnswer, nothing } from './logs-answer.js';
import { meaningWords } from './meaning-words.js';
import { planAnswer } from './plan-answer.js';
import { statusAnswer } from './status-answer.js';
import { and, capital, count } from '../words.js';

export interface AnswerInput extends Conclusion {
  readonly tasks: readonly Task[];
  readonly mode: Mode;
  /** Tools that the tasks need and the server does not offer. */
  readonly missing: readonly string[];
}

export function answerFor(input: AnswerInput): string {
  const { tasks, mode, outcomes, missing } = input;
  const parts = [
    ...(mode === 'execute_safe' ? found(tasks, outcomes) : outcomes.length === 0 ? [] : [planAnswer(outcomes)]),
    ...tasks.flatMap(({ wish }) => {
      if (wish.kind === 'declined') return [declinedAnswer(wish)];
      if (wish.kind === 'help') return [CAPABILITIES];
      if (wish.kind === 'unclear') return [wish.question];
      if (wish.kind === 'meaning') return [meaningWords(wish.of)];
      return wish.kind === 'unknown' ? [unknownAnswer(wish.text)] : [];
    }),
    ...(missing.length === 0 ? [] : [`The server does not offer ${and(missing)}: it may have been started read-only.`]),
    ...remarks(input),
  ];
  return parts.join('\n\n');
}

function found(tasks: readonly Task[], outcomes: readonly StepOutcome[]): readonly string[] {
  const evidence = evidenceIn(outcomes);
  const statusAsked = tasks.some(({ wish }) => wish.kind === 'status');
  const abends = tasks.filter((task): task is LogTask => task.wish.kind === 'logs' && task.wish.about === 'abends');
  const parts: string[] = [];
  const silent: LogTask[] = [];
  for (const task of tasks) {
    const { wish } = task;
    const own = outcomesOf(task, outcomes);
    for (const outcome of own) {
      if (outcome.status === 'failed') parts.push(failureWords(outcome));
      if (outcome.status !== 'succeeded') continue;
      if (outcome.step.tool === TOOLS.command) parts.push(commandAnswer(asCommand(outcome.result)));
      if (outcome.step.tool === TOOLS.config) parts.push(changeAnswer(asChange(outcome.result)));
      const status = wish.kind === 'status' ? asStatus(outcome.result) : undefined;
      if (wish.kind === 'status' && status !== undefined) parts.push(statusAnswer(status, wish.topics));
    }
    if (wish.kind === 'investigate' && evidence.read.size > 0)
      parts.push(investigationAnswer(evidence, { filters: wish.filters, symptoms: wish.symptoms ?? [], statusShown: statusAsked }));
    if (wish.kind !== 'logs') continue;
    const pages = pagesOf(task, outcomes);
    if (wish.about === 'abends') {
      if (task === abends.at(-1) && pages.length > 0) parts.push(abendsAnswer(abends, outcomes));
    } else if (pages.some((page) => page.count > 0)) parts.push(logsAnswer(pages, wish.filters, wish.about));
    else if (pages.length > 0) silent.push({ wish, steps: task.steps });
  }
  return [...parts, ...silences(silent)];
}

/** Logs with nothing in them share a sentence when they were asked the same. */
function silences(tasks: readonly LogTask[]): readonly string[] {
  const groups = new Map<string, LogTask[]>();
  for (const task of tasks) {
    const key = JSON.stringify([task.wish.filters, task.wish.about]);
    groups.set(key, [...(groups.get(key) ?? []), task]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined
      ? []
      : [
          nothing(
            group.map(({ wish }) => wish.source),
            first.wish.filters,
            first.wish.about,
          ),
        ];
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
