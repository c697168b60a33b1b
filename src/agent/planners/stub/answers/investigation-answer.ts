// Words for an open question: what went wrong, the story of it, what else was seen, and where nothing was found. Pure.
import type { Evidence } from '../evidence.js';
import type { LogFilters } from '../language/wish.js';
import { findIn, type Abend, type Findings } from '../zos/findings.js';
import type { LogRecord, Source } from '../zos/record.js';
import { abendLine, notableLine } from './findings-words.js';
import { conditions } from './logs-answer.js';
import { troubles } from './status-answer.js';
import { and, bullets, count, quotedLines, recordLine } from './words.js';

const STORY = 12;
const ALSO = 6;
/** Messages that every job writes when nothing is wrong. */
const ROUTINE = /^(?:IEF(?:23[67]|28[5-7]|37[3-6]|03[23]|40[34]|695|142)I|IGD1\d\dI|IRR010I|\$HASP(?:100|373|395)|ICH70001I|CNZ4105I)$/;

export function investigationAnswer(evidence: Evidence, filters: LogFilters, statusShown: boolean): string {
  const { records, status, read } = evidence;
  const findings = findIn(records);
  const abends = filters.job === undefined ? findings.abends : findings.abends.filter(({ job, jobId }) => job === filters.job || jobId === filters.job);
  const parts = [headline(abends, findings, evidence, filters, statusShown)];
  const main = abends.at(-1);
  const story = main === undefined ? storyOf(filters.job, records) : storyOf(main.job ?? main.jobId ?? undefined, records, main);
  if (story.length > 0) parts.push(`${main === undefined ? 'Its traces' : 'What led there'}:\n${quotedLines(story.map((record) => `${record.source.padEnd(6)}  ${recordLine(record)}`))}`);
  const also = alsoSeen(findings, abends, main);
  if (also.length > 0) parts.push(`Also seen${main === undefined ? '' : ', not necessarily related'}:\n${bullets(also)}`);
  const silent = silentSources(main, filters.job, records, read);
  if (silent.length > 0) parts.push(`The ${and(silent)} ${silent.length === 1 ? 'holds' : 'hold'} nothing about ${main?.job ?? main?.jobId ?? filters.job ?? 'it'}.`);
  if (status !== undefined && !statusShown && main === undefined && troubles(status).length === 0) parts.push('The status figures are normal.');
  return parts.join('\n');
}

function headline(abends: readonly Abend[], { notables }: Findings, { status, records }: Evidence, filters: LogFilters, statusShown: boolean): string {
  if (abends.length === 1 && abends[0] !== undefined) return `${abendLine(abends[0])}.`;
  if (abends.length > 1) return `${count(abends.length, 'abend')}:\n${bullets(abends.map(abendLine))}`;
  if (filters.job !== undefined) {
    const own = records.filter(({ job, jobId }) => job === filters.job || jobId === filters.job);
    if (own.length === 0) return `No log that I read knows ${filters.job}. Check the name, or ask for the syslog without it.`;
    const end = own.map(({ text }) => /\bENDED - (RC=\d{4}|\S+)/.exec(text)?.[1]).findLast((found) => found !== undefined);
    return `I found no abend of ${filters.job}${end === undefined ? '; the records show no end of it, either' : `: it ended with ${end}`}.`;
  }
  const trouble = status === undefined || statusShown ? [] : troubles(status);
  const serious = notables.filter(({ severity }) => severity !== 'info').length;
  if (trouble.length === 0 && serious === 0) return `I found nothing wrong${conditions(filters)}: no abend and no message that asks for attention in ${count(records.length, 'record')}.`;
  return `No abend${conditions(filters)}${trouble.length === 0 ? '' : `, but ${and(trouble)}`}${serious === 0 ? '' : `; ${count(serious, 'kind of message', 'kinds of messages')} deserve attention`}.`;
}

/** The job's own records up to its end, without the routine ones. */
function storyOf(name: string | undefined, records: readonly LogRecord[], abend?: Abend): readonly LogRecord[] {
  if (name === undefined) return [];
  const ids = new Set(records.filter(({ job, jobId }) => job === name || jobId === name).flatMap(({ jobId }) => jobId ?? []));
  const seen = new Set<string>();
  const own = records
    .filter(({ job, jobId }) => job === name || jobId === name || (jobId !== null && ids.has(jobId)))
    .filter(({ messageId, text }) => messageId === null ? /[A-Z]{3}/.test(text) && !/^[\d/-]/.test(text) : !ROUTINE.test(messageId) || /ABEND|RC=(?!0000)|COND CODE (?!0000)/.test(text) || messageId === '$HASP373')
    .sort((a, b) => (a.time ?? '').localeCompare(b.time ?? ''))
    .filter(({ time, text }) => !seen.has(`${time ?? ''} ${text}`) && seen.add(`${time ?? ''} ${text}`));
  if (own.length <= STORY) return own;
  const at = abend === undefined ? own.length - 1 : own.findIndex((record) => abend.records.some(({ text }) => text === record.text));
  const from = Math.max(0, Math.min(at - Math.floor(STORY / 2), own.length - STORY));
  return own.slice(from, from + STORY);
}

function alsoSeen({ abends: all, notables }: Findings, told: readonly Abend[], main: Abend | undefined): readonly string[] {
  const others = all.filter((abend) => !told.includes(abend)).map(abendLine);
  const name = main?.job ?? undefined;
  const notable = notables.filter(({ severity, subject }) => severity !== 'info' && (name === undefined || subject !== name)).map(notableLine);
  const lines = [...others, ...notable];
  return lines.length <= ALSO ? lines : [...lines.slice(0, ALSO), `and ${lines.length - ALSO} more`];
}

/** That a log is silent about a failing job is a finding, too. */
function silentSources(main: Abend | undefined, asked: string | undefined, records: readonly LogRecord[], read: ReadonlySet<Source>): readonly string[] {
  const name = main?.job ?? main?.jobId ?? asked;
  if (name === undefined || !records.some(({ job, jobId }) => job === name || jobId === name)) return [];
  const speaking = new Set([...(main?.records ?? []), ...records.filter(({ job, jobId, text }) => job === name || jobId === name || text.includes(name))].map(({ source }) => source));
  return [...read].filter((source) => !speaking.has(source)).map((source) => (source === 'audit' || source === 'error' ? `${source} log` : source));
}
