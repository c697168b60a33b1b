// Lines that start with an ISO 8601 time stamp or a plain clock, as Unix-minded tools write them. Pure.
import { calendarDate, clockOf } from './dates.js';
import { logLine, type LogLine } from './log-line.js';
import { jobNameOf, messageIdOf } from './message.js';

const STAMP = /^[[(<"]?(?:(\d{4})[-/](\d\d)[-/](\d\d)[T ])?(\d\d:\d\d:\d\d(?:[.,]\d{1,9})?)\s?(Z|[+-]\d\d:?\d\d)?[\])>"]?[\s,;:|-]*(.*)$/;
const INDENTED = /^\s/;
const JOB_ID = /\b((?:JOB|STC|TSU)\d{5}|[JST]\d{7})\b/;

/**
 * A zone is taken off: the time becomes UTC, which then is the clock of the log. Indented lines below belong to it.
 * @example `07:27:40 / $HASP373 BSPPILOT STARTED`
 * @example `2026-11-22T02:14:02.880Z SYSA JOB12871 IEF450I PAYR0300 STEP030 - ABEND=S0C7 U0000 REASON=00000007`
 */
export function parseIsoLine(line: string): LogLine | null {
  const parts = STAMP.exec(line);
  if (parts === null) return null;
  const [, year, month, day, time = '', zone, text = ''] = parts;
  const date = year === undefined ? null : calendarDate(Number(year), Number(month), Number(day));
  const clock = clockOf(time);
  if (clock === null || (year !== undefined && date === null)) return null;
  const utc = date === null || zone === undefined ? { date, clock } : toUtc(date, clock, zone);
  const message = text.replace(/^\/ /, '').replace(/^(?:[A-Z0-9]{1,8}\s+){0,2}?(?=[*@+-]?\s?(?:\$HASP\d|[A-Z]{3,7}\d{3,5}[A-Z]\b))/, '');
  const messageId = messageIdOf(message);
  const jobId = JOB_ID.exec(text)?.[1] ?? null;
  return logLine({ format: 'iso', role: 'head', kind: 'line', ...utc, jobId, jobName: jobNameOf(messageId, message), messageId, text, takes: INDENTED });
}

/** @param zone `Z`, `+02:00`, `-0500`, `+02` */
export function toUtc(date: string, clock: string, zone: string): { date: string; clock: string } {
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? [];
  const offset = sign === undefined ? 0 : (Number(hours) * 60 + Number(minutes ?? 0)) * (sign === '-' ? -1 : 1);
  const [time = '', fraction] = clock.split('.');
  const utc = new Date(Date.parse(`${date}T${time}Z`) - offset * 60_000).toISOString();
  return { date: utc.slice(0, 10), clock: utc.slice(11, 19) + (fraction === undefined ? '' : `.${fraction}`) };
}
