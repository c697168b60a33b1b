// The keyless planner: reads the message with rules, plans tool calls, words the answer from what they found. Deterministic.
import type { Conclusion, Planner, Planning, PlanningContext, Step, StepOutcome } from '../../planner.js';
import { answerFor } from './answers/answer.js';
import { nextLooks } from './investigate.js';
import { readMessage } from './language/read-message.js';
import type { Wish } from './language/wish.js';
import { evidenceIn } from './evidence.js';
import { stepsFor } from './steps.js';
import { findIn } from './zos/findings.js';

/** Looks after the first one: at the failing job, then at what came before it. */
const ROUNDS = 2;

export function createStubPlanner(): Planner {
  return { name: 'stub', model: null, begin: (message, context) => new StubPlanning(message, context) };
}

class StubPlanning implements Planning {
  readonly #wishes: readonly Wish[];
  readonly #missing: readonly string[];
  readonly #plan: readonly Step[];
  readonly #done: StepOutcome[] = [];
  #rounds = 0;

  constructor(
    message: string,
    private readonly context: PlanningContext,
  ) {
    this.#wishes = withJobOfLastTurn(message, readMessage(message, wishesBefore(context)), context);
    const steps = stepsFor(this.#wishes);
    const offered = new Set(context.tools.map(({ name }) => name));
    this.#missing = [...new Set(steps.map(({ tool }) => tool))].filter((tool) => !offered.has(tool));
    this.#plan = steps.filter(({ tool }) => offered.has(tool));
  }

  plan(): Promise<readonly Step[]> {
    return Promise.resolve(this.#plan);
  }

  next(outcomes: readonly StepOutcome[]): Promise<readonly Step[]> {
    this.#done.push(...outcomes);
    const question = this.#wishes.find((wish) => wish.kind === 'investigate');
    if (question === undefined || this.#rounds >= ROUNDS) return Promise.resolve([]);
    this.#rounds += 1;
    return Promise.resolve(nextLooks(this.#done, question.filters.job));
  }

  answer(conclusion: Conclusion): Promise<string> {
    return Promise.resolve(answerFor({ wishes: this.#wishes, mode: this.context.mode, missing: this.#missing, ...conclusion }));
  }
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
    const job = open ? findIn(evidenceIn(last.outcomes).records).abends.at(-1)?.job : undefined;
    return job ? { ...wish, filters: { job } } : wish;
  });
}
