// The hardcopy SYSLOG of z/OS (JES2), with and without HCFORMAT(CENTURY). Pure.
import { clockOf, julianDate } from './dates.js';
import { logLine, type LogLine } from './log-line.js';
import { jobIdOf, jobNameOf, messageIdOf } from './message.js';

// col 1 type, 2 command or response, 3-9 routing codes, 11-18 system, 20-24 date (CENTURY: 20-26), then clock,
// 8 columns of job id or console, 8 of flags, one mark, text. Trailing blanks may be lost in transfer.
const HEAD =
  /^ ?([NWMOX])([CRI ])([0-9A-F]{7}) (.{8}) (\d{5}|\d{7}) (\d\d:\d\d:\d\d\.\d\d)(?: (.{1,8}))?(?: ([0-9A-F]{8}|\s{8}))?(?: ?([ *+@-]))?(.*)$/;
const MEMBER = /^ ?([LDE])[CRI ] {30,50}(\d{3,4})(?: ([0-9A-F]{8}|\s{8}))?(?: ?([ *+@-]))?(.*)$/;
const CONTINUATION = /^ ?S[CRI ] {20,}(.*)$/;
const GROUP = /\s(\d{3,4})\s*$/;

/**
 * @example `N 4000000 SYSA     26326 02:13:58.03 JOB12871 00000090  IEF403I PAYR0300 - STARTED - TIME=02.13.58`
 * @example `M 0020000 SYSA     26326 02:14:02.61 JOB12871 00000090  IEA995I SYMPTOM DUMP OUTPUT  915`
 * @example `E                                         915 00000090  END OF SYMPTOM DUMP`
 */
export function parseSyslogLine(line: string): LogLine | null {
  const head = HEAD.exec(line);
  if (head !== null) {
    const [, kind = '', , , system = '', date = '', clock = '', column = '', , mark = '', rest = ''] = head;
    const whole = mark.trim() + rest.trimEnd();
    const group = kind === 'M' ? GROUP.exec(whole) : null;
    const text = group === null ? whole : whole.slice(0, group.index).trimEnd();
    const messageId = messageIdOf(text);
    return logLine({
      format: 'syslog',
      role: 'head',
      kind,
      date: julianDate(date),
      clock: clockOf(clock),
      system: system.trim() || null,
      jobId: jobIdOf(column),
      jobName: jobNameOf(messageId, text),
      messageId,
      text,
      group: group === null ? null : `syslog ${group[1] ?? ''}`,
    });
  }
  const member = MEMBER.exec(line);
  if (member !== null) {
    const [, kind = '', group = '', , , text = ''] = member;
    return logLine({ format: 'syslog', role: 'member', kind, text: text.trimEnd(), group: `syslog ${group}`, closes: kind === 'E' });
  }
  const continuation = CONTINUATION.exec(line);
  return continuation === null ? null : logLine({ format: 'syslog', role: 'follows', kind: 'S', text: (continuation[1] ?? '').trimEnd() });
}
