// What the page knows of one request, and how each piece of news changes it. Pure; every change makes a new object.
import type { EventData, EventName, HttpReport } from '../contract.js';
import type { Problem } from './problem.js';

export type Mode = HttpReport['audit']['mode'];
export type PlannedStep = EventData<'plan'>['steps'][number];
type Action = HttpReport['actions_taken'][number];
type Verdict = EventData<'verdict'>['verdict'];

export interface StepState {
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly reasoning: string;
  readonly verdict?: Verdict;
  readonly running?: true;
  /** Its call, once it came back. */
  readonly action?: Action;
}

export interface RunState {
  readonly message: string;
  readonly mode: Mode;
  readonly startedAt: Date;
  readonly phase: 'busy' | 'ended';
  /** What is being done now. */
  readonly activity: string;
  /** Null until there is a plan; it may be empty. */
  readonly steps: readonly StepState[] | null;
  readonly answer: string;
  readonly script: string | null;
  readonly pending: readonly PlannedStep[];
  readonly traceId: string | null;
  readonly audit: HttpReport['audit'] | null;
  readonly problem: Problem | null;
  /** Its plan, or what waited for approval, was sent off to be carried out: that goes once. */
  readonly decided: boolean;
}

/** @param message what was asked, also when its plan is run. */
export function begun(message: string, mode: Mode, startedAt: Date): RunState {
  const nothing = { steps: null, answer: '', script: null, pending: [], traceId: null, audit: null, problem: null, decided: false };
  return { message, mode, startedAt, phase: 'busy', activity: 'Sending the request', ...nothing };
}

export function ended(state: RunState, problem: Problem): RunState {
  return { ...state, phase: 'ended', activity: '', problem };
}

/** Events that are not known change nothing: a newer server may send more. */
export function withEvent(state: RunState, type: string, data: unknown): RunState {
  const change = CHANGES[type as EventName] as ((state: RunState, data: unknown) => RunState) | undefined;
  return change === undefined ? state : change(state, data);
}

const CHANGES: { readonly [Name in EventName]: (state: RunState, data: EventData<Name>) => RunState } = {
  plan: (state, { trace_id: traceId, steps }) => ({ ...state, traceId, steps }),
  step: (state, { index, ...step }) => withStep(state, index, () => step),
  verdict: (state, { index, verdict }) => withStep(state, index, (step) => ({ ...step, verdict })),
  activity: (state, { text }) => ({ ...state, activity: text }),
  action_started: (state, { index }) => withStep(state, index, (step) => ({ ...step, running: true })),
  action: (state, { index, action }) => withStep(state, index, ({ tool, args, reasoning, verdict }) => stepOf({ tool, args, reasoning }, verdict, action)),
  pending: (state, { tool, args, reasoning }) => ({ ...state, pending: [...state.pending, { tool, args, reasoning }] }),
  text: (state, { delta }) => ({ ...state, answer: state.answer + delta }),
  done: withReport,
  error: (state, { detail }) => ended(state, { kind: 'failed', detail }),
};

function withStep(state: RunState, index: number, change: (step: StepState) => StepState): RunState {
  const steps = [...(state.steps ?? [])];
  steps[index] = change(steps[index] ?? { tool: '', args: {}, reasoning: '' });
  return { ...state, steps };
}

/** Calls belong to steps in their order: a step without a call was not run. */
function withReport(state: RunState, report: HttpReport): RunState {
  const { answer, script, pending_approvals: pending = [], audit, plan } = report;
  const actions = [...report.actions_taken];
  const steps = plan.map(({ tool, args, reasoning, verdict }, index): StepState => {
    const isCall = actions[0]?.tool === tool && same(actions[0].args, args);
    const action = isCall ? actions.shift() : undefined;
    const known = state.steps?.[index];
    const step = stepOf({ tool, args, reasoning }, verdict && { ...known?.verdict, ...verdict }, action);
    return same(known, step) ? (known ?? step) : step; // The same object where nothing is new, so that nothing is drawn twice.
  });
  return { ...state, phase: 'ended', activity: '', steps, answer, script, pending, traceId: audit.trace_id, audit, problem: null };
}

function stepOf(planned: PlannedStep, verdict: Verdict | undefined, action: Action | undefined): StepState {
  return { ...planned, ...(verdict === undefined ? {} : { verdict }), ...(action === undefined ? {} : { action }) };
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

export type StepStatus = 'planned' | 'waiting' | 'running' | 'done' | 'judged' | 'refused' | 'failed' | 'not run';

export function statusOf({ verdict, running, action }: StepState, { mode, phase }: Pick<RunState, 'mode' | 'phase'>): StepStatus {
  if (running === true && phase === 'busy') return 'running';
  if (action?.success === true) return isJudgedOnly(action.result) ? 'judged' : 'done';
  if (verdict?.allowed === false) return 'refused';
  if (action?.success === false) return 'failed';
  if (mode === 'plan_only') return 'planned';
  return phase === 'busy' ? 'waiting' : 'not run';
}

/** A dry run of a command succeeds without running it. */
function isJudgedOnly(result: unknown): boolean {
  return typeof result === 'object' && result !== null && 'executed' in result && result.executed === false;
}

/** In a few words, for the list of the session and for those who listen. */
export function summary(state: RunState): string {
  const { phase, problem, audit, pending, mode } = state;
  if (phase === 'busy') return 'running';
  if (problem !== null) return PROBLEM_WORDS[problem.kind];
  const statuses = (state.steps ?? []).map((step) => statusOf(step, state));
  const count = (wanted: StepStatus): number => statuses.filter((status) => status === wanted).length;
  const planned = statuses.length;
  const parts = [
    planned === 0 ? 'nothing planned' : mode === 'plan_only' ? `${planned} planned, nothing run` : `${count('done')} of ${planned} run`,
    ...(['refused', 'failed'] as const).flatMap((status) => (count(status) === 0 ? [] : [`${count(status)} ${status}`])),
    ...(pending.length === 0 ? [] : [`${pending.length} waiting for approval`]),
    ...(audit === null || audit.stopped_reason === 'done' ? [] : [`stopped: ${audit.stopped_reason.replaceAll('_', ' ')}`]),
  ];
  return parts.join(', ');
}

const PROBLEM_WORDS: Readonly<Record<Problem['kind'], string>> = {
  unreachable: 'server not reached',
  dropped: 'connection lost',
  cancelled: 'cancelled',
  unauthorized: 'token needed',
  invalid: 'not accepted',
  busy: 'server busy',
  failed: 'failed',
};
