// Reads a whole message into wishes, in the order in which it asks; short follow-ups are read against the turn before. Pure.
import { clausesOf } from './clauses.js';
import { filtersIn } from './filters.js';
import { pattern } from './pattern.js';
import { readClause } from './read-clause.js';
import { respell } from './spelling.js';
import { sourcesIn } from './topics.js';
import type { LogFilters, Wish } from './wish.js';

type LogWish = Extract<Wish, { kind: 'logs' }>;

const AGAIN = /^(?:again|repeat(?: that| it)?|once more|refresh|do (?:it|that) again|same again|retry|try again|one more time)[\s.!]*$/i;
const GO_AHEAD = pattern`
  ^(?:yes|yep|yeah|y|ok(?:ay)?|sure|do\sit|do\sthat|do\sso|run\sit|run\sthat|run\sthem|run\sthe\splan|execute(?:\sit|
  \sthat|\sthem|\sthe\splan)?|go\sahead|go\son|proceed|make\sit\sso|approved?|confirm(?:ed)?)(?:[\s,]+(?:please|do\sit|
  go\sahead|run\sit))?[\s.!]*$`;
const MORE = pattern`
  ^(?:(?:show|give|get)(?:\sme)?\s)?(?:more|older|earlier|further\sback|all\sof\s(?:it|them)|the\srest|
  everything)(?:\s(?:lines|records|of\sit|of\sthem|please))?[\s.!?]*$`;
const LINK =
  /^(?:and|or|what about|how about|same (?:thing )?(?:for|with|in|but)|the same (?:for|with|in)|now (?:for|with|the|in)|also|only|just|but|then)\b[\s,]*/i;
const FRAGMENT = /^(?:(?:in|from|on|for|of|since|after|before|until|between|at|around|the|last|only|with)\b|\S+(?:\s+\S+){0,2}[?.!]*$)/i;
const VERB = /\b(?:show|list|check|why|what|how|is|are|run|set|get|find|search|grep|tell|analy[sz]e)\b/i;

/** @param earlier the wishes of the turn before, none at the start. */
export function readMessage(message: string, earlier: readonly Wish[] = []): readonly Wish[] {
  const text = message.trim();
  if (earlier.length > 0) {
    if (AGAIN.test(text) || GO_AHEAD.test(text)) return earlier;
    const followed = MORE.test(text) ? more(earlier) : followUp(text, earlier);
    if (followed !== undefined) return followed;
  }
  return merged(clausesOf(text).flatMap(readClause));
}

/** "and the joblog?", "what about JOB003?", "since 06:00": what the text names replaces its counterpart in the last log request. */
function followUp(text: string, earlier: readonly Wish[]): readonly Wish[] | undefined {
  const linked = LINK.test(text);
  const rest = respell(text.replace(LINK, ''));
  if (!linked && (VERB.test(rest) || !FRAGMENT.test(rest))) return undefined;
  if (VERB.test(rest.replace(/^(?:show|list|check|get)(?: me)?\b/i, ''))) return undefined;
  const sources = sourcesIn(rest);
  const filters = filtersIn(rest);
  const about = earlier.filter((wish) => wish.kind === 'logs' || wish.kind === 'investigate');
  const last = about.at(-1);
  if (last === undefined || (sources.length === 0 && Object.keys(filters).length === 0)) return undefined;
  if (sources.length > 0) {
    const base = last.kind === 'logs' ? last : { about: 'records' as const, filters: last.filters };
    return sources.map((source): LogWish => ({ kind: 'logs', source, about: base.about, filters: combine(base.filters, filters) }));
  }
  return about.map((wish) => ({ ...wish, filters: combine(wish.filters, filters) }));
}

function combine(old: LogFilters, given: LogFilters): LogFilters {
  const { since, until, minutes, ...rest } = old;
  const timed = given.since !== undefined || given.until !== undefined || given.minutes !== undefined;
  const times = timed
    ? {}
    : { ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }), ...(minutes === undefined ? {} : { minutes }) };
  return { ...rest, ...times, ...given };
}

function more(earlier: readonly Wish[]): readonly Wish[] | undefined {
  const logs = earlier.filter((wish) => wish.kind === 'logs');
  if (logs.length === 0) return undefined;
  return logs.map((wish) => ({ ...wish, filters: { ...wish.filters, tail: Math.min(10_000, (wish.filters.tail ?? 50) * 4) } }));
}

/** "Db2 does not come up. What is the root cause?" is one question. */
function joined(a: Extract<Wish, { kind: 'investigate' }>, b: Extract<Wish, { kind: 'investigate' }>): Wish {
  // An open question looks at refusals and changes anyway.
  const ofPeople = [a, b].every(({ symptoms = [] }) => symptoms.every((name) => name === 'security' || name === 'changes'));
  const general = [a, b].some(({ symptoms = [] }) => symptoms.length === 0) && ofPeople;
  const symptoms = general ? [] : [...new Set([...(a.symptoms ?? []), ...(b.symptoms ?? [])])];
  const source = a.source ?? b.source;
  return {
    kind: 'investigate',
    filters: { ...b.filters, ...a.filters },
    ...(source === undefined ? {} : { source }),
    ...(symptoms.length === 0 ? {} : { symptoms }),
  };
}

/** "Check CPU and memory": one look at the status serves all its topics, and one refusal all that is refused. What could not be understood only counts when nothing could. */
function merged(wishes: readonly Wish[]): readonly Wish[] {
  const kept: Wish[] = [];
  const understood = wishes.filter(({ kind }) => kind !== 'unknown' && kind !== 'help');
  for (const wish of understood.length > 0 ? understood : wishes.slice(0, 1)) {
    const at = kept.findIndex(({ kind }) => kind === wish.kind);
    const before = kept[at];
    if (wish.kind === 'status' && before?.kind === 'status') {
      kept[at] = {
        kind: 'status',
        topics: wish.topics.length === 0 || before.topics.length === 0 ? [] : [...new Set([...before.topics, ...wish.topics])],
      };
    } else if (wish.kind === 'investigate' && before?.kind === 'investigate') {
      kept[at] = joined(before, wish);
    } else if (wish.kind === 'declined' && before?.kind === 'declined') {
      kept[at] = {
        kind: 'declined',
        category: before.category === wish.category ? wish.category : 'destructive',
        phrase: `${before.phrase}, ${wish.phrase}`,
      };
    } else if (!kept.some((other) => JSON.stringify(other) === JSON.stringify(wish))) kept.push(wish);
  }
  return kept.length > 0 ? kept : [{ kind: 'help' }];
}
