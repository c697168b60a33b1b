// The interactive chat: a prompt with history, a few slash commands, Ctrl-C for the running request. Everything else is the executor's.
import { createInterface, type Interface } from 'node:readline';
import { createApprover, type Approver } from './approval.js';
import type { Run } from './executor.js';
import { keptPlan, type KeptPlan } from './kept-plan.js';
import { MODES, type Mode, type Step, type Turn } from './planner.js';
import { quietly } from './one-shot.js';
import { createActivity } from './render/activity.js';
import { createLiveText } from './render/live-text.js';
import { onScreen } from './render/on-screen.js';
import { renderReport, type Advice } from './render/report-text.js';
import type { Style } from './render/style.js';
import type { RunObserver } from './run-event.js';
import { effectMark } from './step-effect.js';
import { problemOf } from './usage.js';
import { safeJson, visible } from './visible.js';

/** Turns that a follow-up may refer to. */
const REMEMBERED = 20;

export interface ChatRequest {
  readonly mode: Mode;
  readonly history: readonly Turn[];
  /** Exactly these steps, seen and approved. */
  readonly approved?: readonly Step[];
  readonly signal: AbortSignal;
  readonly observer: RunObserver;
  readonly approve?: Approver;
}

export interface ChatOptions {
  readonly mode: Mode;
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  readonly err: NodeJS.WriteStream;
  readonly style: Style;
  /** Ask about steps that change something and were not in the plan. */
  readonly approve: boolean;
  /** Ends the chat from outside (SIGTERM). */
  readonly signal: AbortSignal;
  /** Earlier inputs, newest first, and where new ones are kept. */
  readonly inputs?: { readonly load: () => Promise<string[]>; readonly save: (newestFirst: readonly string[]) => Promise<void> };
  readonly run: (message: string, request: ChatRequest) => Promise<Run>;
}

const HELP = `Ask in plain words, for example: What is the current system status?
Follow-ups such as "and the joblog?" or "why did it fail?" refer to what came before.
  /mode [plan_only|execute_safe]   show or change the mode
  /run                             carry out what the last answer planned or left for approval, exactly, once
  /help                            this text
  /quit                            end (so do Ctrl-D, and Ctrl-C at an empty prompt)`;

/** Resolves when the user ends the chat. */
export async function chat(options: ChatOptions): Promise<void> {
  const history = (await options.inputs?.load()) ?? [];
  const terminal = options.style.terminal;
  const readline = createInterface({ input: options.input, output: options.output, terminal, history, historySize: 200, removeHistoryDuplicates: true });
  await new Chat(options, readline).converse();
}

class Chat {
  #mode: Mode;
  #turns: readonly Turn[] = [];
  /** What the last answer left to carry out. */
  #plan: KeptPlan | undefined;
  #running: AbortController | undefined;
  #inputs: readonly string[] = [];
  #closed = false;

