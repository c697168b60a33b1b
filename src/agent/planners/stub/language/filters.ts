// What narrows a log request: how many records, which text, which time, which job. Pure.
import { NUMBER, numberOf, shiftTime, TIME, timeOf } from './numbers.js';
import { pattern } from './pattern.js';
import type { LogFilters } from './wish.js';

const UNITS = 'lines?|records?|entries|entry|messages?|events?|log lines?|rows?';
const COUNTS = [
  pattern`
    \b(?:last|latest|recent|newest|past|final|bottom|tail(?:\sof)?|tail\s-n?)\s+(?:the\s+|a\s+)?(${NUMBER})\b
    (?!\s*(?:hours?|hrs?|h|minutes?|mins?|days?|:|\.\d))`,
  pattern`\b(${NUMBER})\s+(?:of\sthe\s+)?(?:most\s+)?(?:last|latest|recent|newest)\b`,
  pattern`\b(${NUMBER})\s+(?:${UNITS})\b`,
];
const LAST_ONE = /\b(?:last|latest|newest|most recent)\s+(?:line|record|entry|message|event)\b/i;
const WINDOW = pattern`\b(?:last|past|previous)\s+(${NUMBER})?\s*(hours?|hrs?|minutes?|mins?)\b`;
const BETWEEN = pattern`\b(?:between|from)\s+(${TIME})\s*(?:and|to|until|till|-|–)\s*(${TIME})`;
const SINCE = pattern`\b(?:since|after|from|starting(?:\sat)?|beginning\sat|later\sthan)\s+(?:about\s+|around\s+)?(${TIME})`;
const UNTIL = pattern`\b(?:until|till|before|up\sto|by|no\slater\sthan|earlier\sthan)\s+(${TIME})`;
const AROUND = pattern`\b(?:at|around|about|near|@)\s+(?:about\s+|around\s+)?(${TIME})`;
/** Minutes on either side of "around 06:12". */
const AROUND_MINUTES = 5;

/** A message id: JES2 and CICS ids end in digits, all others in a type letter. */
const ID = /(?<![\w$])(?:\$HASP\d{3,4}|DFH[A-Z]{2}\d{4}|(?!JOB|STC|TSU)[A-Z]{3}[A-Z0-9]{0,4}\d{3,4}[ADEISTW])(?!\w)/i;
/** A completion code: S0C7, SB37, U4038. */
const ABEND = /\b(?:S(?=[0-9A-F]*\d)[0-9A-F]{3}|U\d{4})\b/i;
/** Where a text to look for ends. */
const STOP = pattern`
  (?=\s+(?:in|on|from|within|inside|since|after|between|before|until|during|for\sjob|of\sjob|across|over|through|at|around|
  today|everywhere|anywhere|please)\b|[?!.,;]?\s*$)`.source;
