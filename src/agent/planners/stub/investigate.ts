// What to look at next on an open question, from what was found so far. Pure; follows traces, knows no names.
import { LIMITS } from '../../../limits.js';
import type { Step, StepOutcome } from '../../planner.js';
import { evidenceIn, type Evidence } from './evidence.js';
import { distinct, logStep } from './steps.js';
import { findIn, mainAbend, type Abend } from './zos/findings.js';
import { isAbout, logName, SOURCES, type Source } from './zos/record.js';

/** Minutes of a log before and after an event that tell its story. */
const BEFORE = 2;
const AFTER = 1;
const MOST = 10_000;

/** @param asked the job of the question, if it named one. */
export function nextLooks(outcomes: readonly StepOutcome[], asked: string | undefined): readonly Step[] {
  const evidence = evidenceIn(outcomes);
  const abend = mainAbend(findIn(evidence.records).abends, asked);
  const around = abend === undefined ? [] : aroundAbend(abend, evidence);
  const audited = evidence.read.has('audit') || around.some(({ args }) => args['source'] === 'audit');
  if (asked !== undefined && evidence.records.length === 0) return asText(asked, outcomes);
  const traces = asked === undefined || audited ? [] : [logStep('audit', { job: asked }, `Look for traces of ${asked} in the audit log.`)];
  const looks = [...around, ...traces, ...(asked === undefined ? alertLooks(evidence) : [])];
  const done = outcomes.map(({ step }) => step);
  return distinct(looks, done).slice(0, Math.max(0, LIMITS.agentSteps - done.length));
}

/** Nobody knows a job of that name: it may be a user, a volume or a part of a data set's name. */
function asText(name: string, outcomes: readonly StepOutcome[]): readonly Step[] {
  const done = outcomes.map(({ step }) => step);
  const looks = SOURCES.map((source) => logStep(source, { contains: name }, `No job of that name: look for ${name} as a text in the ${logName(source)}.`));
  return distinct(looks, done).slice(0, Math.max(0, LIMITS.agentSteps - done.length));
}

/** The job's own log, the system around it, what its user touched, and the jobs before it, which may have made its input. */
function aroundAbend(abend: Abend, { jobs, read }: Evidence): readonly Step[] {
  const name = abend.job ?? abend.jobId;
  if (name === null) return abend.time === null ? [] : [aroundStep('syslog', abend.time, 'an abend')];
  const output = jobs.find((job) => isAbout(job, abend.jobId ?? name) && job.records.length > 0);
  const log = logStep('joblog', { job: abend.jobId ?? name }, `Read the job log of ${name}, which abended.`);
  const around = abend.time === null ? [] : [aroundStep('syslog', abend.time, `${name} abended`)];
  if (output === undefined && !read.has('joblog')) return [log, ...around];
  const user = output?.user ?? null;
  const access = user === null ? [] : [logStep('audit', { contains: user }, `See what ${user}, the user of ${name}, accessed.`)];
  const before = output === undefined || abend.time === null ? [] : [logStep('joblog', { until: abend.time }, `Read the job logs before, to see where the input of ${name} came from.`, MOST)];
  return [...around, ...before, ...access];
}

/** Alerts that nothing read so far explains. */
function alertLooks({ status, records }: Evidence): readonly Step[] {
  const serious = (status?.alerts ?? []).filter(({ severity }) => severity !== 'info');
  return serious.flatMap(({ message_id, source, time }) => {
    const known = message_id !== null && records.some((record) => record.messageId === message_id && record.source === source);
    return time === null || known || !isSource(source) ? [] : [aroundStep(source, time, message_id === null ? 'an alert came' : `the alert ${message_id} came`)];
  });
}

function aroundStep(source: Source, time: string, event: string): Step {
  const clock = /\d\d:\d\d/.exec(time)?.[0] ?? time;
  return logStep(source, { since: moved(time, -BEFORE), until: moved(time, AFTER) }, `Read the ${logName(source)} around ${clock}, when ${event}.`);
}

/** An ISO time moved by minutes; a bare clock stays as it is. */
function moved(time: string, minutes: number): string {
  const at = Date.parse(`${time.slice(0, 19)}Z`);
  return Number.isNaN(at) ? time : new Date(at + minutes * 60_000).toISOString().slice(0, 19);
}

function isSource(text: string): text is Source {
  return SOURCES.some((source) => source === text);
}
