// What to look at next on an open question, from what the first look found. Pure; follows traces, knows no names.
import type { Step, StepOutcome } from '../../planner.js';
import { evidenceIn } from './evidence.js';
import { shiftTime } from './language/numbers.js';
import { distinct, logStep } from './steps.js';
import { findIn } from './zos/findings.js';
import type { LogRecord, Source } from './zos/record.js';

/** Follow-ups at most; the executor has the last word. */
const FOLLOW_UPS = 4;
/** Minutes of the syslog before and after an event that tell its story. */
const BEFORE = 2;
const AFTER = 1;

/** @param asked the job of the question, if it named one. */
export function nextLooks(outcomes: readonly StepOutcome[], asked: string | undefined): readonly Step[] {
  const { records, status } = evidenceIn(outcomes);
  const { abends } = findIn(records);
  const looks: Step[] = [];
  const abend = asked === undefined ? abends.at(-1) : abends.find(({ job, jobId }) => job === asked || jobId === asked);
  const job = asked ?? abend?.job ?? abend?.jobId ?? undefined;
  if (job !== undefined && asked === undefined) looks.push(logStep('joblog', { job }, `Read the job log of ${job}, which ended abnormally.`));
  if (abend?.time) {
    const window = { since: shiftTime(abend.time, -BEFORE), until: shiftTime(abend.time, AFTER) };
    looks.push(logStep('syslog', window, `Read the syslog around ${abend.time.slice(0, 5)}, when ${job ?? 'it'} abended.`));
  }
  for (const alert of status?.alerts ?? []) {
    const time = /T?(\d\d:\d\d)/.exec(alert.time ?? '')?.[1];
    if (time === undefined || !isSource(alert.source) || asked !== undefined) continue;
    if (records.some((record) => record.messageId !== null && record.messageId === alert.message_id)) continue;
    looks.push(logStep(alert.source, { since: shiftTime(time, -BEFORE), until: shiftTime(time, AFTER) }, `Follow the alert ${alert.message_id ?? alert.text} to the ${alert.source}.`));
  }
  const user = job === undefined ? undefined : userOf(job, records);
  if (user !== undefined) looks.push(logStep('audit', { contains: user }, `See what ${user}, the user of ${job ?? 'the job'}, accessed.`));
  else if (job !== undefined && !outcomes.some(({ step }) => step.args['source'] === 'audit')) looks.push(logStep('audit', { job }, `Look for traces of ${job} in the audit trail.`));
  return distinct(
    looks,
    outcomes.map(({ step }) => step),
  ).slice(0, FOLLOW_UPS);
}

/** `IRR010I  USERID PAYBATCH IS ASSIGNED TO THIS JOB.` in the job's own log. */
function userOf(job: string, records: readonly LogRecord[]): string | undefined {
  const ids = new Set(records.filter((record) => record.job === job || record.jobId === job).flatMap(({ jobId }) => jobId ?? []));
  return records
    .filter(({ jobId }) => jobId !== null && ids.has(jobId))
    .map(({ text }) => /\bUSERID (\w{1,8}) IS ASSIGNED\b/.exec(text)?.[1])
    .find((user) => user !== undefined);
}

function isSource(text: string): text is Source {
  return ['syslog', 'joblog', 'audit', 'error'].includes(text);
}
