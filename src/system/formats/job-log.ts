// The JES2 job log (JESMSGLG), with or without the ANSI control character in column 1, of z/OS and of MVS 3.8j. Pure.
import { clockOf, wordDate } from './dates.js';
import { logLine, type LogLine } from './log-line.js';
import { jobIdOf, jobNameOf, messageIdOf } from './message.js';

const BANNER = /^[ 01-]?\s*J E S 2 {2,3}J O B {2,3}L O G\b/;
const MESSAGE = /^[ 01+-]?([ \d]\d[.:]\d\d[.:]\d\d) ((?:JOB|STC|TSU)[ \d]{4}\d|[JST]\d{7}| {8})(?: (.*))?$/;
const DAY = /^\s*---- [A-Z]+,\s+(\d{1,2}) ([A-Z]{3}) (\d{4}) ----/;
const MEMBER = /^[ 0-]? {2,5}(\d{3,4}) {4,}(?!\/\/)(\S.*)$/;
/** Continuations without an id stand below the message text; JCL listings stand further left or show their slashes. */
const DEEP = /^[ 0-]?\s{12,}(?!(?:\d+\s+)?\/\/)\S/;
/** The lines below IEF032I and IEF033I. */
const USAGE = /^\s{5,}(?:CPU|VIRT|ATB)\b/;
const GROUP = /\s(\d{3,4})\s*$/;

/**
 * @example ` 02.14.02 JOB12871  IEF450I PAYR0300 STEP030 - ABEND=S0C7 U0000 REASON=00000007  915`
 * @example `    915                     TIME=02.14.02`
 * @example `08.33.36 JOB    4  $HASP395 PRIMCOB1 ENDED`
 */
export function parseJobLogLine(line: string): LogLine | null {
  const parts = MESSAGE.exec(line);
  const clock = clockOf(parts?.[1] ?? '');
  if (parts !== null && clock !== null) {
    const rest = (parts[3] ?? '').trimEnd();
    const [, day = '', month = '', year = ''] = DAY.exec(rest) ?? [];
    const text = rest.trimStart();
    const messageId = messageIdOf(text);
    const group = GROUP.exec(text)?.[1];
    return logLine({
      format: 'joblog',
      role: 'head',
      kind: day === '' ? 'message' : 'day',
      date: day === '' ? null : wordDate(day, month, year),
      clock,
      jobId: jobIdOf(parts[2] ?? ''),
      jobName: jobNameOf(messageId, text),
      messageId,
      text,
      group: group === undefined ? null : `joblog ${group}`,
      takes: DEEP,
    });
  }
  if (BANNER.test(line)) return logLine({ format: 'joblog', role: 'head', kind: 'banner', text: line.trim() });
  const member = MEMBER.exec(line);
  if (member === null) return null;
  return logLine({ format: 'joblog', role: 'member', kind: 'data', text: (member[2] ?? '').trimEnd(), group: `joblog ${member[1] ?? ''}` });
}

/**
 * A message line of JESYSMSG: no clock, no job id, the message id first (`IEF236I ALLOC. FOR PAYR0300 STEP030`).
 * Any line that starts with a message id reads this way.
 */
export function parseMessageLine(line: string): LogLine | null {
  const text = line.replace(/^[ 01+-]?(?=[A-Z$])/, '').trimEnd();
  const messageId = /^[A-Z$]/.test(text) ? messageIdOf(text) : null;
  if (messageId === null) return null;
  return logLine({ format: 'joblog', role: 'head', kind: 'system', jobName: jobNameOf(messageId, text), messageId, text, takes: USAGE });
}
