// One row of a RACF audit trail (SMF type 80 as IRRADU00 unloads it, fixed columns). Pure.
import type { Access, LogRecord, Source } from './record.js';

// Event 1-8, qualifier 10-17, time 19-26, date 28-37, system 39-42, violation 44, warning 54, user 59-66.
const ROW = /^([A-Z]{2,8}) +([A-Z0-9]{2,8}) +(\d\d:\d\d:\d\d) (\d{4}-\d\d-\d\d) \S{1,4} /;

export function auditRecord(line: string, source: Source): LogRecord | undefined {
  const parts = ROW.exec(line);
  if (parts === null) return undefined;
  const [, event = '', word = '', clock = '', date = ''] = parts;
  const field = (from: number, to: number): string | null => line.slice(from - 1, to).trim() || null;
  const user = field(59, 66) ?? '?';
  const resource = field(282, 536);
  const intent = event === 'ACCESS' ? field(538, 545) : null;
  const decision: Access['decision'] = field(44, 47) === 'YES' ? 'denied' : field(54, 57) === 'YES' || word === 'WARNING' ? 'warning' : 'allowed';
  const what = [intent, resource].filter((part) => part !== null).join(' ');
  return {
    source,
    time: `${date}T${clock}`,
    job: field(180, 187),
    jobId: null,
    messageId: null,
    text: `${event} ${word}: user ${user}${what === '' ? '' : `, ${what}`}`,
    access: { user, resource, intent, decision, word },
  };
}
