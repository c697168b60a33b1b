// The page's entry: wires the form, the requests and their views. State lives here, one request runs at a time.
import { postEvents, setToken } from './api.js';
import { createComposer } from './composer.js';
import { byId, replace } from './dom.js';
import { createExplain } from './explain.js';
import { addToHistory, type HistoryRow } from './history.js';
import { RequestFailed, type Problem } from './problem.js';
import { begun, ended, summary, withEvent, type Mode, type RunState } from './run-state.js';
import { createRunView, type RunView } from './run-view.js';
import { createServerLamp } from './server-lamp.js';
import { drawWelcome } from './welcome.js';

interface Call {
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}

interface Run {
  state: RunState;
  readonly call: Call;
  readonly view: RunView;
  readonly row: HistoryRow;
}

/** Older requests are forgotten: each may hold megabytes of log. */
const SESSION_RUNS = 50;

const runs: Run[] = [];
let current: Run | undefined;
let abort: AbortController | undefined;

const place = byId('run', HTMLElement);
const announcements = byId('announcements', HTMLElement);
const announce = (text: string): void => replace(announcements, text);
const explain = createExplain(byId('explain', HTMLDialogElement));
const lamp = createServerLamp(byId('server', HTMLElement));
const composer = createComposer({
  ask: (message, mode) => start(message, mode, { path: '/chat', body: { message, mode } }),
  cancel: () => abort?.abort(),
});

function start(message: string, mode: Mode, call: Call): Run | undefined {
  if (abort !== undefined) return undefined;
  const view = createRunView(message, { explain, announce, ...actionsOf(() => run) });
  const row = addToHistory(() => {
    open(run);
    view.heading.focus();
  });
  const run: Run = { state: begun(message, mode, new Date()), call, view, row };
  runs.unshift(run);
  for (const old of runs.splice(SESSION_RUNS)) old.row.element.remove();
  open(run);
  void perform(run);
  return run;
}

function actionsOf(run: () => Run): Pick<Parameters<typeof createRunView>[1], 'retry' | 'signIn' | 'runPlan' | 'approve' | 'useCommand'> {
  const carryOut = (steps?: readonly number[]): void => {
    const { state } = run();
    if (state.traceId === null) return;
    const next = start(state.message, 'execute_safe', { path: `/plans/${state.traceId}/run`, body: steps === undefined ? {} : { steps } });
    if (next === undefined) return;
    update(run(), { ...state, decided: true });
    next.view.heading.focus();
  };
  return {
    retry: () => void perform(run()),
    signIn: (token) => {
      setToken(token);
      lamp.check();
      void perform(run());
    },
    runPlan: () => carryOut(),
    approve: carryOut,
    useCommand: (command) => composer.fill(`Run ${command}`),
  };
}

const UNREADABLE: Problem = { kind: 'failed', detail: 'This page could not read the answer. Reload it; the audit trail says what was done.' };

/** From the first byte to the end, whatever the end is. */
async function perform(run: Run): Promise<void> {
  if (abort !== undefined) return;
  abort = new AbortController();
  const { signal } = abort;
  composer.setBusy(true);
  update(run, begun(run.state.message, run.state.mode, new Date()));
  announce('Working on it');
  try {
    for await (const { type, data } of postEvents(run.call.path, run.call.body, signal)) update(run, withEvent(run.state, type, JSON.parse(data)));
    if (run.state.phase === 'busy') throw new RequestFailed({ kind: 'dropped' });
  } catch (error) {
    fail(run, error instanceof RequestFailed ? error.problem : UNREADABLE);
    if (!(error instanceof RequestFailed)) throw error;
  } finally {
    abort = undefined;
    composer.setBusy(false);
    announce(`${run.state.message.slice(0, 80)}: ${summary(run.state)}`);
  }
}

/** Nothing that was typed is lost: an unanswered message goes back into the form. */
function fail(run: Run, problem: Problem): void {
  update(run, ended(run.state, problem));
  if (run.call.path === '/chat') composer.giveBack(run.state.message);
  if (problem.kind === 'invalid') composer.showProblem(problem.fields.map(({ reason }) => reason).join(' '));
  if (problem.kind === 'unreachable' || problem.kind === 'dropped' || problem.kind === 'busy') lamp.check();
}

function update(run: Run, state: RunState): void {
  run.state = state;
  run.view.show(state);
  run.row.show({ state, current: run === current });
}

function open(run: Run): void {
  const before = current;
  current = run;
  if (before !== undefined) update(before, before.state);
  update(run, run.state);
  place.replaceChildren(run.view.element);
}

place.append(drawWelcome());
