// Runs one request: plan, then (execute_safe) the plan's steps in order, as far as the limits allow. Knows no protocol and no planner.
import { setImmediate } from 'node:timers/promises';
import { messageOf, ZopsError } from '../errors.js';
import { LIMITS } from '../limits.js';
import { NO_TRACING, type Observation, type Tracing } from '../tracing/tracing.js';
import { abortedWithin, settledOrAborted } from './abort.js';
import type { Approver } from './approval.js';
import { Deadline } from './deadline.js';
import { newEntry, toPlanEntry, toVerdict, type Entry } from './entry.js';
import { observed } from './observed.js';
import type { Mode, Planner, Planning, Step, StepOutcome, StoppedReason, Turn } from './planner.js';
import type { ActionEntry, Report } from './report.js';
import type { RunEvent, RunObserver } from './run-event.js';
import { writeScript } from './script.js';
import { mutates, plannedCommand, verdictIn } from './step-effect.js';
import { EARLY_END, Stop } from './stop.js';
import type { CallOptions, ToolClient, ToolInfo } from './tool-client.js';

/** How much later than a server's end the signal that ended both may arrive, ms. */
const SIGNAL_LAG_MS = 300;

const isServerGone = (error: unknown): boolean => error instanceof ZopsError && error.code === 'server_unavailable';

export interface RunOptions {
  readonly planner: Planner;
  readonly mode: Mode;
  /** A living client; called inside the run, so that the start of a server counts against the deadline. */
  readonly connect: (signal: AbortSignal) => Promise<ToolClient>;
  readonly history?: readonly Turn[];
  /** Steps that a person saw and approved: they are the plan, exactly; the planner only words the answer (execute_safe). */
  readonly approved?: readonly Step[];
  /** Aborted when the user cancels. */
  readonly signal: AbortSignal;
  /** Default `LIMITS.agentDeadlineMs`. */
  readonly deadlineMs?: number;
  readonly observer?: RunObserver;
  /** Asked about each step that changes something and was not in the plan; without it such steps wait. */
  readonly approve?: Approver;
  /** Default: ids are made, nothing is kept. */
  readonly tracing?: RunTracing;
}

export interface RunTracing {
  readonly tracing: Tracing;
  /** What groups the requests of one process or chat. */
  readonly sessionId: string;
  readonly userId: string;
}

export interface Run {
  readonly report: Report;
  /** For the history of a chat. */
  readonly turn: Turn;
}

/** Never rejects: whatever goes wrong is in the report, with its `stopped_reason`. */
export function runRequest(message: string, options: RunOptions): Promise<Run> {
  return new RequestRun(message, options).run();
}

