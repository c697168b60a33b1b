// What to look at next on an open question, from what was found so far. Pure; follows traces, knows no names.
import { LIMITS } from '../../../limits.js';
import type { Step, StepOutcome } from '../../planner.js';
import { evidenceIn, type Evidence } from './evidence.js';
import type { SymptomName } from './language/symptoms.js';
import { distinct, logStep } from './steps.js';
import { findIn, mainAbend, type Abend } from './zos/findings.js';
import { isAbout, logName, SOURCES, type Source } from './zos/record.js';

/** Minutes of a log before and after an event that tell its story. */
const BEFORE = 2;
const AFTER = 1;
const LOOK_THROUGH = 500;
const MOST = 10_000;

/** @param asked the name in the question, if it had one: mostly a job's. */
export function nextLooks(outcomes: readonly StepOutcome[], asked: string | undefined, symptoms: readonly SymptomName[] = []): readonly Step[] {
  // Who did what stands in the audit log alone, and that was read first.
  if (symptoms.length > 0 && symptoms.every((name) => name === 'security' || name === 'changes')) return [];
  const done = outcomes.map(({ step }) => step);
  return distinct(looks(evidenceIn(outcomes), asked, symptoms), done).slice(0, Math.max(0, LIMITS.agentSteps - done.length));
}

function looks(evidence: Evidence, asked: string | undefined, symptoms: readonly SymptomName[]): readonly Step[] {
  const { records, read } = evidence;
  if (asked !== undefined && symptoms.length === 0 && records.length === 0) return asText(asked);
  const abend = mainAbend(findIn(records).abends, asked);
  const around = abend === undefined ? [] : aroundAbend(abend, evidence);
  if (asked === undefined) return [...around, ...(abend === undefined ? [whatChanged(evidence)] : []), ...alertLooks(evidence, abend?.time ?? null)];
  return read.has('audit') || abend !== undefined ? around : [logStep('audit', { contains: asked }, `Look for ${asked} in the audit log.`)];
}

/** Nobody knows a job of that name: it may be a user, a volume or a part of a data set's name. */
function asText(name: string): readonly Step[] {
  return SOURCES.map((source) => logStep(source, { contains: name }, `No job of that name: look for ${name} as a text in the ${logName(source)}.`));
}

/** The job's own log, the system around it, what was changed before, and the jobs before it, which may have made its input. */
function aroundAbend(abend: Abend, { jobs, read }: Evidence): readonly Step[] {
  const name = abend.job ?? abend.jobId;
  const around = abend.time === null ? [] : [aroundStep('syslog', abend.time, `${name ?? 'something'} abended`)];
  if (name === null || abend.time === null) return around;
  const output = jobs.find((job) => isAbout(job, abend.jobId ?? name) && job.records.length > 0);
  const log = logStep('joblog', { job: abend.jobId ?? name }, `Read the job log of ${name}, which abended.`);
  const changes = changesBefore(abend.time, `${name} failed`);
  if (output === undefined && !read.has('joblog')) return [log, ...around, changes];
  const before =
    output === undefined
      ? []
      : [logStep('joblog', { until: abend.time }, `Read the job logs before, to see where the input of ${name} came from.`, MOST)];
  return [...around, changes, ...before];
}

/** Nothing abended: what changed before the first serious message, or lately. */
function whatChanged({ records }: Evidence): Step {
  const serious = findIn(records).notables.filter(({ severity }) => severity === 'critical');
  const first = serious
    .map(({ records: told }) => told[0]?.time ?? '')
    .filter((time) => time !== '')
    .sort()[0];
  return first === undefined
    ? logStep('audit', {}, 'See what was changed or refused lately.', LOOK_THROUGH)
    : changesBefore(first, 'the first serious message came');
}

function changesBefore(time: string, event: string): Step {
  return logStep('audit', { until: time }, `See what was changed before ${event}.`, LOOK_THROUGH);
}

/** Alerts that nothing read so far explains, and that the look around the abend does not cover. */
function alertLooks({ status, records }: Evidence, abended: string | null): readonly Step[] {
  const serious = (status?.alerts ?? []).filter(({ severity }) => severity !== 'info');
  return serious.flatMap(({ message_id, source, time }) => {
    const known = message_id !== null && records.some((record) => record.messageId === message_id && record.source === source);
    const covered = time !== null && abended !== null && time >= moved(abended, -BEFORE) && time <= moved(abended, AFTER);
    return time === null || known || covered || !isSource(source)
      ? []
      : [aroundStep(source, time, message_id === null ? 'an alert came' : `the alert ${message_id} came`)];
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
