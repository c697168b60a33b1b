// Reads one clause of a message into wishes. Pure.
import type { Source } from '../zos/record.js';
import { commandIn } from './command-text.js';
import { configWish } from './config-wish.js';
import { declinedWish } from './declined.js';
import { fileWish } from './file-wish.js';
import { filtersIn } from './filters.js';
import { pattern } from './pattern.js';
import { withoutCourtesy } from './polite.js';
import { respell } from './spelling.js';
import { symptomsIn, type SymptomName } from './symptoms.js';
import { asksWholeStatus, namesSomeLog, sourcesIn, statusTopicsIn, withoutSources } from './topics.js';
import type { LogFilters, Wish } from './wish.js';

const ALL: readonly Source[] = ['syslog', 'joblog', 'audit', 'error'];

const JUDGE = pattern`
  ^(?:(?:would|will|is|are|could|may|can)\b.*\b(?:allowed|permitted|pass|refused|safe|run)\b|(?:check|test|judge|
  verify)\s+(?:whether|if|that)\b.*\b(?:allowed|permitted|passes)\b|dry[-\s]?run\b)`;
const HELP = pattern`
  ^(?:help(?:\sme)?|\?|hello|hi|hey(?:\sthere)?|thanks|thank\syou|who\sare\syou.*|what\s(?:can|do|could|will)\s(?:you|
  zops|i|this)\s(?:do|ask|offer).*|what\sare\syou.*|how\s(?:do|can|should)\si\s(?:use|ask|start|work).*|capabilities|
  commands|usage|tools|(?:list|show|what\sare)(?:\sme)?(?:\sthe|\syour|\sall)*\s(?:tools|capabilities|commands|
  options)(?:\syou\shave)?|getting\sstarted)[\s?!.]*$`;
const READS_CONFIG = pattern`
  ^(?:what(?:'s|\sis|\sare)|show|get|tell|which|is|list|display|read|check)\b.*\b(?:log(?:ging)?\slevel|
  max(?:imum)?[\s_]jobs|retention|batch[\s_]size|time-?out|debug[\s_]mode|config(?:uration)?(?:\svalues?|\ssettings?)?|
  settings)\b`;
const CANNOT_READ_CONFIG =
  'No tool of the server reads a configuration value; only changing one tells the value before. Say for example: set the log level to debug.';
/** "What does IEF450I mean?", "What is an S0C7?" */
const MEANING = pattern`
  ^(?:what(?:'s|\sis|\sdoes|\sdo)(?:\san?|\sthe)?(?:\s(?:abend|message|code|completion\scode))*|explain(?:\sthe|
  \san?)?(?:\s(?:abend|message|code))*|meaning\sof|define)\s+(\$?[A-Z0-9#@$]{3,10})(?:\s+(?:mean|stand\sfor|abend|
  message))?[\s?.!]*$`;

