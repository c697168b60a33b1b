// Reads one clause of a message into wishes. Pure.
import type { Source } from '../zos/record.js';
import { commandIn } from './command-text.js';
import { configWish } from './config-wish.js';
import { declinedWish } from './declined.js';
import { fileWish } from './file-wish.js';
import { filtersIn } from './filters.js';
import { withoutCourtesy } from './polite.js';
import { respell } from './spelling.js';
import { symptomsIn, type SymptomName } from './symptoms.js';
import { asksWholeStatus, namesSomeLog, sourcesIn, statusTopicsIn, withoutSources } from './topics.js';
import type { LogFilters, Wish } from './wish.js';

const ALL: readonly Source[] = ['syslog', 'joblog', 'audit', 'error'];

const JUDGE =
  /^(?:(?:would|will|is|are|could|may|can)\b.*\b(?:allowed|permitted|pass|refused|safe|run)\b|(?:check|test|judge|verify)\s+(?:whether|if|that)\b.*\b(?:allowed|permitted|passes)\b|dry[- ]?run\b)/i;
const HELP =
  /^(?:help(?: me)?|\?|hello|hi|hey(?: there)?|thanks|thank you|who are you.*|what (?:can|do|could|will) (?:you|zops|i|this) (?:do|ask|offer).*|what are you.*|how (?:do|can|should) i (?:use|ask|start|work).*|capabilities|commands|usage|tools|(?:list|show|what are)(?: me)?(?: the| your| all)* (?:tools|capabilities|commands|options)(?: you have)?|getting started)[\s?!.]*$/i;
