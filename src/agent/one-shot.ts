// One request from the command line: run it, print the report, say how it went.
import type { Style } from './render/style.js';
import { renderReport } from './render/report-text.js';
import { succeeded, type Report } from './report.js';
import type { Run, RunObserver } from './executor.js';
import { createActivity } from './render/activity.js';
import { safeJson } from './visible.js';

export interface OneShot {
  readonly message: string;
  readonly json: boolean;
  readonly style: Style;
  readonly out: (text: string) => void;
  readonly err: NodeJS.WriteStream;
  readonly run: (message: string, observer: RunObserver) => Promise<Run>;
}

/** Resolves to the exit code: 0 done, 1 failed. */
export async function runOnce({ message, json, style, out, err, run }: OneShot): Promise<0 | 1> {
  const activity = createActivity(json ? undefined : err);
  let report: Report;
  try {
    ({ report } = await run(message, { onActivity: activity.show }));
  } finally {
    activity.stop();
  }
  out(json ? `${safeJson(report, 2)}\n` : renderReport(report, style));
  return succeeded(report) ? 0 : 1;
}
