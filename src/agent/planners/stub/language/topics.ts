// Which parts of the system and which logs a text speaks of, in the order in which it names them. Pure.
import type { Source } from '../zos/record.js';
import { pattern } from './pattern.js';
import type { StatusTopic } from './wish.js';

const STATUS: readonly (readonly [StatusTopic, RegExp])[] = [
  ['cpu', /\b(?:cpus?|processors?|cpu\s*(?:load|usage|utili[sz]ation)|load|busy)\b/i],
  ['memory', /\b(?:memory|mem|ram|(?:real|main|central)\s+storage)\b/i],
  [
    'jobs',
    pattern`
    \b(?:how\smany|number\sof|count\sof|running|queued|active|waiting|completed|current)\s+(?:batch\s+)?jobs?\b|
    \bjobs?\s+(?:are\s+)?(?:running|queued|active|waiting|completed|counts?|numbers?|queue|status|statistics|stats)\b|
    \b(?:workload|initiators?)\b|(?<!\b(?:max|failed|which|the|this|that|for|of)\s)\bjobs\b(?!\s*(?:limit|log))`,
  ],
  ['subsystems', /\b(?:subsystems?|cics\w*|db2\w*|jes2?|ims\w*|racf|vtam|tcp\/?ip|mq\w*|tso|omvs|rmf|regions?)\b/i],
  ['dasd', /\b(?:dasd|disks?|volumes?|disk\s+space|free\s+space|storage(?!\s+(?:group|admin))|capacity)\b/i],
  ['alerts', /\b(?:alerts?|alarms?)\b/i],
  ['release', /\b(?:releases?|versions?|z\/?os level|system name|which system)\b/i],
  ['time', /\b(?:what time|what's the time|system time|the time|clock)\b/i],
];
const WHOLE_STATUS = pattern`
  \b(?:status|health|healthy|state|overview|summary|dashboard|vitals|performance|snapshot|situation|system\scheck|
  check\s(?:on\s)?(?:the\s)?(?:system|mainframe|machine|lpar))\b|\bhow(?:'s|\sis|\sare|\sdoes)\b.*\b(?:system|mainframe|
  machine|lpar|things|everything|we|it|z\/?os)\b|\b(?:system|mainframe|machine|lpar|z\/?os)\b.*\b(?:doing|up|running|
  alive|ok|okay|fine)\b|\bsystem\s(?:info|information|report|metrics|resources?)\b|\b(?:resource|system)\s(?:usage|
  utili[sz]ation)\b`;

const SOURCES: readonly (readonly [Source, RegExp])[] = [
  ['syslog', /\b(?:sys\s?log|system\s+logs?|operlog|oper\s+log|hardcopy(?:\s+log)?|console\s+(?:log|messages?)|operator\s+(?:log|messages?))\b/i],
  ['joblog', /\b(?:job\s?logs?|jes(?:2)?\s+(?:job\s+)?logs?|job\s+(?:output|messages)|sysout|jesmsglg|batch\s+log)\b/i],
  [
    'audit',
    pattern`
    \b(?:audit(?:\s*(?:log|trail|records?|events?))?|security\s+(?:log|events?|violations?|records?|problems?|issues?)|
    racf\s+(?:log|violations?|events?)|(?:access|logon|login|password)\s+(?:violations?|denials?|failures?|attempts?)|
    (?:failed|invalid|refused|denied)\s+(?:logons?|logins?|log-?ons?|access\w*)|log(?:ged|s|ging)?[\s-]on|logons?|
    logged[\s-]in|logins?|who\s+(?:accessed|changed|updated|read|touched|deleted|modified)|what\sdid\s(?:the\s)?user|
    violations?|unauthori[sz]ed|denied|smf)\b`,
  ],
  ['error', /\b(?:error\s*logs?|errorlog|logrec|erep|error\s+(?:records?|entries|reports?)|hardware errors?)\b/i],
];
const ALL_LOGS = /\b(?:all|every|each)\s+(?:of\s+)?(?:the\s+)?(?:four\s+)?(?:system\s+)?logs?\b|\beverywhere\b|\bany(?:where| log)\b/i;
const SOME_LOG = /\blogs?\b/i;

export function statusTopicsIn(text: string): readonly StatusTopic[] {
  return inOrder(STATUS, text);
}

/** "Memory status" asks for memory; "system status and memory" for everything. */
export function asksWholeStatus(text: string): boolean {
  return (
    WHOLE_STATUS.test(text) &&
    (statusTopicsIn(text).length === 0 ||
      /\b(?:system|overall|whole|full|complete|general|entire|mainframe)(?:'s)?\s+(?:status|health|state|overview|summary|check)\b/i.test(text))
  );
}

export function sourcesIn(text: string): readonly Source[] {
  return ALL_LOGS.test(text) ? ['syslog', 'joblog', 'audit', 'error'] : inOrder(SOURCES, text);
}

/** "The logs", without saying which. */
export function namesSomeLog(text: string): boolean {
  return SOME_LOG.test(text);
}

/** The text without the names of logs, so that "job log" is not read as "jobs". */
export function withoutSources(text: string): string {
  return SOURCES.reduce((rest, [, pattern]) => rest.replace(new RegExp(pattern.source, 'gi'), ' '), text);
}

function inOrder<T>(patterns: readonly (readonly [T, RegExp])[], text: string): readonly T[] {
  return patterns
    .map(([name, pattern]) => ({ name, at: text.search(pattern) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at)
    .map(({ name }) => name);
}
