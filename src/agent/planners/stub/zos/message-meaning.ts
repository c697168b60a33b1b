// What kinds of messages deserve attention and what they stand for: general z/OS knowledge, no job or system by name. Pure.
import type { LogRecord } from './record.js';

/** `notice`: worth a line when there is room; `info`: part of an ordinary day. */
export type Severity = 'critical' | 'warning' | 'notice' | 'info';
export interface Meaning {
  readonly severity: Severity;
  /** Few words that complete "this means". */
  readonly what: string;
}

interface Entry extends Meaning {
  readonly id: RegExp;
  /** Further condition on the text. */
  readonly when?: RegExp;
}

const TABLE: readonly Entry[] = [
  { id: /^IEF45[23]I$/, severity: 'critical', what: 'job not run because of a JCL error' },
  { id: /^IEF272I$/, severity: 'warning', what: 'a step was skipped' },
  { id: /^\$HASP(?:106|110)$/, severity: 'warning', what: 'a job was deleted or cancelled before it ran' },
  { id: /^\$HASP310$/, severity: 'critical', what: 'a job ended with its address space' },
  { id: /^\$HASP355$/, severity: 'critical', what: 'spool is full' },
  { id: /^\$HASP050$/, severity: 'critical', when: /\b(?:9\d|100)% UTIL/, what: 'JES2 is nearly out of a resource' },
  { id: /^\$HASP050$/, severity: 'warning', what: 'JES2 runs short of a resource' },
  { id: /^\$HASP375$/, severity: 'warning', what: 'a job prints more than it estimated' },
  { id: /^\$HASP(?:893|646)$/, severity: 'warning', when: /(?:PERCENT=|\b)(?:8\d|9\d|100)\b/, what: 'spool is filling up' },
  { id: /^IEC03[0-2]I$/, severity: 'critical', what: 'a data set ran out of space' },
  { id: /^IGD17(?:2|3)\d\dI$/, severity: 'warning', what: 'SMS could not get the space that was asked for' },
  { id: /^IEC150I$/, severity: 'critical', what: 'open failed for want of authority' },
  { id: /^IEC1[4-6]\dI$/, severity: 'warning', what: 'a data set could not be opened' },
  { id: /^ICH408I$/, severity: 'warning', when: /TEMPORARY ACCESS ALLOWED/, what: 'RACF let an access pass that its profile forbids (warning mode)' },
  { id: /^ICH408I$/, severity: 'warning', what: 'RACF denied an access' },
  { id: /^IRR01[2-6]I$/, severity: 'warning', what: 'a logon or job was not verified by RACF' },
  { id: /^IRA201E$/, severity: 'critical', what: 'auxiliary storage is critically short' },
  { id: /^IRA(?:[1-4]0\d)[EI]$/, severity: 'warning', what: 'storage is short' },
  { id: /^IOS\d{3}[EIA]$/, severity: 'warning', what: 'an I/O problem on a device or path' },
  { id: /^IEA(?:794|611|911)[IE]$/, severity: 'info', what: 'a dump was taken' },
  { id: /^IEA995I$/, severity: 'info', what: 'symptom dump of an abend' },
  { id: /^CSV0(?:03|16|28)I$/, severity: 'warning', what: 'a program module was not found' },
  { id: /^DSN(?:V086E|3104I)$/, severity: 'critical', what: 'Db2 ended' },
  { id: /^DSNT50[01]I$/, severity: 'warning', what: 'a Db2 resource is not available' },
  { id: /^DSN3100I$/, severity: 'info', what: 'Db2 is down and waits to be started' },
  { id: /^DFHAC2\d{3}$/, severity: 'notice', when: /abend/i, what: 'a CICS transaction ended abnormally' },
  { id: /^DFH(?:SR|KE|DU|SM)\d{4}$/, severity: 'warning', what: 'CICS reports a problem of its own' },
  { id: /^CEE\d{4}[SC]$/, severity: 'warning', what: 'a program met an unhandled condition' },
  { id: /^ARC\d{4}[EI]$/, severity: 'warning', when: /FAILED|ERROR|RC=0*[1-9]/, what: 'space management (HSM) had a failure' },
];

/** Few words on a message id, whatever its text; undefined for an unknown one. */
export function meaningOfId(messageId: string): string | undefined {
  return TABLE.find(({ id }) => id.test(messageId))?.what ?? ORDINARY[messageId];
}

/** Messages of an ordinary day that people ask about. */
const ORDINARY: Readonly<Record<string, string>> = {
  IEF403I: 'a job started',
  IEF404I: 'a job ended',
  IEF450I: 'a job step ended abnormally; the message holds the completion code',
  IEF142I: 'a job step ended with a return code',
  IEF472I: 'a job step ended with a completion code',
  $HASP100: 'a job was read in',
  $HASP373: 'a job started to run',
  $HASP395: 'a job ended, with its return code or abend',
  ICH70001I: 'when the user was seen last',
};

/** Undefined for what is part of every ordinary day. */
export function meaningOf(record: LogRecord): Meaning | undefined {
  const { messageId, text } = record;
  if (record.access !== undefined) return accessMeaning(record.access.decision, record.access.word);
  if (record.source === 'error' && messageId === null && text.startsWith('LOGREC')) return { severity: 'warning', what: 'recorded by LOGREC' };
  if (messageId === null) return undefined;
  const entry = TABLE.find(({ id, when }) => id.test(messageId) && (when === undefined || when.test(text)));
  if (entry !== undefined) return { severity: entry.severity, what: entry.what };
  return returnCodeMeaning(text) ?? typeLetterMeaning(messageId);
}

function accessMeaning(decision: 'allowed' | 'denied' | 'warning', word: string): Meaning | undefined {
  if (decision === 'allowed') return undefined;
  if (decision === 'warning') return { severity: 'warning', what: 'an access that only warning mode let pass' };
  return { severity: 'warning', what: /PSWD|REVK/.test(word) ? 'a logon was refused' : 'an access was denied' };
}

/** Return codes of steps and jobs; 4 is a warning by convention, 8 and more mean trouble. */
function returnCodeMeaning(text: string): Meaning | undefined {
  const code = Number(/\b(?:RC=|COND CODE )(\d{4})\b/.exec(text)?.[1] ?? 0);
  if (code === 0) return undefined;
  return code < 8
    ? { severity: 'info', what: `ended with return code ${code} (a warning)` }
    : { severity: 'warning', what: `ended with return code ${code}` };
}

/** The last letter says what the system wants: A and D an action or reply, E an eventual action, S is severe. */
function typeLetterMeaning(messageId: string): Meaning | undefined {
  if (/[ADW]$/.test(messageId) && /\d[ADW]$/.test(messageId)) return { severity: 'warning', what: 'waits for an operator' };
  if (/\dE$/.test(messageId)) return { severity: 'warning', what: 'asks for an action' };
  return /\dS$/.test(messageId) ? { severity: 'critical', what: 'a severe error' } : undefined;
}
