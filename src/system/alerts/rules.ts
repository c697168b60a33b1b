// Which messages make an alert, how grave, and what they are about. Pure.
import type { LogLine } from '../formats/log-line.js';
import { readLogrecReport } from '../formats/logrec.js';
import { parseLine } from '../formats/parse-line.js';
import { readViolation } from '../formats/racf.js';
import { explainAbend, explainMessage } from '../knowledge/explain.js';
import type { Alert } from '../system.js';

export interface Finding {
  readonly severity: Alert['severity'];
  /** One alert per topic and subject: the job, user, volume or resource. */
  readonly subject: string;
  /** Messages that tell the same story share one; by default the message id. */
  readonly topic: string;
  /** The message that tells the story best; others of its topic give way to it. */
  readonly primary: boolean;
  readonly text: string;
}

/** A record of a log: its lines, and what its first line says. */
export interface Evidence {
  readonly head: LogLine;
  readonly lines: readonly string[];
}

type Rule = (evidence: Evidence) => Finding | null;
type Severity = Alert['severity'];

const jobOf = ({ jobName, jobId }: LogLine): string => jobName ?? jobId ?? '';

/** @param subject what the message is about; by default its job */
function finding(severity: Severity, { head }: Evidence, subject = jobOf(head)): Finding {
  const id = head.messageId ?? '';
  return { severity, subject, topic: id, primary: true, text: withMeaning(head.text, explainMessage(id)?.meaning) };
}

function withMeaning(text: string, meaning: string | undefined): string {
  const plain = text.replace(/^[*@+-]*(?:\d{2,4} (?=[A-Z]{3}))?/, '').replace(/\s+/g, ' ').trim().slice(0, 200);
  return meaning === undefined ? plain : `${plain} (${meaning.split(/(?<=\.) |; /)[0]?.replace(/\.$/, '') ?? ''})`;
}

const about =
  (severity: Severity, pattern?: RegExp): Rule =>
  (evidence) =>
    finding(severity, evidence, pattern?.exec(evidence.head.text)?.[1]);

/** A started task that ends abnormally takes a service with it; a batch job only its own work. */
const abend: Rule = (evidence) => {
  const { head } = evidence;
  const code = /\bABEND=(S[0-9A-F]{3}|U\d{4})/.exec(head.text)?.[1];
  if (code === undefined) return null;
  const severity = head.jobId?.startsWith('S') === true ? 'critical' : 'warning';
  const text = withMeaning(head.text, explainAbend(code)?.meaning);
  return { ...finding(severity, evidence), topic: 'abend', primary: head.messageId === 'IEF450I', text };
};

const utilization: Rule = (evidence) => {
  const percent = Number(/(\d{1,3}(?:\.\d+)?)(?:%| PERCENT)/.exec(evidence.head.text)?.[1] ?? 0);
  return percent < 80 ? null : finding(percent >= 90 ? 'critical' : 'warning', evidence, /SHORTAGE OF (\w+)/.exec(evidence.head.text)?.[1]);
};

const violation: Rule = ({ lines }) => {
  const { user, resource, resourceClass, cause } = readViolation(lines.map((line) => parseLine(line).text));
  const inWarningMode = cause?.startsWith('WARNING') === true;
  const where = resource === null ? '' : `, ${resourceClass ?? 'resource'} ${resource}`;
  return {
    severity: inWarningMode ? 'warning' : 'info',
    subject: user ?? '',
    topic: inWarningMode ? 'access in warning mode' : 'violation',
    primary: true,
    text: `ICH408I user ${user ?? 'unknown'}: ${cause ?? 'refused by RACF'}${where}`,
  };
};

const each = (ids: string, rule: Rule): Record<string, Rule> => Object.fromEntries(ids.split(' ').map((id) => [id, rule]));

const RULES: Readonly<Record<string, Rule>> = {
  ...each('IEF450I $HASP395', abend),
  ...each('$HASP050 $HASP646', utilization),
  ...each('$HASP375 $HASP106 $HASP263 $HASP9202 IEF452I IEFC452I', about('warning')),
  ...each('IEC030I IEC031I IEC032I IEC070I IEC150I IGD17272I IGD17273I DSNP007I', about('warning')),
  ...each('IOS000I IOS071I IOS102I IOS450E', about('warning', /I(?:OS)\d{3}[IE]\s+([0-9A-F]{3,5})\b/)),
  ...each('DSNV086E', about('critical', /DSNV086E\s+(\S+)/)),
  ...each('IRA206I', about('warning', /IRA206I\s+(\S+)/)),
  ...each('IEA230E IEA405E IEA793A IRA100E IRA400E DSNJ110E CSQJ110E ICH301I', about('warning')),
  ...each('$HASP095 $HASP355 IRA101E IRA200E IRA201E IRA401E IEA231A IEA404A IEE366I IEE979W', about('critical')),
  ...each('IXC101I IXC102A IXC402D IXC409D DSNJ111E CSQJ111A DFHKE1800 DFHSM0131 DFHSM0133 DFS629I', about('critical')),
  ICH408I: violation,
};

const logrec: Rule = ({ head, lines }) => {
  const { jobName, device, volume, errorId, abend: code } = readLogrecReport(lines);
  const named = { job: jobName, device, volume, abend: code, error: errorId };
  const parts = Object.entries(named).flatMap(([name, value]) => (value === null ? [] : [`${name} ${value}`]));
  const kind = head.kind === 'HARDWARE' ? 'hardware record' : head.kind.toLowerCase();
  return { severity: 'info', subject: device ?? jobName ?? head.kind, topic: 'LOGREC', primary: true, text: [`LOGREC ${kind}`, ...parts].join(', ') };
};

/** What a record gives cause for; null: nothing. */
export function findIn(evidence: Evidence): Finding | null {
  if (evidence.head.format === 'logrec') return logrec(evidence);
  return RULES[evidence.head.messageId ?? '']?.(evidence) ?? null;
}
