// Reads one clause of a message into wishes. Pure.
import { commandIn } from './command-text.js';
import { configWish } from './config-wish.js';
import { declinedWish } from './declined.js';
import { fileWish } from './file-wish.js';
import { filtersIn } from './filters.js';
import { withoutCourtesy } from './polite.js';
import { respell } from './spelling.js';
import { asksWholeStatus, namesSomeLog, sourcesIn, statusTopicsIn, withoutSources } from './topics.js';
import type { LogFilters, Wish } from './wish.js';

const JUDGE = /^(?:(?:would|will|is|are|could|may|can)\b.*\b(?:allowed|permitted|pass|refused|safe|run)\b|(?:check|test|judge|verify)\s+(?:whether|if|that)\b.*\b(?:allowed|permitted|passes)\b|dry[- ]?run\b)/i;
const HELP = /^(?:help(?: me)?|\?|hello|hi|hey(?: there)?|who are you.*|what (?:can|do|could|will) (?:you|zops|i|this) (?:do|ask|offer).*|what are you.*|how (?:do|can|should) i (?:use|ask|start|work).*|capabilities|commands|usage|tools|(?:list|show|what are)(?: me)?(?: the| your| all)* (?:tools|capabilities|commands|options)(?: you have)?|getting started)[\s?!.]*$/i;
const INVESTIGATE =
  /\b(?:why|what(?:'s| is| was| has| had| went)? (?:up|wrong|happen\w*|going on|the (?:problem|matter|issue|trouble|cause|reason)|caus\w+|gone wrong|fail\w*|broke\w*)|what (?:fail|abend|crash|broke)\w*|(?:anything|something|everything|nothing|is it all|are things|all) (?:is )?(?:wrong|unusual|strange|odd|suspicious|broken|amiss|ok|okay|fine|normal|alright|all right|well|good|critical|bad|i should|to worry|of note|notable|interesting)|root[- ]?cause|analy[sz]e|analysis|investigate|diagnos\w+|troubleshoot\w*|explain|look into|dig into|find out|(?:which|what|any|the|did any|have any|show|list|all)(?: \w+)? jobs? (?:have |has |that |which |did )*(?:fail|abend|crash|end|go wrong)\w*|failed jobs?|job failures?|how come|incidents?|outages?|(?:any|are there|is there|were there|known|current|recent|the|check for|look for) (?:any )?(?:\w+ )?(?:problems?|issues?|troubles?|errors|failures?|anomal\w+)|problems?|should i (?:worry|know|be))\b/i;
const ABENDS = /\b(?:abends?|abended|abnormal(?:ly)? end\w*|dumps?)\b/i;
const ERRORS = /\b(?:errors?|failures?|warnings?|failed|failing)\b/i;
const SEARCHES = /\b(?:search|grep|find|look for|scan|locate|contain\w*|mention\w*|occurrences?)\b/i;

const READS_CONFIG = /^(?:what(?:'s| is| are)|show|get|tell|which|is|list|display|read|check)\b.*\b(?:log(?:ging)? level|max(?:imum)?[ _]jobs|retention|batch[ _]size|time-?out|debug[ _]mode|config(?:uration)?(?: values?| settings?)?|settings)\b/i;
const CANNOT_READ_CONFIG = 'No tool of the server reads a configuration value; only changing one tells the value before. Say for example: set the log level to debug.';

export function readClause(clause: string): readonly Wish[] {
  const command = commandIn(clause);
  if (command !== undefined) return [{ kind: 'command', command, why: 'Run the command as you wrote it, if the policy allows it.' }];
  const wanted = withoutCourtesy(clause);
  if (wanted === '') return [];
  const quoted = /`([^`]+)`/.exec(wanted)?.[1] ?? /"([^"]+)"/.exec(wanted)?.[1];
  if (quoted !== undefined && JUDGE.test(wanted)) return [{ kind: 'command', command: quoted, why: 'Ask the policy about the command without running it.', onlyJudge: true }];
  const text = respell(wanted);
  if (HELP.test(text)) return [{ kind: 'help' }];
  if (READS_CONFIG.test(text)) return [{ kind: 'unclear', question: CANNOT_READ_CONFIG }];
  const settled = configWish(text) ?? declinedWish(text) ?? fileWish(text);
  if (settled !== undefined) return [settled];
  return readQuestion(text);
}

function readQuestion(text: string): readonly Wish[] {
  const sources = sourcesIn(text);
  const filters = filtersIn(text);
  const searched = filters.contains !== undefined;
  const investigates = INVESTIGATE.test(text) && !(searched && SEARCHES.test(text)) && !/\b(?:show|list|display|get|print|tail)\b.*\berror logs?\b/i.test(text);
  const wishes: Wish[] = [];
  const rest = withoutSources(text);
  const topics = investigates ? [] : statusTopicsIn(rest);
  const whole = asksWholeStatus(rest) && filters.job === undefined;
  if (whole && !(investigates && sources.length > 0)) wishes.push({ kind: 'status', topics: [] });
  else if (topics.length > 0 && !searched) wishes.push({ kind: 'status', topics });
  if (ABENDS.test(text) && !/\bwhy\b/i.test(text)) return [...wishes, ...abendWishes(sources, filters)];
  if (investigates) return [...wishes.filter(() => whole && sources.length === 0 && !ERRORS.test(text) ? false : true), investigation(sources, filters)];
  const about = ERRORS.test(rest) ? 'errors' : 'records';
  if (sources.length > 0) return [...wishes, ...sources.map((source): Wish => ({ kind: 'logs', source, filters, about }))];
  if (searched) return [...wishes, ...(['syslog', 'joblog', 'audit', 'error'] as const).map((source): Wish => ({ kind: 'logs', source, filters, about: 'records' }))];
  if (ERRORS.test(text)) return [...wishes, { kind: 'logs', source: 'error', filters, about: 'records' }];
  if (filters.job !== undefined) return [...wishes, { kind: 'investigate', filters }];
  if (wishes.length > 0) return wishes;
  if (namesSomeLog(text) || hasAny(filters)) return [{ kind: 'logs', source: 'syslog', filters, about: 'records' }];
  return [{ kind: 'unknown', text }];
}

function investigation(sources: readonly (Wish & { kind: 'logs' })['source'][], filters: LogFilters): Wish {
  const [source] = sources;
  return { kind: 'investigate', filters, ...(source === undefined ? {} : { source }) };
}

function abendWishes(sources: readonly (Wish & { kind: 'logs' })['source'][], filters: LogFilters): readonly Wish[] {
  const named = sources.length > 0 ? sources : (['syslog', 'joblog', 'error'] as const);
  return named.map((source): Wish => ({ kind: 'logs', source, about: 'abends', filters: source === 'error' ? filters : { contains: 'ABEND', ...filters } }));
}

function hasAny(filters: LogFilters): boolean {
  return Object.keys(filters).length > 0;
}
