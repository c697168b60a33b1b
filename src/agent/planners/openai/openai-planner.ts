// The planner behind OPENAI_API_KEY: a model proposes the calls and words the answer. It never calls a tool itself.
import type { Conclusion, Planner, Planning, PlanningContext, Step, StepOutcome, StoppedReason } from '../../planner.js';
import { LIMITS } from '../../../limits.js';
import { observed } from '../../observed.js';
import { EARLY_END, Stop } from '../../stop.js';
import { createDataEnvelope, type DataEnvelope, withoutControls } from '../../untrusted.js';
import { planAnswer } from '../stub/answers/plan-answer.js';
import { plannerFailed, quoted } from './failures.js';
import { instructionsFor } from './instructions.js';
import type { Entry, Model, ModelCall, ModelTurn } from './model.js';
import { mapTool, type ToolMapping } from './tool-schema.js';
import { approvedText, outcomeText, progressText } from './outcome-text.js';

/** `OPENAI_MODEL` names another. */
export const DEFAULT_MODEL = 'gpt-6.1-terra';

/** Turns with nothing but calls that no tool takes, before the model is given up. */
const REPAIRS = 2;
/** Turns of a chat that a model is reminded of, and how much of each answer, characters. */
const REMEMBERED = 6;
const REMEMBERED_CHARS = 4_000;
const WHY_CHARS = 200;

export interface OpenAiPlannerOptions {
  readonly model: Model;
  /** Takes secrets out of what is sent. */
  readonly redact: (json: unknown) => unknown;
}

export function createOpenAiPlanner({ model, redact }: OpenAiPlannerOptions): Planner {
  return { name: 'openai', model: model.name, begin: (message, context) => new OpenAiPlanning(model, createDataEnvelope(redact), message, context) };
}

/** A call that waits for its answer, and the step made of it. */
interface OpenCall {
  readonly call: ModelCall;
  readonly step: Step;
}

class OpenAiPlanning implements Planning {
  readonly #tools: ReadonlyMap<string, ToolMapping>;
  readonly #conversation: Entry[];
  #open: readonly OpenCall[] = [];
  #tokens = 0;
  /** Entries of the conversation that earlier observations hold. */
  #traced = 0;
  /** The answer, once the model has given it. */
  #final: string | undefined;
  #lastProblem = '';

