// One request from the command line: run it, print the report, say how it went.
import type { Style } from './render/style.js';
import { renderReport, type Advice } from './render/report-text.js';
import { succeeded, type Report } from './report.js';
import type { Approver } from './approval.js';
import type { Run } from './executor.js';
import type { RunObserver } from './run-event.js';
import { createLiveText } from './render/live-text.js';
import { onScreen } from './render/on-screen.js';
import { createActivity, type Activity } from './render/activity.js';
import { safeJson } from './visible.js';

export interface OneShot {
  readonly message: string;
  readonly json: boolean;
  readonly style: Style;
  readonly out: (text: string) => void;
  readonly err: NodeJS.WriteStream;
  /** Asks on the terminal, where that was wanted. */
  readonly approve?: Approver;
  readonly run: (message: string, options: { readonly observer: RunObserver; readonly approve?: Approver }) => Promise<Run>;
}

const ADVICE: Advice = { plan: 'ask again with --mode execute_safe.', pending: 'ask again with --mode execute_safe --approve.' };

/** Resolves to the exit code: 0 done, 1 failed. */
export async function runOnce({ message, json, style, out, err, approve, run }: OneShot): Promise<0 | 1> {
  const activity = createActivity(json ? undefined : err);
  const live = json || !style.terminal ? undefined : createLiveText(out, activity);
  let report: Report;
  try {
    ({ report } = await run(message, { observer: onScreen(activity, live), ...(approve === undefined ? {} : { approve: quietly(activity, approve) }) }));
  } finally {
    activity.stop();
  }
  out(json ? `${safeJson(report, 2)}\n` : renderReport(report, style, ADVICE, live?.holds(report.answer)));
  return succeeded(report) ? 0 : 1;
}

/** While a person reads, nothing moves on the screen. */
export function quietly(activity: Activity, approve: Approver): Approver {
  return (request, signal) => {
    activity.stop();
    return approve(request, signal);
  };
}