  constructor(
    private readonly options: ChatOptions,
    private readonly readline: Interface,
  ) {
    this.#mode = options.mode;
    readline.on('history', (newestFirst: string[]) => (this.#inputs = [...newestFirst]));
    readline.on('SIGINT', () => this.#interrupt());
    readline.on('close', () => {
      this.#closed = true;
      this.#running?.abort();
    });
    options.signal.addEventListener('abort', () => readline.close(), { once: true });
  }

  async converse(): Promise<void> {
    this.#print(this.options.style.dim(`zops chat, mode ${this.#mode}. /help shows what there is, /quit ends.`));
    this.#prompt();
    for await (const line of this.readline) {
      if (!(await this.#take(line.trim()))) break;
      this.#prompt();
    }
    this.readline.close();
    await this.options.inputs?.save(this.#inputs);
  }

  /** False when the chat is over. */
  async #take(line: string): Promise<boolean> {
    if (line === '') return true;
    const [command = '', ...words] = line.split(/\s+/);
    if (!command.startsWith('/') || command.includes('/', 1)) return this.#ask(line, { mode: this.#mode, history: this.#turns });
    if (command === '/quit' || command === '/exit' || command === '/q') return false;
    if (command === '/mode') this.#setMode(words[0]);
    else if (command === '/run') return this.#runLast();
    else this.#print(command === '/help' ? HELP : `There is no ${command}. /help shows what there is.`);
    return true;
  }

  #setMode(wanted: string | undefined): void {
    const mode = MODES.find((name) => name === wanted);
    if (wanted !== undefined && mode === undefined) this.#print(`There is no mode ${wanted}. Choose ${MODES.join(' or ')}.`);
    else {
      this.#mode = mode ?? this.#mode;
      this.#print(`Mode: ${this.#mode}${this.#mode === 'plan_only' ? ' (nothing is run)' : ' (plans are carried out under the policy)'}.`);
    }
  }

  async #runLast(): Promise<boolean> {
    const plan = this.#plan;
    if (plan === undefined) {
      this.#print('There is no plan to carry out. Ask for something first.');
      return true;
    }
    return this.#ask(plan.message, { mode: 'execute_safe', history: plan.history, approved: plan.steps });
  }

  async #ask(message: string, request: Pick<ChatRequest, 'mode' | 'history' | 'approved'>): Promise<boolean> {
    const problem = problemOf(message);
    if (problem !== undefined) {
      this.#print(problem);
      return true;
    }
    const { err, style, run, output } = this.options;
    const activity = createActivity(err);
    const live = style.terminal ? createLiveText((text) => output.write(text), activity) : undefined;
    this.#plan = undefined;
    this.#running = new AbortController();
    const signal = AbortSignal.any([this.#running.signal, this.options.signal]);
    try {
      const approval = this.options.approve ? { approve: quietly(activity, createApprover((text, asked) => this.#question(text, asked))) } : {};
      const ran = await run(message, { ...request, signal, observer: onScreen(activity, live), ...approval });
      activity.stop();
      const { report, turn } = ran;
      const advice: Advice = { ...(style.terminal ? { plan: '/run' } : {}), pending: '/run' };
      this.#print(renderReport(report, style, advice, live?.holds(report.answer)));
      if (report.audit.stopped_reason !== 'cancelled') {
        this.#plan = keptPlan(ran, request.history);
        // Where there is no table of the plan: what /run carries out is seen, not only what a planner says of it.
        if (this.#plan !== undefined && turn.mode === 'plan_only' && !style.terminal) this.#print(describeSteps(this.#plan.steps));
        this.#turns = [...this.#turns, turn].slice(-REMEMBERED);
      }
    } finally {
      activity.stop();
      this.#running = undefined;
    }
    return !this.options.signal.aborted;
  }

  /** The next line answers the question and is no request of its own. */
  #question(text: string, signal: AbortSignal): Promise<string | null> {
    return new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Error('cancelled')), { once: true });
      this.readline.once('close', () => resolve(null));
      try {
        this.readline.question(text, { signal }, resolve);
      } catch {
        // The end of input came before the question.
        resolve(null);
      }
    });
  }

  /** Ctrl-C: cancels what runs; else clears the line; at an empty prompt it ends the chat. */
  #interrupt(): void {
    if (this.#running !== undefined) {
      this.#running.abort();
      return;
    }
    if (this.readline.line === '') {
      this.#print('');
      this.readline.close();
      return;
    }
    this.#print('^C');
    this.readline.write(null, { ctrl: true, name: 'e' });
    this.readline.write(null, { ctrl: true, name: 'u' });
    this.#prompt();
  }

  /** Lines that were read before the end of input still get their answer, but no further prompt: newer versions of Node.js throw then. */
  #prompt(): void {
    if (this.#closed) return;
    const { style } = this.options;
    this.readline.setPrompt(`${style.bold('zops')} ${this.#mode === 'plan_only' ? style.green(this.#mode) : style.yellow(this.#mode)} ${style.dim('›')} `);
    this.readline.prompt();
  }

  #print(text: string): void {
    this.options.output.write(`${text}\n`);
  }
}

function describeSteps(steps: readonly Step[]): string {
  return ['/run carries out exactly this:', ...steps.map(describe)].join('\n');
}

function describe(step: Step, index: number): string {
  const mark = effectMark(step);
  return `${index + 1}. ${visible(`${step.tool} ${safeJson(step.args)}`)}${mark === undefined ? '' : ` (${mark})`}`;
}
