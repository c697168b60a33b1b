// Words for an open question: what went wrong, the story of it, where its input came from, what else was seen, what is silent. Pure.
import type { Evidence } from '../evidence.js';
import type { LogFilters } from '../language/wish.js';
import { findIn, mainAbend, type Abend, type Findings } from '../zos/findings.js';
import { byTime, isAbout, logName, type LogRecord, type Source } from '../zos/record.js';
import { abendLine, notableLine } from './findings-words.js';
import { conditions } from './logs-answer.js';
import { originWords } from './origin-words.js';
import { troubles } from './status-answer.js';
import { and, bullets, capital, count, cut, quotedLines, recordLine } from './words.js';

/** Records of a job's story, and other findings, that an answer holds. */
const STORY = 12;
const ALSO = 6;
/** Longest text of one record in the story, characters. */
const STORY_TEXT = 110;
/** Messages that every job writes when nothing is wrong. */
const ROUTINE = /^(?:IEFA?(?:111|23[67]|28[5-7]|37[3-6]|03[23]|40[34]|695|142)I|IGD1\d\dI|IRR010I|\$HASP(?:100|373|395|890)|ICH70001I|CNZ4105I)$/;
const TROUBLE = /ABEND|RC=(?!0000)|COND CODE (?!0000)/;

export function investigationAnswer(evidence: Evidence, filters: LogFilters, statusShown: boolean): string {
  const { records, status, today } = evidence;
  const asked = filters.job;
  const findings = findIn(records);
  const abends = asked === undefined ? findings.abends : findings.abends.filter((abend) => isAbout(abend, asked));
  const main = mainAbend(abends, asked);
  const name = main?.job ?? main?.jobId ?? asked;
  const parts = [headline(abends, findings, evidence, filters, statusShown)];
  const story = name === undefined ? [] : storyOf(name, records, main);
  if (story.length > 0) {
    const title = main === undefined ? `Traces of ${name ?? 'it'}` : abends.length > 1 ? `The story of ${name ?? 'it'}` : 'What the logs tell';
    parts.push(`${title}:\n${quotedLines(story.map((record) => `${record.source.padEnd(6)}  ${recordLine({ ...record, text: cut(record.text, STORY_TEXT) }, today)}`))}`);
  }
  if (main !== undefined) parts.push(...originWords(main, evidence));
  const also = alsoSeen(findings, abends, name, today);
  if (also.length > 0) parts.push(`Also seen${main === undefined ? '' : ', not necessarily related'}:\n${bullets(also)}`);
  const silent = name === undefined ? [] : silentSources(name, main, evidence);
  if (silent.length > 0) parts.push(`${capital(`the ${and(silent)}`)} ${silent.length === 1 ? 'holds' : 'hold'} nothing about ${name ?? 'it'}.`);
  if (status !== undefined && !statusShown && main === undefined && troubles(status).length === 0) parts.push('The status figures are normal.');
  return parts.join('\n');
}

function headline(abends: readonly Abend[], { notables }: Findings, { status, records, today }: Evidence, filters: LogFilters, statusShown: boolean): string {
  if (abends.length === 1 && abends[0] !== undefined) return `${abendLine(abends[0], today)}.`;
  if (abends.length > 1) return `${capital(count(abends.length, 'abend'))}:\n${bullets(abends.map((abend) => abendLine(abend, today)))}`;
  const { job } = filters;
  if (job !== undefined) {
    const own = records.filter((record) => isAbout(record, job));
    if (own.length === 0) return `No log that I read knows ${job}. Check the name, or ask for the syslog without it.`;
    const end = own.map(({ text }) => /\bENDED - (RC=\d{4}|\S+)/.exec(text)?.[1]).findLast((found) => found !== undefined);
    return `I found no abend of ${job}${end === undefined ? '; the records show no end of it, either' : `: it ended with ${end}`}.`;
  }
  const trouble = status === undefined || statusShown ? [] : troubles(status);
  const serious = notables.filter(({ severity }) => severity !== 'info').length;
  if (trouble.length === 0 && serious === 0) return `I found nothing wrong${conditions(filters)}: no abend and no message that asks for attention in ${count(records.length, 'record')}.`;
  return `No abend${conditions(filters)}${trouble.length === 0 ? '' : `, but ${and(trouble)}`}${serious === 0 ? '' : `; ${count(serious, 'kind', 'kinds')} of messages ${serious === 1 ? 'deserves' : 'deserve'} attention`}.`;
}

/** The job's own records around its abend, without the routine ones. */
function storyOf(name: string, records: readonly LogRecord[], abend: Abend | undefined): readonly LogRecord[] {
  const ids = new Set(abend?.jobId ? [abend.jobId] : records.filter((record) => isAbout(record, name)).flatMap(({ jobId }) => jobId ?? []));
  const end = abend?.time ?? undefined;
  const seen = new Set<string>();
  const own = records
    .filter(({ job, jobId }) => (jobId === null ? job === name : ids.has(jobId)))
    .filter(({ messageId, text }) => messageId !== null && (!ROUTINE.test(messageId) || TROUBLE.test(text) || messageId === '$HASP373'))
    .concat(records.filter(({ job, access, source, time }) => job === name && (access !== undefined || source === 'error') && (end === undefined || time === null || time <= `${end}~`)))
    .sort(byTime)
    // The job log repeats what the syslog says, often in the same second.
    .filter(({ text }) => !seen.has(text.slice(0, 60)) && seen.add(text.slice(0, 60)));
  if (own.length <= STORY) return own;
  const at = abend === undefined ? own.length - 1 : own.findIndex((record) => abend.records.some(({ text }) => text === record.text));
  const from = Math.max(0, Math.min(at - Math.floor(STORY / 2), own.length - STORY));
  return own.slice(from, from + STORY);
}

function alsoSeen({ abends: all, notables }: Findings, told: readonly Abend[], name: string | undefined, today: string | null): readonly string[] {
  const others = all.filter((abend) => !told.includes(abend)).map((abend) => abendLine(abend, today));
  const notable = notables.filter(({ severity, subject, records }) => severity !== 'info' && subject !== name && !records.some(({ job }) => job !== null && job === name)).map((one) => notableLine(one, today));
  const lines = [...others, ...notable];
  return lines.length <= ALSO ? lines : [...lines.slice(0, ALSO), `and ${lines.length - ALSO} more`];
}

/** That a log is silent about a failing job is a finding, too. */
function silentSources(name: string, main: Abend | undefined, { records, read }: Evidence): readonly string[] {
  const own = records.filter((record) => isAbout(record, name) || (main !== undefined && main.jobId !== null && record.jobId === main.jobId) || record.text.includes(name));
  if (own.length === 0) return [];
  const speaking = new Set<Source>([...(main?.records ?? []), ...own].map(({ source }) => source));
  return [...read].filter((source) => !speaking.has(source)).map(logName);
}