class RequestRun {
  readonly #tracing: Tracing;
  /** The observation of the whole request. */
  readonly #agent: Observation;
  readonly #deadline: Deadline;
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
    const { planner, mode, tracing } = options;
    this.#tracing = tracing?.tracing ?? NO_TRACING;
    const ids = tracing === undefined ? {} : { sessionId: tracing.sessionId, userId: tracing.userId };
    this.#agent = this.#tracing.begin({ name: 'zops request', input: message, tags: [mode, planner.name], ...ids });
    this.#deadline = new Deadline(options.deadlineMs ?? LIMITS.agentDeadlineMs);
    this.#signal = AbortSignal.any([options.signal, this.#deadline.signal]);
  }

  async run(): Promise<Run> {
    let planning: Planning | undefined;
    try {
      this.#activity('starting the server');
      const client = await this.options.connect(this.#signal);
      const tools = await client.tools({ signal: this.#signal });
      this.#activity('planning');
      planning = this.#begin(tools);
      this.#admit(this.options.approved ?? (await this.#thought('plan', this.message, planning.plan())));
      for (const entry of this.#entries) {
        await this.#judge(entry, client);
        this.#tellVerdict(entry);
      }
      if (this.options.mode === 'execute_safe') await this.#execute(tools, planning, client);
      if (this.#leftOut > 0) this.#stopped = 'step_limit';
    } catch (error) {
      // Ctrl-C reaches the server too, and its end may be noticed before our own signal.
      if (isServerGone(error)) await abortedWithin(this.options.signal, SIGNAL_LAG_MS);
      this.#end(error);
    }
    const answer = await this.#answer(planning);
    const failed = this.#stopped === 'done' || this.#stopped === 'cancelled' ? {} : { error: this.#failure || EARLY_END[this.#stopped] };
    this.#agent.end({ output: answer, ...failed });
    this.#deadline.end();
    const exported = await this.#tracing.flush();
    return { report: this.#report(answer, exported), turn: { message: this.message, mode: this.options.mode, outcomes: this.#outcomes(), answer } };
  }

  #begin(tools: readonly ToolInfo[]): Planning {
    const { planner, mode, history = [], approved, observer } = this.options;
    return planner.begin(this.message, {
      mode,
      tools,
      history,
      signal: this.#signal,
      trace: this.#agent,
      ...(approved === undefined ? {} : { approved }),
      ...(observer === undefined ? {} : { onText: (delta) => observer({ type: 'text', delta }) }),
    });
  }

  /** What a planner with a model thinks, it puts into the trace itself, turn by turn. */
  #thought<T>(name: string, input: unknown, work: Promise<T>): Promise<T> {
    const result = settledOrAborted(work, this.#signal);
    const { planner } = this.options;
    return planner.model === null ? observed(this.#agent.start('generation', name, { input, model: planner.name }), () => result, (output) => ({ output })) : result;
  }

  /** Takes the original plan in, up to the limit of steps. */
  #admit(plan: readonly Step[]): void {
    this.#leftOut = Math.max(0, plan.length - LIMITS.agentSteps);
    this.#entries.push(...plan.slice(0, LIMITS.agentSteps).map(newEntry));
    const { planner, mode } = this.options;
    this.#tell({ type: 'plan', trace_id: this.#agent.traceId, mode, planner: planner.name, model: planner.model, steps: this.#entries.map(({ step }) => step) });
  }

  /** The policy's verdict on a command is read, not asked for with a call: reading runs nothing. */
  async #judge(entry: Entry, client: ToolClient): Promise<void> {
    const command = plannedCommand(entry.step);
    if (command === undefined) return;
    this.#activity('asking the policy');
    const guardrail = this.#agent.start('guardrail', 'policy', { input: command });
    const verdict = await observed(guardrail, () => client.checkCommand(command, this.#callOptions(guardrail)), (output) => ({ output }));
    entry.verdict = verdict;
    entry.outcome = { step: entry.step, status: 'not_run', verdict };
  }

  async #execute(tools: readonly ToolInfo[], planning: Planning, client: ToolClient): Promise<void> {
    for (const entry of this.#entries) await this.#call(entry, client);
    if (this.options.approved !== undefined) return;
    let batch = this.#outcomes();
    for (;;) {
      this.#activity('reading the results');
      const steps = await this.#thought('next', batch, planning.next(batch));
      if (steps.length === 0) return;
      const outcomes: StepOutcome[] = [];
      for (const step of steps) outcomes.push(await this.#followUp(step, tools, client));
      batch = outcomes;
    }
  }

  /** A step that was not in the original plan runs only if it changes nothing, or a person said yes to just this. */
  async #followUp(step: Step, tools: readonly ToolInfo[], client: ToolClient): Promise<StepOutcome> {
    if (this.#entries.length + this.#pending.length >= LIMITS.agentSteps) throw new Stop('step_limit');
    const entry = newEntry(step, this.#entries.length);
    const waits = mutates(step, tools);
    if (!waits || this.options.approve !== undefined) await this.#judge(entry, client);
    if (waits && !(await this.#approved(entry))) {
      this.#tell({ type: 'pending', index: this.#pending.push(step) - 1, ...step });
      return { step, status: 'pending_approval' };
    }
    this.#entries.push(entry);
    this.#tell({ type: 'step', index: entry.index, ...step });
    this.#tellVerdict(entry);
    await this.#call(entry, client);
    return entry.outcome;
  }

  async #approved({ step, verdict }: Entry): Promise<boolean> {
    const { approve } = this.options;
    if (approve === undefined) return false;
    const request = { step, ...(verdict === undefined ? {} : { verdict }) };
    return this.#deadline.suspendedFor(() => settledOrAborted(approve(request, this.#signal), this.#signal));
  }

  async #call(entry: Entry, client: ToolClient): Promise<void> {
    const { step, index } = entry;
    const { tool, args } = step;
    if (this.#actions.length >= LIMITS.agentCalls) throw new Stop('call_limit');
    this.#activity(step.reasoning);
    this.#tell({ type: 'action_started', index });
    const observation = this.#agent.start('tool', tool, { input: args });
    const outcome = await observed(
      observation,
      () => client.call(tool, args, this.#callOptions(observation)),
      (done) => (done.success ? { output: done.result } : { output: done.error, error: `${done.error.code}: ${done.error.message}` }),
    );
    // What the server decided on the call counts, whatever it said before.
    const verdict = outcome.success ? plannedCommand(step) && verdictIn(outcome.result) : outcome.verdict;
    if (verdict) {
      entry.verdict = verdict;
      this.#tellVerdict(entry);
    }
    const action: ActionEntry = outcome.success ? { tool, args, success: true, result: outcome.result } : { tool, args, success: false, error: outcome.error };
    entry.outcome = action.success ? { step, status: 'succeeded', result: action.result } : { step, status: 'failed', error: action.error };
    this.#actions.push(action);
    this.#tell({ type: 'action', index, action });
  }

  #callOptions({ traceparent }: Observation): CallOptions {
    return { signal: this.#signal, traceparent };
  }

  #tell(event: RunEvent): void {
    this.options.observer?.(event);
  }

  #activity(text: string): void {
    this.#tell({ type: 'activity', text });
  }

  #tellVerdict({ index, verdict }: Entry): void {
    if (verdict === undefined) return;
    const { suggestion } = verdict;
    this.#tell({ type: 'verdict', index, verdict: { ...toVerdict(verdict), ...(suggestion === undefined ? {} : { suggestion }) } });
  }

  #end(error: unknown): void {
    if (error instanceof Stop) this.#stopped = error.reason;
    else if (this.options.signal.aborted) this.#stopped = 'cancelled';
    else if (this.#deadline.signal.aborted) this.#stopped = 'deadline';
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
      const conclusion = { stopped: this.#stopped, outcomes: this.#outcomes(), leftOut: this.#leftOut };
      const answering = planning.answer(conclusion);
      // After a cancellation only words that need no more waiting are welcome.
      const text = await (this.#signal.aborted ? Promise.race([answering, setImmediate(EARLY_END[this.#stopped])]) : this.#thought('answer', conclusion, answering));
      return this.#failure === '' ? text : `${this.#failure}\n\n${text}`;
    } catch (error) {
      this.#end(error);
      return this.#failure || EARLY_END[this.#stopped];
    }
  }

  #outcomes(): readonly StepOutcome[] {
    return [...this.#entries.map(({ outcome }) => outcome), ...this.#pending.map((step): StepOutcome => ({ step, status: 'pending_approval' }))];
  }

  #report(answer: string, exported: boolean): Report {
    const { planner, mode } = this.options;
    const { traceId } = this.#agent;
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
        trace_exported: exported,
      },
    };
  }
}
