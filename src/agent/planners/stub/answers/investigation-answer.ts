// Words for an open question: what went wrong, the story of it, where its input came from, what was changed before, what else was seen.
// Pure; composes what the other files of this folder word.
import type { Evidence } from '../evidence.js';
import { symptom, type SymptomName } from '../language/symptoms.js';
import type { Status } from '../results.js';
import { isChange, isUpdateOf } from '../zos/changes.js';
import { findIn, mainAbend, type Abend, type Notable } from '../zos/findings.js';
import { isAbout, logName, type LogRecord, type Source } from '../zos/record.js';
import { and, bullets, capital, count, cut, quotedLines, recordLine } from '../words.js';
import { abendLine, notableLine } from './findings-words.js';
import { headline, type Question } from './headline.js';
import { originWords } from './origin-words.js';
import { accessLines, changeLines } from './security-words.js';
import { troubles } from './status-answer.js';
import { storyOf } from './story.js';

/** Other findings, and records about what was asked, that an answer holds. */
const ALSO = 6;
const ABOUT = 8;
/** Longest text of one record in the story, characters. */
const STORY_TEXT = 110;

export function investigationAnswer(evidence: Evidence, { filters, symptoms, statusShown }: Question): string {
  const { records, status, today } = evidence;
  const asked = filters.job;
  const { abends: all, notables } = findIn(records);
  const abends = asked === undefined ? all : all.filter((abend) => isAbout(abend, asked));
  const about = aboutSymptoms(symptoms, records, notables);
  const main = symptoms.length > 0 && asked === undefined ? all.findLast(({ records: told }) => touches(symptoms, told)) : mainAbend(abends, asked);
  const name = main?.job ?? main?.jobId ?? asked;
  const told = symptoms.length === 0 ? abends : main === undefined ? [] : [main];
  const people = symptoms.some((one) => one === 'security' || one === 'changes');
  const parts = [headline({ abends: told, notables, about }, evidence, { filters, symptoms, statusShown })];
  const also = alsoSeen(
    all.filter((abend) => !told.includes(abend)),
    notables.filter((one) => !about.includes(one)),
    name,
    today,
  );
  const openly = name === undefined && about.length === 0;
  if (openly && also.length > 0) parts.push(`What the logs show:\n${bullets(also)}`);
  if (about.length > 0)
    parts.push(
      `What the logs say about ${and(symptoms)}:\n${bullets(
        limited(
          about.map((one) => notableLine(one, today)),
          ABOUT,
        ),
      )}`,
    );
  parts.push(...story(name, main, told.length, evidence));
  if (main !== undefined) parts.push(...originWords(main, evidence));
  const changes = changesIn(evidence, main, people ? undefined : main?.time);
  if (changes.length > 0 && (symptoms.length === 0 || symptoms.some((one) => one !== 'security')))
    parts.push(`${main === undefined || people ? 'Changes' : 'Changed before'}:\n${bullets(changeLines(changes, today))}`);
  const access = accessLines(
    asked !== undefined && people
      ? records.filter(({ access: row, text }) => row !== undefined && (row.user === asked || text.includes(asked)))
      : records,
    today,
  );
  if (access.length > 0 && symptoms.every((one) => one === 'security')) parts.push(`Refused by RACF:\n${bullets(access)}`);
  if (people) parts.push(...absences(symptoms, asked, access.length + changes.length, evidence));
  else if (!openly && also.length > 0) parts.push(`Also seen, not necessarily related:\n${bullets(also)}`);
  const silent = name === undefined ? [] : silentSources(name, main, evidence);
  if (silent.length > 0) parts.push(`${capital(`the ${and(silent)}`)} ${silent.length === 1 ? 'holds' : 'hold'} nothing about ${name ?? 'it'}.`);
  if (status !== undefined && !statusShown && (told.length > 0 || symptoms.length > 0 || asked !== undefined)) parts.push(statusWords(status));
  return parts.filter((part) => part !== '').join('\n');
}

