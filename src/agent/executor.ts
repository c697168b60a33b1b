// Runs one request: plan, then (execute_safe) the plan's steps in order, as far as the limits allow. Knows no protocol and no planner.
import { setImmediate } from 'node:timers/promises';
import { messageOf, ZopsError } from '../errors.js';
import { LIMITS } from '../limits.js';
import { settledOrAborted } from './abort.js';
import type { Mode, Planner, Planning, Step, StepOutcome, StoppedReason, Turn } from './planner.js';
import type { ActionEntry, PlanEntry, Report } from './report.js';
import { writeScript } from './script.js';
import { isDryRun, mutates, plannedCommand, verdictIn } from './step-effect.js';
import { EARLY_END, Stop } from './stop.js';
import type { CallOptions, CommandVerdict, ToolClient, ToolInfo } from './tool-client.js';
import { newTrace } from './trace-context.js';

export interface RunOptions {
  readonly planner: Planner;
  readonly mode: Mode;
  /** A living client; called inside the run, so that the start of a server counts against the deadline. */
  readonly connect: (signal: AbortSignal) => Promise<ToolClient>;
  readonly history?: readonly Turn[];
  /** Aborted when the user cancels. */
  readonly signal: AbortSignal;
  /** Default `LIMITS.agentDeadlineMs`. */
  readonly deadlineMs?: number;
  readonly observer?: RunObserver;
}

export interface RunObserver {
  /** What is being done now, a few words for a spinner. */
  readonly onActivity?: (text: string) => void;
  /** Pieces of the answer while a model writes it. */
  readonly onText?: (delta: string) => void;
}

export interface Run {
  readonly report: Report;
  /** For the history of a chat. */
  readonly turn: Turn;
}

/** A planned step on its way. */
interface Entry {
  readonly step: Step;
  outcome: StepOutcome;
  verdict?: CommandVerdict;
}

/** Never rejects: whatever goes wrong is in the report, with its `stopped_reason`. */
export function runRequest(message: string, options: RunOptions): Promise<Run> {
  return new RequestRun(message, options).run();
}

class RequestRun {
  readonly #trace = newTrace();
  readonly #deadline: AbortSignal;
  readonly #signal: AbortSignal;
  readonly #entries: Entry[] = [];
  readonly #pending: Step[] = [];
  readonly #actions: ActionEntry[] = [];
  #leftOut = 0;
  #stopped: StoppedReason = 'done';
  /** What went wrong, one sentence; empty while nothing did. */
  #failure = '';

  constructor(
    private readonly message: string,
    private readonly options: RunOptions,
  ) {
    this.#deadline = AbortSignal.timeout(options.deadlineMs ?? LIMITS.agentDeadlineMs);
    this.#signal = AbortSignal.any([options.signal, this.#deadline]);
  }