const SEARCH = [
  pattern`
    \b(?:search|grep|look|scan|filter|hunt|find|check)\b.*?\b(?:for|by)\s+(?:the\s+)?
    (?:text\s+|string\s+|word\s+|message\s+(?:id\s+)?|all\s+|any\s+)*(\S.*?)${STOP}`,
  pattern`
    \b(?:contain(?:s|ing)?|mention(?:s|ing)?|match(?:es|ing)?|with\sthe\s(?:text|word|string)|(?:occurrences?|mentions?|appearances?)\sof)
    \s+(?:the\s+)?(?:text\s+|string\s+|word\s+)?(\S.*?)${STOP}`,
  pattern`
    \b(?:count|how\s(?:often|many\stimes)\s(?:does|did|is|was)|where\s(?:does|did|is))\s+(?:the\s+|lines\swith\s+|records\swith\s+)?
    (\S+?)(?:\s+(?:appear|occur|happen|show\sup|logged|mentioned))?${STOP}`,
  // A data set, in capitals.
  new RegExp(`\\b(?:accessed|changed|updated|touched|modified)\\s+(?:the\\s+)?([A-Z0-9@#$.]{3,44})${STOP}`),
  /\buser(?:id)?\s+(?!ids?\b)([A-Z@#$][A-Z0-9@#$]{2,7})\b/i,
  pattern`\b(?:search|grep|find|locate)\s+(?!(?:for|the|in|all|any|my|out|me|through)\b|what|why)(\S.*?)${STOP}`,
];
/** Topics of their own, not texts to look for. */
const NO_TEXT = pattern`
  ^(?:(?:the|any|all|recent|latest|new|some|system|security|errors?|problems?|warnings?|failures?|and|
  or)\s+)*(?:errors?|abends?|problems?|issues?|failures?|warnings?|anything.*|logs?|syslog|joblog|audit(?:\slog)?|
  error\slog|updates?|status|violations?|jobs?|trouble|alerts?|files?|disk|dasd|cpu|memory)$`;

export function filtersIn(text: string): LogFilters {
  const contains = textIn(text);
  const job = jobFilter(text);
  const same = job.job !== undefined && job.job === contains.contains?.toUpperCase();
  return { ...countIn(text), ...contains, ...timesIn(text), ...(same ? {} : job) };
}

function countIn(text: string): LogFilters {
  for (const pattern of COUNTS) {
    const count = numberOf(pattern.exec(text)?.[1] ?? '');
    if (count !== undefined) return { tail: count };
  }
  return LAST_ONE.test(text) ? { tail: 1 } : {};
}

function timesIn(text: string): LogFilters {
  const window = WINDOW.exec(text);
  if (window !== null) return { minutes: (numberOf(window[1] ?? '') ?? 1) * (/^h/i.test(window[2] ?? '') ? 60 : 1) };
  const between = BETWEEN.exec(text);
  const [from, to] = [timeOf(between?.[1] ?? ''), timeOf(between?.[2] ?? '')];
  if (from !== undefined && to !== undefined) return { since: from, until: to };
  const since = timeOf(SINCE.exec(text)?.[1] ?? '');
  const until = timeOf(UNTIL.exec(text)?.[1] ?? '');
  if (since !== undefined || until !== undefined) return { ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) };
  const around = timeOf(AROUND.exec(text)?.[1] ?? '');
  return around === undefined || around.includes('T') ? {} : { since: shiftTime(around, -AROUND_MINUTES), until: shiftTime(around, AROUND_MINUTES) };
}

function textIn(text: string): LogFilters {
  const quoted = /["“]([^"”]{1,200})["”]|(?<![A-Za-z0-9])['‘]([^'’]{1,200})['’](?![A-Za-z0-9])|`([^`]{1,200})`/.exec(text);
  const literal = quoted?.[1] ?? quoted?.[2] ?? quoted?.[3];
  if (literal !== undefined) return { contains: literal };
  for (const pattern of SEARCH) {
    const found = pattern.exec(text)?.[1]?.trim();
    if (found !== undefined && found !== '' && !NO_TEXT.test(found) && !/^(?:job|stc|tsu)\s?\d/i.test(found)) return { contains: found };
  }
  const code = ID.exec(text)?.[0] ?? ABEND.exec(text)?.[0];
  return code === undefined || code === jobIn(text) ? {} : { contains: code };
}

function jobFilter(text: string): LogFilters {
  const job = jobIn(text);
  return job === undefined ? {} : { job };
}

/** What may follow "job" without being its name. */
const NO_JOB = pattern`
  ^(?:logs?|names?|ids?|status|state|limit|size|count|fail\w*|abend\w*|end\w*|run\w*|is|are|was|has|that|this|which|who|with|
  and|or|outputs?|queued?|in|on|to|for|from|since|after|went|did|do|does|errors?|history|list|schedule|today|now|at|why|not|
  the|a)$`;

/** A job's name or id, upper-cased: `JOB002`, `JOB12871`, "job nightly1". */
function jobIn(text: string): string | undefined {
  const numbered = /\b(?:job|stc|tsu)[\s#-]?(\d{2,7})\b(?!\s*(?:lines|records|entries))/i.exec(text);
  if (numbered !== null && !/\b(?:max|limit|set|retention|batch)\b/i.test(text)) return numbered[0].toUpperCase().replace(/[\s#-]/g, '');
  const named = /\bjob(?:\s?name)?\s+(?:named\s+|called\s+|id\s+)?["'`]?([A-Za-z@#$][A-Za-z0-9@#$]{1,7})\b/i.exec(text)?.[1]?.toUpperCase();
  if (named !== undefined && !NO_JOB.test(named)) return named;
  const before = /\b([A-Z@#$][A-Z0-9@#$]{2,7})\s+job\b/.exec(text)?.[1];
  if (before !== undefined && !NO_JOB.test(before)) return before;
  // Letters that end in digits, which are neither a message id nor a completion code nor a subsystem.
  for (const [word] of text.matchAll(/(?<![\w$@#/.-])[A-Z@#$]{2,6}\d{2,4}(?![\w$@#/.-])/gi)) {
    if (word.length <= 8 && !ID.test(word) && !ABEND.test(word)) return word.toUpperCase();
  }
  return undefined;
}