function story(name: string | undefined, main: Abend | undefined, abends: number, { records, today }: Evidence): readonly string[] {
  const own = name === undefined ? [] : storyOf(name, records, main);
  if (own.length === 0) return [];
  const title = main === undefined ? `Traces of ${name ?? 'it'}` : abends > 1 ? `The story of ${name ?? 'it'}` : 'What the logs tell';
  return [
    `${title}:\n${quotedLines(own.map((record) => `${record.source.padEnd(6)}  ${recordLine({ ...record, text: cut(record.text, STORY_TEXT) }, today)}`))}`,
  ];
}

/** Notable messages of the parts that were asked about; where none is notable, the messages themselves count. */
function aboutSymptoms(symptoms: readonly SymptomName[], records: readonly LogRecord[], notables: readonly Notable[]): readonly Notable[] {
  const own = notables.filter(({ severity, records: told }) => severity !== 'info' && touches(symptoms, told));
  return own.length > 0 || symptoms.length === 0 ? own : groupPlain(symptoms, records);
}

/** "Did space management finish?": its ordinary messages are an answer, too. */
function groupPlain(symptoms: readonly SymptomName[], records: readonly LogRecord[]): readonly Notable[] {
  const plain = records.filter((record) => touches(symptoms, [record]) && !/^(?:DFH|DSN|\$HASP|IGD|IEA)/.test(record.messageId ?? ''));
  return plain.slice(-ABOUT).map((record) => ({ severity: 'info', what: 'for your information', subject: null, records: [record] }));
}

function touches(symptoms: readonly SymptomName[], records: readonly LogRecord[]): boolean {
  return symptoms.some((name) => records.some(({ messageId }) => messageId !== null && symptom(name)?.messages.test(messageId) === true));
}

/** A question about people is answered with "nothing", too. */
function absences(symptoms: readonly SymptomName[], name: string | undefined, found: number, { records, read }: Evidence): readonly string[] {
  if (found > 0) return [];
  const where = `in ${count(records.length, 'record')} of the ${and([...read].map(logName))}`;
  const of = name === undefined ? '' : ` of ${name}`;
  if (!symptoms.includes('security')) return [`I found no change${of} ${where}.`];
  return [`No access${of} was denied: no violation ${where}.`];
}

/** Commands that changed something, and updates by others of what the failing job uses; up to the failure. */
function changesIn({ records, jobs }: Evidence, main: Abend | undefined, until: string | null | undefined): readonly LogRecord[] {
  const output = main === undefined ? undefined : jobs.find((job) => isAbout(job, main.jobId ?? main.job ?? '') && job.steps.length > 0);
  const dataSets = new Set(output?.steps.flatMap(({ uses }) => uses.map(({ dataSet }) => dataSet)) ?? []);
  const seen = new Set<string>();
  return records
    .filter((record) => isChange(record) || (isUpdateOf(record, dataSets) && record.access?.user !== output?.user))
    .filter(({ time }) => until === null || until === undefined || time === null || time <= until)
    .filter(({ time, text }) => !seen.has(`${time ?? ''} ${text}`) && seen.add(`${time ?? ''} ${text}`));
}

/** Refusals are told user by user elsewhere. */
function alsoSeen(abends: readonly Abend[], notables: readonly Notable[], name: string | undefined, today: string | null): readonly string[] {
  const notable = notables.filter(
    ({ severity, subject, records }) =>
      severity !== 'info' && subject !== name && !records.some(({ job, access }) => (job !== null && job === name) || access !== undefined),
  );
  return limited([...abends.map((abend) => abendLine(abend, today)), ...notable.map((one) => notableLine(one, today))], ALSO);
}

function limited(lines: readonly string[], most: number): readonly string[] {
  return lines.length <= most ? lines : [...lines.slice(0, most), `and ${lines.length - most} more`];
}

/** That a log is silent about a failing job is a finding, too. */
function silentSources(name: string, main: Abend | undefined, { records, read }: Evidence): readonly string[] {
  const own = records.filter(
    (record) => isAbout(record, name) || (main !== undefined && main.jobId !== null && record.jobId === main.jobId) || record.text.includes(name),
  );
  if (own.length === 0) return [];
  const speaking = new Set<Source>([...(main?.records ?? []), ...own].map(({ source }) => source));
  return [...read].filter((source) => !speaking.has(source)).map(logName);
}

function statusWords(status: Status): string {
  const found = troubles(status);
  return found.length === 0 ? 'The status figures are normal.' : `The status shows: ${and(found)}.`;
}