  constructor(
    private readonly model: Model,
    private readonly envelope: DataEnvelope,
    message: string,
    private readonly context: PlanningContext,
  ) {
    this.#tools = new Map(context.tools.map((tool) => [tool.name, mapTool(tool)]));
    this.#conversation = [
      { kind: 'instructions', text: instructionsFor(context.mode, envelope.rule) },
      ...context.history.slice(-REMEMBERED).flatMap((turn): Entry[] => [
        { kind: 'user', text: turn.message },
        // It may repeat what stood in a log.
        { kind: 'earlier_answer', text: envelope.wrap('earlier answer', `${progressText(turn.outcomes)}\n${turn.answer}`.slice(0, REMEMBERED_CHARS)) },
      ]),
      { kind: 'user', text: message },
    ];
  }

  plan(): Promise<readonly Step[]> {
    return this.#advance();
  }

  next(outcomes: readonly StepOutcome[]): Promise<readonly Step[]> {
    if (this.#final !== undefined) return Promise.resolve([]);
    this.#settle(outcomes);
    return this.#advance();
  }

  async answer({ stopped, outcomes, leftOut }: Conclusion): Promise<string> {
    if (this.#final !== undefined) return this.#final;
    if (this.context.mode === 'plan_only') return planAnswer(outcomes);
    if (this.context.approved !== undefined && stopped === 'done') {
      this.#conversation.push({ kind: 'user', text: approvedText(outcomes, this.envelope) });
      return (await this.#turn(false)).text;
    }
    if (stopped !== 'step_limit' && stopped !== 'call_limit') return earlyAnswer(stopped, outcomes);
    this.#settle(outcomes);
    const left = leftOut > 0 ? ` ${leftOut} of the planned calls were left out.` : '';
    this.#conversation.push({ kind: 'user', text: `(The limit of ${LIMITS.agentSteps} steps and ${LIMITS.agentCalls} calls was reached.${left} Answer now with what there is, and say what is missing.)` });
    return (await this.#turn(false)).text;
  }

  /** Turns until there are steps or an answer. */
  async #advance(): Promise<readonly Step[]> {
    for (let attempt = 0; attempt <= REPAIRS; attempt += 1) {
      const turn = await this.#turn(true);
      if (turn.calls.length === 0) {
        this.#final = turn.text;
        return [];
      }
      this.#open = this.#accept(turn.calls);
      if (this.#open.length > 0) return this.#open.map(({ step }) => step);
    }
    throw plannerFailed(`The model keeps making calls that no tool takes. ${this.#lastProblem} Try again, or choose another model with OPENAI_MODEL.`);
  }

  async #turn(mayCall: boolean): Promise<ModelTurn> {
    if (this.#tokens >= LIMITS.agentTokens) throw new Stop('token_limit');
    const { onText } = this.context;
    const turn = await this.#observedTurn(mayCall);
    this.#tokens += turn.usage?.total ?? estimatedTokens(this.#conversation, turn);
    if (turn.refusal !== null) throw plannerFailed(`The model declined: ${quoted(turn.refusal)}`);
    if (turn.cut !== null) throw plannerFailed(`The model was cut off (${quoted(turn.cut)}); ask for less at a time.`);
    if (turn.text.trim() === '' && (turn.calls.length === 0 || !mayCall)) throw plannerFailed('The model gave an empty answer; try again.');
    this.#conversation.push({ kind: 'turn', turn });
    if (turn.calls.length > 0 && turn.text !== '') onText?.('\n\n');
    return turn;
  }

  async #observedTurn(mayCall: boolean): Promise<ModelTurn> {
    const { signal, onText, trace } = this.context;
    const input = this.#conversation.slice(this.#traced).filter(({ kind }) => kind !== 'turn');
    this.#traced = this.#conversation.length;
    const tools = [...this.#tools.values()].map(({ tool }) => tool);
    const work = (): Promise<ModelTurn> => this.model.turn({ conversation: this.#conversation, tools, mayCall, signal, ...(onText === undefined ? {} : { onText }) });
    if (trace === undefined) return work();
    return observed(trace.start('generation', mayCall ? 'model turn' : 'model answer', { model: this.model.name, input }), work, ({ text, calls, usage, refusal, cut }) => {
      const failed = refusal ?? cut;
      return { output: { text, calls }, ...(usage === null ? {} : { usage }), ...(failed === null ? {} : { error: failed }) };
    });
  }

  /** Valid calls become steps; the others are answered at once, so that the model can do better. */
  #accept(calls: readonly ModelCall[]): readonly OpenCall[] {
    return calls.flatMap((call) => {
      const mapping = this.#tools.get(call.name);
      const checked = mapping?.check(call) ?? { ok: false, problem: `There is no tool ${quoted(call.name)}.` };
      if (checked.ok) return [{ call, step: { tool: call.name, args: checked.args, reasoning: reasonFor(call, checked.why) } }];
      this.#lastProblem = checked.problem;
      this.#result(call, `Not run. ${checked.problem} The tools are ${[...this.#tools.keys()].join(', ')}.`);
      return [];
    });
  }

  /** Answers every open call: with its outcome, or, for a step that was left out, by saying so. */
  #settle(outcomes: readonly StepOutcome[]): void {
    const known = new Map(outcomes.map((outcome) => [outcome.step, outcome]));
    for (const { call, step } of this.#open) this.#result(call, outcomeText(known.get(step), this.envelope));
    this.#open = [];
  }

  #result({ id }: ModelCall, text: string): void {
    this.#conversation.push({ kind: 'result', id, text });
  }
}

/** Words for an end after which no model is asked any more; of an error the executor tells. */
function earlyAnswer(stopped: StoppedReason, outcomes: readonly StepOutcome[]): string {
  const why = stopped === 'error' ? [] : [EARLY_END[stopped]];
  return [...why, ...(outcomes.length === 0 ? [] : ['So far:', progressText(outcomes)])].join('\n');
}

function reasonFor({ name }: ModelCall, why: string | null): string {
  const sentence = withoutControls(why ?? '').replace(/\s+/g, ' ').trim().slice(0, WHY_CHARS);
  return sentence === '' ? `Call ${name}.` : sentence;
}

/** For servers that do not count: about four characters each. */
function estimatedTokens(conversation: readonly Entry[], { text, calls }: ModelTurn): number {
  return Math.ceil((JSON.stringify(conversation).length + text.length + JSON.stringify(calls).length) / 4);
}