/** Open questions: what went wrong, and why. */
const INVESTIGATE = [
  /\b(?:why|how come|analy[sz]e|analysis|investigate|diagnos\w+|troubleshoot\w*|explain|look into|dig into|find out|root[- ]?cause)\b/i,
  pattern`
    \bwhat(?:'s|\sis|\swas|\shas|\shad|\swent)?\s(?:up|wrong|happen\w*|going\son|the\s(?:problem|matter|issue|trouble|
    cause|reason)|caus\w+|gone\swrong|fail\w*|abend\w*|crash\w*|broke\w*)\b`,
  pattern`
    \b(?:some|any)thing\s(?:\w+\s){0,3}wrong\b|\bto\sblame\b|\bwhat\sdo\syou\ssee\b|\bstate\sof\saffairs\b|\b(?:does\snot|
    doesn't|do\snot|don't|did\snot|didn't|won't|cannot|can't)\s(?:come\sup|start|work|run|finish|end|respond)\b|
    \bcomplain\w*\b|\b(?:hangs?|hung|stuck|slow\w*|sluggish|crawl\w*|lag(?:s|ging)|unresponsive|not\sresponding)\b`,
  // How operators say that something ended badly.
  /\b(?:bombed(?: out)?|blew up|blown up|died|crashed|fell over|fallen over|fell (?:down|on its face)|went (?:belly up|bang|south)|tanked|choked|keeled over|conked out|kaput|toast)\b/i,
  pattern`
    \b(?:anything|something|everything|nothing|is\sit\sall|are\sthings|all)\s(?:is\s|i\sshould\s|to\s)?(?:wrong|unusual|
    strange|odd|suspicious|broken|amiss|ok|okay|fine|normal|alright|all\sright|well|good|critical|bad|worry|know|of\snote|
    notable|interesting)\b|\bshould\si\s(?:worry|be|know)\b`,
  pattern`
    \b(?:which|what|any|the|did\sany|have\sany|show|list|all)(?:\s\w+)?\sjobs?\s(?:have\s|has\s|that\s|which\s|
    did\s)*(?:fail|abend|crash|end|go\swrong)\w*|\bfailed\sjobs?\b|\bjob\sfailures?\b`,
  pattern`
    \b(?:any|are\sthere|is\sthere|were\sthere|check\sfor|look\sfor|(?:check|search|scan|look\s(?:in|at|
    through))\s(?:the\s|all\s|my\s)?logs?\sfor)\s(?:any\s)?(?:\w+\s)?(?:problems?|issues?|troubles?|errors?|failures?|
    warnings?|anomal\w+)\b|\b(?:problems?|incidents?|outages?)\b`,
];
const SHOWS_ERROR_LOG = /\b(?:show|list|display|get|print|tail|read)\b.*\berror logs?\b/i;
/** Whether the work got done, not what went wrong: "did all the jobs end well?" */
const JOBS_DONE = pattern`
  \b(?:did|do|does|have|has|are|is|were|was)\b.*\b(?:jobs?|batch|schedule|runs?|cycle|suite)\b.*\b(?:finish\w*|end(?:ed)?|complet\w+|
  r[au]n|work(?:ed)?|g[oe]t?\s(?:through|well)|went\s(?:through|well|fine|ok(?:ay)?)|done|make\sit|made\sit|success\w*|clean\w*|ok(?:ay)?|fine)\b`;
const DUMPS = /\bdump(?:s|ed)?\b/i;
/** Texts that an abend question is not narrowed by. */
const NO_CODE = /^(?:[BDE]37|space|disk.*|it|out)$/i;
const KNOWN_ACRONYM =
  /^(?:RACF|CICS\w*|JES\d?|DASD|ABEND\w*|LOGREC|EREP|VTAM|SYSLOG|JOBLOG|IBM|ICSF|SYSA|LPAR|JCL|TSO|USS|OMVS|SMFDUMP|READ|UPDATE|ALTER|STATUS|TCPIP)$/;
const ABENDS = /\b(?:abends?|abended|abnormal(?:ly)? end\w*|dumps?)\b/i;
const ERRORS = /\b(?:errors?|failures?|warnings?|failed|failing)\b/i;
const FAILED = /\b(?:failed|failing|failures?)\b/i;
const ERROR_WORDS = /\b(?:errors?|warnings?)\b/i;
const SEARCHES = /\b(?:search|grep|find|look for|scan|locate|contain\w*|mention\w*|occurrences?)\b/i;

/** How to do it, not what: "Count them with grep -c", "Use wc". */
const METHOD = pattern`
  ^(?:(?:count|find|get|list|show|do|look)\s+(?:it|them|that|those|this)\s+(?:up\s+)?(?:with|using|by|in)\b.*|
  use\s+\S+(?:\s-\S+)*|by\swhom|and\swhen|since\swhen|please\scheck\s(?:that|this|it))[\s.!?]*$`;

