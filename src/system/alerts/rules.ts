// Which messages make an alert, how grave, and what they are about. Pure.
import type { LogLine } from '../formats/log-line.js';
import { readViolation } from '../formats/racf.js';
import type { Alert } from '../system.js';

export interface Finding {
  readonly severity: Alert['severity'];
  /** One alert per subject and topic: the job, user, volume, resource. */
  readonly subject: string;
  /** Messages that tell the same story share one; by default the message id. */
  readonly topic?: string;
  /** Instead of the message's own text. */
  readonly text?: string;
}

/** @param head the first line of the message @param texts the texts of all its lines */
type Rule = (head: LogLine, texts: readonly string[]) => Finding | null;

const job = (head: LogLine): string => head.jobName ?? head.jobId ?? '';
const word = (pattern: RegExp, head: LogLine): string => pattern.exec(head.text)?.[1] ?? job(head);
const about =
  (severity: Alert['severity'], pattern?: RegExp): Rule =>
  (head) => ({ severity, subject: pattern === undefined ? job(head) : word(pattern, head) });

/** A started task that ends abnormally takes a service with it; a batch job only its own work. */
const abend: Rule = (head) =>
  /\bABEND/.test(head.text) ? { severity: head.jobId?.startsWith('S') === true ? 'critical' : 'warning', subject: job(head), topic: 'abend' } : null;

const utilization: Rule = (head) => {
  const percent = Number(/(\d{1,3}(?:\.\d+)?)(?:%| PERCENT)/.exec(head.text)?.[1] ?? 0);
  if (percent < 80) return null;
  return { severity: percent >= 90 ? 'critical' : 'warning', subject: word(/SHORTAGE OF (\w+)/, head) };
};

const violation: Rule = (head, texts) => {
  const { user, resource, cause } = readViolation(texts);
  const warning = cause?.startsWith('WARNING') === true;
  const text = [`ICH408I user ${user ?? 'unknown'}`, cause, resource === null ? null : `resource ${resource}`].filter((part) => part !== null).join(', ');
  return { severity: warning ? 'warning' : 'info', subject: user ?? '', topic: warning ? 'ICH408I warning' : 'ICH408I', text };
};

export const RULES: Readonly<Record<string, Rule>> = {
  IEF450I: abend,
  $HASP395: abend,
  $HASP375: about('warning'),
  $HASP106: about('warning'),
  $HASP050: utilization,
  $HASP646: utilization,
  IEF452I: about('warning'),
  IEC030I: about('warning'),
  IEC031I: about('warning'),
  IEC032I: about('warning'),
  IEC150I: about('warning'),
  IGD17272I: about('warning'),
  IGD17273I: about('warning'),
  IGD17277I: about('warning'),
  DSNV086E: about('critical'),
  IRA200E: about('critical'),
  IRA201E: about('critical'),
  IRA206I: about('warning', /IRA206I\s+(\S+)/),
  IOS000I: about('warning', /IOS000I\s+([0-9A-F]{3,5})/),
  IOS071I: about('warning', /IOS071I\s+([0-9A-F]{3,5})/),
  IEA404A: about('critical'),
  IEA405E: about('warning'),
  IEE366I: about('critical'),
  DFHKE1800: about('critical'),
  DFHSM0131: about('critical'),
  DFHSM0133: about('critical'),
  ICH408I: violation,
};