const READS_CONFIG =
  /^(?:what(?:'s| is| are)|show|get|tell|which|is|list|display|read|check)\b.*\b(?:log(?:ging)? level|max(?:imum)?[ _]jobs|retention|batch[ _]size|time-?out|debug[ _]mode|config(?:uration)?(?: values?| settings?)?|settings)\b/i;
const CANNOT_READ_CONFIG = 'No tool of the server reads a configuration value; only changing one tells the value before. Say for example: set the log level to debug.';
/** "What does IEF450I mean?", "What is an S0C7?" */
const MEANING =
  /^(?:what(?:'s| is| does| do)(?: an?| the)?(?: (?:abend|message|code|completion code))*|explain(?: the| an?)?(?: (?:abend|message|code))*|meaning of|define)\s+(\$?[A-Z0-9#@$]{3,10})(?:\s+(?:mean|stand for|abend|message))?[\s?.!]*$/i;

/** Open questions: what went wrong, and why. */
const INVESTIGATE = [
  /\b(?:why|how come|analy[sz]e|analysis|investigate|diagnos\w+|troubleshoot\w*|explain|look into|dig into|find out|root[- ]?cause)\b/i,
  /\bwhat(?:'s| is| was| has| had| went)? (?:up|wrong|happen\w*|going on|the (?:problem|matter|issue|trouble|cause|reason)|caus\w+|gone wrong|fail\w*|abend\w*|crash\w*|broke\w*)\b/i,
  /\b(?:some|any)thing (?:\w+ ){0,3}wrong\b|\bto blame\b|\bwhat do you see\b|\bstate of affairs\b|\b(?:does not|doesn't|do not|don't|did not|didn't|won't|cannot|can't) (?:come up|start|work|run|finish|end|respond)\b|\bcomplain\w*\b|\b(?:hangs?|hung|stuck|slow|unresponsive)\b/i,
  /\b(?:anything|something|everything|nothing|is it all|are things|all) (?:is |i should |to )?(?:wrong|unusual|strange|odd|suspicious|broken|amiss|ok|okay|fine|normal|alright|all right|well|good|critical|bad|worry|know|of note|notable|interesting)\b|\bshould i (?:worry|be|know)\b/i,
  /\b(?:which|what|any|the|did any|have any|show|list|all)(?: \w+)? jobs? (?:have |has |that |which |did )*(?:fail|abend|crash|end|go wrong)\w*|\bfailed jobs?\b|\bjob failures?\b/i,
  /\b(?:any|are there|is there|were there|check for|look for|(?:check|search|scan|look (?:in|at|through)) (?:the |all |my )?logs? for) (?:any )?(?:\w+ )?(?:problems?|issues?|troubles?|errors?|failures?|warnings?|anomal\w+)\b|\b(?:problems?|incidents?|outages?)\b/i,
];
const SHOWS_ERROR_LOG = /\b(?:show|list|display|get|print|tail|read)\b.*\berror logs?\b/i;
const DUMPS = /\bdump(?:s|ed)?\b/i;
/** Texts that an abend question is not narrowed by. */
const NO_CODE = /^(?:[BDE]37|space|disk.*|it|out)$/i;
const KNOWN_ACRONYM = /^(?:RACF|CICS\w*|JES\d?|DASD|ABEND\w*|LOGREC|EREP|VTAM|SYSLOG|JOBLOG|IBM|ICSF|SYSA|LPAR|JCL|TSO|USS|OMVS|SMFDUMP|READ|UPDATE|ALTER|STATUS|TCPIP)$/;
const ABENDS = /\b(?:abends?|abended|abnormal(?:ly)? end\w*|dumps?)\b/i;
const ERRORS = /\b(?:errors?|failures?|warnings?|failed|failing)\b/i;
const FAILED = /\b(?:failed|failing|failures?)\b/i;
const ERROR_WORDS = /\b(?:errors?|warnings?)\b/i;
const SEARCHES = /\b(?:search|grep|find|look for|scan|locate|contain\w*|mention\w*|occurrences?)\b/i;

/** How to do it, not what: "Count them with grep -c", "Use wc". */
const METHOD = /^(?:(?:count|find|get|list|show|do|look)\s+(?:it|them|that|those|this)\s+(?:up\s+)?(?:with|using|by|in)\b.*|use\s+\S+(?:\s-\S+)*|by whom|and when|since when|please check (?:that|this|it))[\s.!?]*$/i;

export function readClause(clause: string): readonly Wish[] {
  const command = commandIn(clause);
  if (command !== undefined) return [{ kind: 'command', command, why: 'Run the command as you wrote it, if the policy allows it.' }];
  const wanted = withoutCourtesy(clause);
  if (wanted === '' || METHOD.test(wanted)) return [];
  const quoted = /`([^`]+)`/.exec(wanted)?.[1] ?? /"([^"]+)"/.exec(wanted)?.[1];
  if (quoted !== undefined && JUDGE.test(wanted)) return [{ kind: 'command', command: quoted, why: 'Ask the policy about the command without running it.', onlyJudge: true }];
  const text = respell(wanted);
  if (HELP.test(text)) return [{ kind: 'help' }];
  if (READS_CONFIG.test(text)) return [{ kind: 'unclear', question: CANNOT_READ_CONFIG }];
  const settled = configWish(text) ?? declinedWish(text) ?? fileWish(text);
  return settled === undefined ? readQuestion(text) : [settled];
}

function readQuestion(text: string): readonly Wish[] {
  const meaning = MEANING.exec(text)?.[1];
  const filters = filtersIn(text);
  if (meaning !== undefined && filters.contains?.toUpperCase() === meaning.toUpperCase()) return [{ kind: 'meaning', of: meaning.toUpperCase() }, ...logs(['syslog', 'joblog', 'error'], filters, 'records')];
  const sources = sourcesIn(text);
  const rest = withoutSources(text);
  const searched = filters.contains !== undefined;
  const open = INVESTIGATE.some((pattern) => pattern.test(text)) && !(searched && SEARCHES.test(text)) && !SHOWS_ERROR_LOG.test(text);
  const status = statusWish(rest, filters, open);
  const codes = abendCodes(text);
  if (codes.length > 0 && !open) return abendWishes(sources, filters, codes);
  if (ABENDS.test(text) && !DUMPS.test(text) && !/\bwhy\b/i.test(text)) return [...status, ...abendWishes(sources, filters, [])];
  const symptoms = symptomsIn(text);
  if (isAboutSymptoms(text, symptoms, sources, open, searched)) return [{ ...investigation(sources[0], withName(text, filters)), symptoms }];
  // "How many jobs failed?" is a number of the status.
  if (open) return [...(sources.length > 0 ? [] : status), investigation(sources[0], withName(text, filters))];
  const about = ERRORS.test(rest) ? 'errors' : 'records';
  if (sources.length > 0) return [...status, ...logs(sources, filters, sources.length === 1 && sources[0] === 'audit' ? 'records' : about)];
  if (searched) return [...status, ...logs(ALL, filters, 'records')];
  if (FAILED.test(rest) && !ERROR_WORDS.test(rest) && !status.some((wish) => wish.kind === 'status')) return [investigation(undefined, withName(text, filters))];
  if (ERRORS.test(rest) && !status.some((wish) => wish.kind === 'status' && wish.topics.includes('jobs'))) return [...status, ...logs(['error'], filters, 'records')];
  if (filters.job !== undefined) return [...status, { kind: 'investigate', filters }];
  if (status.length > 0) return status;
  // "The spool is nearly full."
  if (symptoms.length > 0) return [{ ...investigation(undefined, filters), symptoms }];
  return namesSomeLog(text) || Object.keys(filters).length > 0 ? logs(['syslog'], filters, 'records') : [{ kind: 'unknown', text }];
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
  return /\b(?:abend|space|fail|end|with an?|job)/i.test(text) && /[BDE]37|0C\d/.test(text) && !/\bS[0-9A-F]{3}\b/.test(text) ? [...new Set(bare)] : [];
}

/** A question about a part of the system, not one that a single figure or log answers. */
function isAboutSymptoms(text: string, symptoms: readonly SymptomName[], sources: readonly Source[], open: boolean, searched: boolean): boolean {
  if (symptoms.length === 0 || (searched && !open)) return false;
  if (/\bhow (?:full|much|many)\b|^(?:is|are)\s+(?:the\s+)?\S+\s+(?:up|down|running|ok|okay|active|healthy|down as well)\b/i.test(text)) return false;
  if (sources.length > 0 && sources[0] !== 'audit' && !open) return false;
  const listing = /^(?:show|list|display|get|print|tail|read|check)\b/i.test(text) && !open && !symptoms.includes('changes');
  return !listing && (open || /^(?:did|does|do|was|were|has|have|had|is|are|who|what|which|when|why|any)\b/i.test(text) || /\bwho\b/i.test(text));
}

/** Names in capitals ("Why was USER1 revoked?") when nothing else narrows the question. */
function withName(text: string, filters: LogFilters): LogFilters {
  if (filters.job !== undefined || filters.contains !== undefined || text === text.toUpperCase()) return filters;
  const name = [...text.matchAll(/(?<![\w.$#@])[A-Z@#$][A-Z0-9@#$]{3,7}(?:\.[A-Z0-9@#$]{1,8})*(?![\w$#@])/g)].map(([word]) => word).find((word) => !KNOWN_ACRONYM.test(word));
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
  return named.map((source) => ({ kind: 'logs', source, about: 'abends', filters: source === 'error' ? narrowed : { contains: 'ABEND', ...narrowed }, ...only }));
}
