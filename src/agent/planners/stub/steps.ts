// Turns wishes into tool calls. Pure; plans only what the server offers.
import type { Step } from '../../planner.js';
import { and } from './words.js';
import { COMMAND_TOOL } from '../../step-effect.js';
import { symptom, type SymptomName } from './language/symptoms.js';
import type { LogFilters, StatusTopic, Wish } from './language/wish.js';
import { logName, type Source } from './zos/record.js';

/** Records to show when no number was given, and to look through when something is searched, counted or explained. */
const SHOW = 50;
const LOOK_THROUGH = 500;
const MOST = 10_000;
/** First looks of an open question; the rest of a run's steps is for what they find. */
const MOST_LOOKS = 5;

const TOPIC_NAMES: Readonly<Record<StatusTopic, string>> = {
  cpu: 'CPU',
  memory: 'memory',
  jobs: 'jobs',
  subsystems: 'subsystems',
  dasd: 'DASD',
  alerts: 'alerts',
  release: 'name and release',
  time: 'the time of the system',
};

export const TOOLS = { status: 'get_system_status', logs: 'get_logs', command: COMMAND_TOOL, config: 'update_config' } as const;

export function stepsOf(wish: Wish): readonly Step[] {
  switch (wish.kind) {
    case 'status':
      return [statusStep(wish.topics.length === 0 ? 'Look at the whole system.' : `Look at ${and(wish.topics.map((topic) => TOPIC_NAMES[topic]))}.`)];
    case 'logs':
      return [logStep(wish.source, asPrinted(wish.source, wish.filters), undefined, wish.about === 'records' ? SHOW : LOOK_THROUGH)];
    case 'investigate':
      return investigation(wish.filters, wish.source, wish.symptoms ?? []);
    case 'command':
      return [{ tool: TOOLS.command, args: { command: wish.command, dry_run: wish.onlyJudge === true }, reasoning: wish.why }];
    case 'config':
      return [{ tool: TOOLS.config, args: { key: wish.key, value: wish.value }, reasoning: `Set ${wish.key} as you asked.` }];
    case 'meaning':
    case 'declined':
    case 'unclear':
    case 'help':
    case 'unknown':
      return [];
  }
}

export function logStep(source: Source, filters: LogFilters, reasoning?: string, tail = SHOW): Step {
  const { minutes, ...sent } = filters;
  const searching = sent.contains !== undefined || sent.job !== undefined || sent.since !== undefined || minutes !== undefined;
  const records = Math.min(MOST, sent.tail ?? (searching ? Math.max(tail, LOOK_THROUGH) : tail));
  return { tool: TOOLS.logs, args: { source, ...sent, tail: records }, reasoning: reasoning ?? `Read the ${logName(source)}${narrowed(filters)}.` };
}

/** LOGREC prints a completion code with one digit more: S00C7 for S0C7. */
function asPrinted(source: Source, filters: LogFilters): LogFilters {
  const code = source === 'error' ? /^S([0-9A-F]{3})$/i.exec(filters.contains ?? '')?.[1] : undefined;
  return code === undefined ? filters : { ...filters, contains: code };
}

function statusStep(reasoning: string): Step {
  return { tool: TOOLS.status, args: {}, reasoning };
}

/** An open question: a job's own traces, or the state and the errors of the whole system. */
function investigation(filters: LogFilters, source: Source | undefined, symptoms: readonly SymptomName[]): readonly Step[] {
  const { job, since, until, contains } = filters;
  const window = { ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) };
  const text = contains === undefined ? {} : { contains };
  if (symptoms.length > 0) return symptomLooks(symptoms, window, job);
  if (job !== undefined) {
    return (['syslog', 'joblog', 'error'] as const).map((log) =>
      logStep(log, { job, ...window }, `Look for traces of ${job} in the ${logName(log)}.`),
    );
  }
  if (contains !== undefined || since !== undefined) {
    return (['syslog', 'joblog', 'error', 'audit'] as const).map((log) =>
      logStep(log, { ...text, ...window }, `Look for it in the ${logName(log)}.`),
    );
  }
  return [
    statusStep('See how the system is and which alerts stand.'),
    logStep('error', {}, 'Read the recorded errors.'),
    logStep('syslog', { contains: 'ABEND' }, 'Find abnormal ends in the syslog.'),
    ...(source === 'joblog' ? [logStep('joblog', {}, 'Read the job log.', LOOK_THROUGH)] : []),
    source === 'audit'
      ? logStep('audit', {}, 'Read the audit trail.', LOOK_THROUGH)
      : logStep('syslog', {}, 'Read what happened last.', LOOK_THROUGH),
  ];
}

/** Where the parts of the system that are asked about leave their traces, and what abended. */
function symptomLooks(symptoms: readonly SymptomName[], window: LogFilters, name: string | undefined): readonly Step[] {
  const looks = symptoms.flatMap((one) => symptom(one)?.looks ?? []);
  const only = symptoms.every((one) => one === 'security' || one === 'changes' || one === 'SMS');
  return [
    ...(only ? [] : [statusStep('See how the system is and which alerts stand.')]),
    ...looks.map(({ source, contains }) => {
      const text = name !== undefined && source === 'audit' ? name : contains;
      return logStep(
        source,
        { ...(text === undefined ? {} : { contains: text }), ...window },
        `Look for ${and(symptoms)} in the ${logName(source)}.`,
        LOOK_THROUGH,
      );
    }),
    ...(only ? [] : [logStep('syslog', { contains: 'ABEND', ...window }, 'Find abnormal ends in the syslog.')]),
  ].slice(0, MOST_LOOKS);
}

function narrowed({ contains, since, until, job, minutes }: LogFilters): string {
  return [
    job === undefined ? '' : ` of ${job}`,
    contains === undefined ? '' : ` where it holds ${JSON.stringify(contains)}`,
    since === undefined ? '' : ` from ${since}`,
    until === undefined ? '' : ` to ${until}`,
    minutes === undefined ? '' : ` of the last ${minutes} minutes`,
  ].join('');
}

export function distinct(steps: readonly Step[], done: readonly Step[] = []): readonly Step[] {
  const seen = new Set(done.map(keyOf));
  return steps.filter((step) => !seen.has(keyOf(step)) && seen.add(keyOf(step)));
}

export function isSameCall(one: Step, other: Step): boolean {
  return keyOf(one) === keyOf(other);
}

function keyOf({ tool, args }: Step): string {
  return `${tool} ${JSON.stringify(Object.entries(args).sort(([a], [b]) => a.localeCompare(b)))}`;
}
