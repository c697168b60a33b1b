// The keyless planner: reads the message with rules, plans tool calls, words the answer from what they found. Deterministic.
import { LIMITS } from '../../../limits.js';
import type { Conclusion, Planner, Planning, PlanningContext, Step, StepOutcome } from '../../planner.js';
import { answerFor } from './answers/answer.js';
import { evidenceIn } from './evidence.js';
import { nextLooks } from './investigate.js';
import { readMessage } from './language/read-message.js';
import type { Wish } from './language/wish.js';
import { olderPage } from './older-pages.js';
import { distinct, isSameCall } from './steps.js';
import { tasksFor, type LogTask, type Task } from './task.js';
import { mainAbend, findIn } from './zos/findings.js';

/** Looks after the first one: at the failing job, then at what came before it. */
const ROUNDS = 2;

export function createStubPlanner(): Planner {
  return { name: 'stub', model: null, begin: (message, context) => new StubPlanning(message, context) };
}

class StubPlanning implements Planning {
  readonly #done: StepOutcome[] = [];
  readonly #missing: readonly string[];
  #tasks: readonly Task[];
  #rounds = 0;

  constructor(
    message: string,
    private readonly context: PlanningContext,
  ) {
    const tasks = tasksFor(withJobOfLastTurn(message, readMessage(message, wishesBefore(context)), context));
    const offered = new Set(context.tools.map(({ name }) => name));
    const needed = new Set(tasks.flatMap(({ steps }) => steps.map(({ tool }) => tool)));
    this.#missing = [...needed].filter((tool) => !offered.has(tool));
    const plannable = tasks.map(({ wish, steps }) => ({ wish, steps: steps.filter(({ tool }) => offered.has(tool)) }));
    const { approved } = context;
    this.#tasks = approved === undefined ? plannable : plannable.map(({ wish, steps }) => ({ wish, steps: approved.filter((one) => steps.some((step) => isSameCall(step, one))) }));
  }

  plan(): Promise<readonly Step[]> {
    return Promise.resolve(this.#tasks.flatMap(({ steps }) => steps));
  }

  next(outcomes: readonly StepOutcome[]): Promise<readonly Step[]> {
    this.#done.push(...outcomes);
    this.#rounds += 1;
    let room = LIMITS.agentSteps - this.#done.length;
    const further: Step[] = [];
    this.#tasks = this.#tasks.map((task) => {
      const steps = distinct(
        this.#lookFurther(task),
        this.#done.map(({ step }) => step),
      ).slice(0, room);
      room -= steps.length;
      further.push(...steps);
      return { ...task, steps: [...task.steps, ...steps] };
    });
    return Promise.resolve(further);
  }

  answer(conclusion: Conclusion): Promise<string> {
    return Promise.resolve(answerFor({ tasks: this.#tasks, mode: this.context.mode, missing: this.#missing, ...conclusion }));
  }

  #lookFurther(task: Task): readonly Step[] {
    if (task.wish.kind === 'investigate') return this.#rounds > ROUNDS ? [] : nextLooks(this.#done, task.wish.filters.job, task.wish.symptoms);
    const older = isLogTask(task) ? olderPage(task, this.#done) : undefined;
    return older === undefined ? [] : [older];
  }
}

function isLogTask(task: Task): task is LogTask {
  return task.wish.kind === 'logs';
}

/** What the turn before was about: its own message read in the light of the turns before it. */
function wishesBefore({ history }: PlanningContext): readonly Wish[] {
  return history.reduce<readonly Wish[]>((earlier, { message }) => {
    const wishes = readMessage(message, earlier);
    return wishes.every(({ kind }) => kind === 'help' || kind === 'unknown') ? earlier : wishes;
  }, []);
}

/** "Why did it fail?" right after an abend was shown means that job. */
function withJobOfLastTurn(message: string, wishes: readonly Wish[], { history }: PlanningContext): readonly Wish[] {
  const last = history.at(-1);
  if (last === undefined || !/\b(?:it|that|this|the job)\b|^\W*why\W*$/i.test(message)) return wishes;
  return wishes.map((wish) => {
    const open = wish.kind === 'investigate' && Object.keys(wish.filters).length === 0 && wish.source === undefined;
    const job = open ? mainAbend(findIn(evidenceIn(last.outcomes).records).abends, undefined)?.job : undefined;
    return job ? { ...wish, filters: { job } } : wish;
  });
}
