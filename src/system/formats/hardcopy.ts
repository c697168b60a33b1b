// The hardcopy log of MVS 3.8j: four hex digits of routing codes, a clock, no date, no system. Pure.
import { clockOf } from './dates.js';
import { logLine, type LogLine } from './log-line.js';
import { jobIdOf, jobNameOf, messageIdOf } from './message.js';

const HEAD = /^ {0,4}([0-9A-F]{4}) ([ \d]\d\.\d\d\.\d\d)(?: (.{8}))?(?: (.*))?$/;

/**
 * @example `4000 12.25.53 STC    9  $HASP373 BSPPILOT STARTED`
 */
export function parseHardcopyLine(line: string): LogLine | null {
  const parts = HEAD.exec(line);
  const clock = clockOf(parts?.[2] ?? '');
  if (parts === null || clock === null) return null;
  const [, kind = '', , column = '', rest = ''] = parts;
  const jobId = jobIdOf(column);
  // Without a job the columns are blank, or a short line's text has run into them.
  const text = (jobId === null && column.trim() !== '' ? `${column} ${rest}` : rest).trim();
  const messageId = messageIdOf(text);
  return logLine({ format: 'hardcopy', role: 'head', kind, clock, jobId, jobName: jobNameOf(messageId, text), messageId, text });
}