export function readClause(clause: string): readonly Wish[] {
  const command = commandIn(clause);
  if (command !== undefined) return [{ kind: 'command', command, why: 'Run the command as you wrote it, if the policy allows it.' }];
  const wanted = withoutCourtesy(clause);
  if (wanted === '' || METHOD.test(wanted)) return [];
  const quoted = /`([^`]+)`/.exec(wanted)?.[1] ?? /"([^"]+)"/.exec(wanted)?.[1];
  if (quoted !== undefined && JUDGE.test(wanted))
    return [{ kind: 'command', command: quoted, why: 'Ask the policy about the command without running it.', onlyJudge: true }];
  const text = respell(wanted);
  if (HELP.test(text)) return [{ kind: 'help' }];
  if (READS_CONFIG.test(text)) return [{ kind: 'unclear', question: CANNOT_READ_CONFIG }];
  const settled = configWish(text) ?? declinedWish(text) ?? fileWish(text);
  return settled === undefined ? readQuestion(text) : [settled];
}

function readQuestion(text: string): readonly Wish[] {
  const meaning = MEANING.exec(text)?.[1];
  const filters = filtersIn(text);
  if (meaning !== undefined && filters.contains?.toUpperCase() === meaning.toUpperCase())
    return [{ kind: 'meaning', of: meaning.toUpperCase() }, ...logs(['syslog', 'joblog', 'error'], filters, 'records')];
  const sources = sourcesIn(text);
  const rest = withoutSources(text);
  const searched = filters.contains !== undefined;
  const open = INVESTIGATE.some((pattern) => pattern.test(text)) && !(searched && SEARCHES.test(text)) && !SHOWS_ERROR_LOG.test(text);
  const status = statusWish(rest, filters, open);
  const codes = abendCodes(text);
  if (codes.length > 0 && !open) return abendWishes(sources, filters, codes);
  if (ABENDS.test(text) && !DUMPS.test(text) && !/\bwhy\b/i.test(text)) return [...status, ...abendWishes(sources, filters, [])];
  if (JOBS_DONE.test(text) && filters.job === undefined && sources.length === 0) return [{ kind: 'status', topics: ['jobs'] }, ...abendWishes([], filters, [])];
  const symptoms = symptomsIn(text);
  if (isAboutSymptoms(text, symptoms, sources, open, searched)) return [{ ...investigation(sources[0], withName(text, filters)), symptoms }];
  // "How many jobs failed?" is a number of the status.
  if (open) return [...(sources.length > 0 ? [] : status), investigation(sources[0], withName(text, filters))];
  const about = ERRORS.test(rest) ? 'errors' : 'records';
  if (sources.length > 0) return [...status, ...logs(sources, filters, sources.length === 1 && sources[0] === 'audit' ? 'records' : about)];
  if (searched) return [...status, ...logs(ALL, filters, 'records')];
  if (FAILED.test(rest) && !ERROR_WORDS.test(rest) && !status.some((wish) => wish.kind === 'status'))
    return [investigation(undefined, withName(text, filters))];
  if (ERRORS.test(rest) && !status.some((wish) => wish.kind === 'status' && wish.topics.includes('jobs')))
    return [...status, ...logs(['error'], filters, 'records')];
  if (filters.job !== undefined) return [...status, { kind: 'investigate', filters }];
  if (status.length > 0) return status;
  // "The spool is nearly full."
  if (symptoms.length > 0) return [{ ...investigation(undefined, filters), symptoms }];
  return namesSomeLog(text) || Object.keys(filters).length > 0 ? logs(['syslog'], filters, 'records') : aboutName(text);
}

/** The status as a whole, or the topics that are named; none of it for an open question or a search. */
function statusWish(text: string, filters: LogFilters, open: boolean): readonly Wish[] {
  if (asksWholeStatus(text) && filters.job === undefined) return [{ kind: 'status', topics: [] }];
  const topics = statusTopicsIn(text);
  return topics.length === 0 || open || filters.contains !== undefined ? [] : [{ kind: 'status', topics }];
}

function logs(sources: readonly Source[], filters: LogFilters, about: 'records' | 'errors'): readonly Wish[] {
  return sources.map((source) => ({ kind: 'logs', source, filters, about }));
}

/** Bare codes of a question that names several or says what they stand for: "with a B37, D37 or E37". */
function abendCodes(text: string): readonly string[] {
  const bare = [...text.matchAll(/(?<![\w.])S?([BDE]37|[0-9][0-9A-F]{2}|0C[0-9A-F])(?![\w.:])/g)].map(([, code]) => `S${code ?? ''}`);
  return /\b(?:abend|space|fail|end|with an?|job)/i.test(text) && /[BDE]37|0C\d/.test(text) && !/\bS[0-9A-F]{3}\b/.test(text)
    ? [...new Set(bare)]
    : [];
}

/** A question about a part of the system, not one that a single figure or log answers. */
function isAboutSymptoms(text: string, symptoms: readonly SymptomName[], sources: readonly Source[], open: boolean, searched: boolean): boolean {
  if (symptoms.length === 0 || (searched && !open)) return false;
  if (/\bhow (?:full|much|many)\b|^(?:is|are)\s+(?:the\s+)?\S+\s+(?:up|down|running|ok|okay|active|healthy|down as well)\b/i.test(text)) return false;
  if (sources.length > 0 && sources[0] !== 'audit' && !open) return false;
  const listing = /^(?:show|list|display|get|print|tail|read|check)\b/i.test(text) && !open && !symptoms.includes('changes');
  return !listing && (open || /^(?:did|does|do|was|were|has|have|had|is|are|who|what|which|when|why|any)\b/i.test(text) || /\bwho\b/i.test(text));
}

/** Not understood, but it names something: a data set leaves its traces with security, anything else in any log. */
function aboutName(text: string): readonly Wish[] {
  const dataSet = /(?<![\w.$#@])[A-Z@#$][A-Z0-9@#$]{0,7}(?:\.[A-Z0-9@#$]{1,8})+(?![\w.$#@])/.exec(text)?.[0];
  if (dataSet !== undefined) return logs(['audit', 'syslog'], { contains: dataSet }, 'records');
  const device = /\b(?:device|unit|dev|ucb)\s+([0-9A-F]{3,5})\b/i.exec(text)?.[1];
  if (device !== undefined) return logs(['syslog', 'error'], { contains: device.toUpperCase() }, 'records');
  const { job } = withName(text, {});
  return job === undefined ? [{ kind: 'unknown', text }] : [{ kind: 'investigate', filters: { job } }];
}

/** Names in capitals ("Why was USER1 revoked?") when nothing else narrows the question. */
function withName(text: string, filters: LogFilters): LogFilters {
  if (filters.job !== undefined || filters.contains !== undefined || text === text.toUpperCase()) return filters;
  const name = [...text.matchAll(/(?<![\w.$#@])[A-Z@#$][A-Z0-9@#$]{3,7}(?:\.[A-Z0-9@#$]{1,8})*(?![\w$#@])/g)]
    .map(([word]) => word)
    .find((word) => !KNOWN_ACRONYM.test(word));
  return name === undefined ? filters : { ...filters, job: name };
}

function investigation(source: Source | undefined, filters: LogFilters): Extract<Wish, { kind: 'investigate' }> {
  return { kind: 'investigate', filters, ...(source === undefined ? {} : { source }) };
}

/** LOGREC has no word for it: there every record is one. */
function abendWishes(sources: readonly Source[], filters: LogFilters, codes: readonly string[]): readonly Wish[] {
  const named = sources.length > 0 ? sources : (['syslog', 'joblog', 'error'] as const);
  const { contains, ...rest } = filters;
  const narrowed = codes.length > 0 || contains === undefined || NO_CODE.test(contains) ? rest : filters;
  const only = codes.length === 0 ? {} : { codes };
  return named.map((source) => ({
    kind: 'logs',
    source,
    about: 'abends',
    filters: source === 'error' ? narrowed : { contains: 'ABEND', ...narrowed },
    ...only,
  }));
}
