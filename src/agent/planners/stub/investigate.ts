// What to look at next on an open question, from what was found so far. Pure; follows traces, knows no names.
import { LIMITS } from '../../../limits.js';
import type { Step, StepOutcome } from '../../planner.js';
import { evidenceIn, type Evidence } from './evidence.js';
import { distinct, logStep } from './steps.js';
import { findIn, mainAbend, type Abend } from './zos/findings.js';
import { isAbout, SOURCES, type Source } from './zos/record.js';

/** Minutes of a log before and after an event that tell its story. */
const BEFORE = 2;
const AFTER = 1;
const MOST = 10_000;

/** @param asked the job of the question, if it named one. */
export function nextLooks(outcomes: readonly StepOutcome[], asked: string | undefined): readonly Step[] {
  const evidence = evidenceIn(outcomes);
  const abend = mainAbend(findIn(evidence.records).abends, asked);
  const looks = [...(abend === undefined ? [] : aroundAbend(abend, evidence)), ...(asked === undefined ? alertLooks(evidence) : traceLooks(asked, evidence))];
  const done = outcomes.map(({ step }) => step);
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
  return (status?.alerts ?? []).flatMap(({ message_id, text, source, time }) => {
    const known = message_id !== null && records.some((record) => record.messageId === message_id && record.source === source);
    return time === null || known || !isSource(source) ? [] : [aroundStep(source, time, `the alert ${message_id ?? text} came`)];
  });
}

function traceLooks(job: string, { read }: Evidence): readonly Step[] {
  return read.has('audit') ? [] : [logStep('audit', { job }, `Look for traces of ${job} in the audit trail.`)];
}

function aroundStep(source: Source, time: string, event: string): Step {
  return logStep(source, { since: moved(time, -BEFORE), until: moved(time, AFTER) }, `Read the ${source} around ${time.slice(-8, -3)}, when ${event}.`);
}

/** An ISO time moved by minutes; a bare clock stays as it is. */
function moved(time: string, minutes: number): string {
  const at = Date.parse(`${time.slice(0, 19)}Z`);
  return Number.isNaN(at) ? time : new Date(at + minutes * 60_000).toISOString().slice(0, 19);
}

function isSource(text: string): text is Source {
  return SOURCES.some((source) => source === text);
}