  async run(): Promise<Run> {
    let planning: Planning | undefined;
    try {
      this.#activity('starting the server');
      const client = await this.options.connect(this.#signal);
      const tools = await client.tools({ signal: this.#signal });
      this.#activity('planning');
      planning = this.#begin(tools);
      this.#admit(await settledOrAborted(planning.plan(), this.#signal));
      for (const entry of this.#entries) await this.#judge(entry, client);
      if (this.options.mode === 'execute_safe') await this.#execute(tools, planning, client);
      if (this.#leftOut > 0) this.#stopped = 'step_limit';
    } catch (error) {
      this.#end(error);
    }
    const answer = await this.#answer(planning);
    return { report: this.#report(answer), turn: { message: this.message, mode: this.options.mode, outcomes: this.#outcomes(), answer } };
  }

  #begin(tools: readonly ToolInfo[]): Planning {
    const { planner, mode, history = [], observer } = this.options;
    const onText = observer?.onText;
    return planner.begin(this.message, { mode, tools, history, signal: this.#signal, ...(onText === undefined ? {} : { onText }) });
  }

  /** Takes the original plan in, up to the limit of steps. */
  #admit(plan: readonly Step[]): void {
    this.#leftOut = Math.max(0, plan.length - LIMITS.agentSteps);
    for (const step of plan.slice(0, LIMITS.agentSteps)) this.#entries.push({ step, outcome: { step, status: 'not_run' } });
  }

  /** The policy's verdict on a command is read, not asked for with a call: reading runs nothing. */
  async #judge(entry: Entry, client: ToolClient): Promise<void> {
    const command = plannedCommand(entry.step);
    if (command === undefined) return;
    this.#activity('asking the policy');
    const verdict = await client.checkCommand(command, this.#callOptions());
    entry.verdict = verdict;
    entry.outcome = { step: entry.step, status: 'not_run', verdict };
  }

  async #execute(tools: readonly ToolInfo[], planning: Planning, client: ToolClient): Promise<void> {
    for (const entry of this.#entries) await this.#call(entry, client);
    let batch = this.#outcomes();
    for (;;) {
      this.#activity('reading the results');
      const steps = await settledOrAborted(planning.next(batch), this.#signal);
      if (steps.length === 0) return;
      const outcomes: StepOutcome[] = [];
      for (const step of steps) outcomes.push(await this.#followUp(step, tools, client));
      batch = outcomes;
    }
  }

  /** A step that was not in the original plan runs only if it changes nothing. */
  async #followUp(step: Step, tools: readonly ToolInfo[], client: ToolClient): Promise<StepOutcome> {
    if (this.#entries.length + this.#pending.length >= LIMITS.agentSteps) throw new Stop('step_limit');
    if (mutates(step, tools)) {
      this.#pending.push(step);
      return { step, status: 'pending_approval' };
    }
    const entry: Entry = { step, outcome: { step, status: 'not_run' } };
    this.#entries.push(entry);
    await this.#judge(entry, client);
    await this.#call(entry, client);
    return entry.outcome;
  }

  async #call(entry: Entry, client: ToolClient): Promise<void> {
    const { step } = entry;
    const { tool, args } = step;
    if (this.#actions.length >= LIMITS.agentCalls) throw new Stop('call_limit');
    this.#activity(step.reasoning);
    const outcome = await client.call(tool, args, this.#callOptions());
    // What the server decided on the call counts, whatever it said before.
    const verdict = outcome.success ? plannedCommand(step) && verdictIn(outcome.result) : outcome.verdict;
    if (verdict) entry.verdict = verdict;
    if (outcome.success) {
      this.#actions.push({ tool, args, success: true, result: outcome.result });
      entry.outcome = { step, status: 'succeeded', result: outcome.result };
    } else {
      this.#actions.push({ tool, args, success: false, error: outcome.error });
      entry.outcome = { step, status: 'failed', error: outcome.error };
    }
  }

  #callOptions(): CallOptions {
    return { signal: this.#signal, traceparent: this.#trace.traceparent() };
  }

  #activity(text: string): void {
    this.options.observer?.onActivity?.(text);
  }

  #end(error: unknown): void {
    if (error instanceof Stop) this.#stopped = error.reason;
    else if (this.options.signal.aborted) this.#stopped = 'cancelled';
    else if (this.#deadline.aborted) this.#stopped = 'deadline';
    else {
      this.#stopped = 'error';
      this.#failure = error instanceof ZopsError ? error.message : `The agent failed on this request: ${messageOf(error)}`;
    }
  }

  /** The planner words what was found, also after an early end; where it cannot, the plain reason stands. */
  async #answer(planning: Planning | undefined): Promise<string> {
    const nothingToTell = planning === undefined || (this.#stopped === 'error' && this.#actions.length === 0);
    if (nothingToTell) return this.#failure || EARLY_END[this.#stopped];
    try {
      const answering = planning.answer({ stopped: this.#stopped, outcomes: this.#outcomes(), leftOut: this.#leftOut });
      // After a cancellation only words that need no more waiting are welcome.
      const text = await (this.#signal.aborted ? Promise.race([answering, setImmediate(EARLY_END[this.#stopped])]) : settledOrAborted(answering, this.#signal));
      return this.#failure === '' ? text : `${this.#failure}\n\n${text}`;
    } catch (error) {
      this.#end(error);
      return this.#failure || EARLY_END[this.#stopped];
    }
  }

  #outcomes(): readonly StepOutcome[] {
    return [...this.#entries.map(({ outcome }) => outcome), ...this.#pending.map((step): StepOutcome => ({ step, status: 'pending_approval' }))];
  }

  #report(answer: string): Report {
    const { planner, mode } = this.options;
    const { traceId } = this.#trace;
    const plan = this.#entries.map(toPlanEntry);
    return {
      answer,
      plan,
      actions_taken: this.#actions,
      script: writeScript(this.#entries, { message: this.message, mode, traceId }),
      ...(this.#pending.length === 0 ? {} : { pending_approvals: this.#pending.map(({ tool, args, reasoning }) => ({ tool, args, reasoning })) }),
      audit: {
        trace_id: traceId,
        mode,
        tool_count: plan.length,
        executed_count: plan.filter(({ executed }) => executed).length,
        planner: planner.name,
        model: planner.model,
        stopped_reason: this.#stopped,
        trace_exported: false,
      },
    };
  }
}

function toPlanEntry({ step, outcome, verdict }: Entry): PlanEntry {
  const { tool, args, reasoning } = step;
  const executed = outcome.status === 'succeeded' && !isDryRun(step);
  return { tool, args, reasoning, executed, ...(verdict === undefined ? {} : { verdict: { allowed: verdict.allowed, rule: verdict.rule, reason: verdict.reason } }) };
}
