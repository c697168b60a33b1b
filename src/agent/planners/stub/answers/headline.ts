// The first sentence of the answer to an open question. Pure.
import type { Evidence } from '../evidence.js';
import { symptom, type SymptomName } from '../language/symptoms.js';
import type { LogFilters } from '../language/wish.js';
import type { Status } from '../results.js';
import { and, bullets, capital, count, joined } from '../words.js';
import type { Abend, Notable } from '../zos/findings.js';
import { isAbout, logName, type LogRecord } from '../zos/record.js';
import { abendLine } from './findings-words.js';
import { conditions } from './logs-answer.js';
import { troubles } from './status-answer.js';

export interface Question {
  readonly filters: LogFilters;
  readonly symptoms: readonly SymptomName[];
  /** The answer holds the status already. */
  readonly statusShown: boolean;
}

/** What was found that the question is about. */
export interface Found {
  readonly abends: readonly Abend[];
  readonly notables: readonly Notable[];
  /** Those of the notables that are about the symptoms. */
  readonly about: readonly Notable[];
}

export function headline({ abends, notables, about }: Found, { status, records, today, read }: Evidence, question: Question): string {
  const { filters, symptoms, statusShown } = question;
  const state = subsystemWords(symptoms, status);
  const [only] = abends;
  if (only !== undefined && abends.length === 1) return joined(state !== '' && `${state} `, `${abendLine(only, today)}.`);
  if (only !== undefined && symptoms.length === 0)
    return `${capital(count(abends.length, 'abend'))}:\n${bullets(abends.map((abend) => abendLine(abend, today)))}`;
  const logs = and([...read].map(logName));
  if (symptoms.length > 0) {
    if (about.length > 0 || symptoms.some((one) => one === 'security' || one === 'changes')) return state;
    const nothing = `I found no trouble with ${and(symptoms)}${conditions(filters)}: no outage and no message about it stands out in the ${logs}.`;
    return joined(state !== '' && `${state} `, nothing);
  }
  if (filters.job !== undefined) return aboutName(filters.job, records, logs);
  const serious = notables.filter(({ severity }) => severity === 'critical' || severity === 'warning').length;
  const trouble = status === undefined ? [] : troubles(status);
  if (serious === 0 && trouble.length === 0) {
    const looked = `${count(records.length, 'record')} of the ${logs}`;
    return `I found nothing wrong${conditions(filters)}: no abend and no message that asks for attention in ${looked}.`;
  }
  return joined(
    `No abend${conditions(filters)}`,
    trouble.length > 0 && !statusShown && `, but ${and(trouble)}`,
    serious > 0 && `; ${count(serious, 'kind', 'kinds')} of messages ${serious === 1 ? 'deserves' : 'deserve'} attention`,
    '.',
  );
}

function aboutName(name: string, records: readonly LogRecord[], logs: string): string {
  const own = records.filter((record) => isAbout(record, name));
  if (records.length === 0) return `No log that I read knows ${name} (${logs}). Check the name.`;
  if (own.length === 0)
    return `No job of the name ${name}; ${count(records.length, 'record')} of the ${logs} ${records.length === 1 ? 'names' : 'name'} it.`;
  const end = own.map(({ text }) => /\bENDED - (RC=\d{4}|\S+)/.exec(text)?.[1]).findLast((found) => found !== undefined);
  return `I found no abend of ${name}${end === undefined ? '; the records show no end of it, either' : `: it ended with ${end}`}.`;
}

/** State of the subsystems that were asked about: `SUBSYS1 is down.` */
function subsystemWords(symptoms: readonly SymptomName[], status: Status | undefined): string {
  const patterns = symptoms.flatMap((name) => symptom(name)?.subsystems ?? []);
  const states = Object.entries(status?.subsystems ?? {}).filter(([system]) => patterns.some((pattern) => pattern.test(system)));
  return states.length === 0 ? '' : `${states.map(([system, state]) => `${system} is ${state.toLowerCase()}`).join(', ')}.`;
}
