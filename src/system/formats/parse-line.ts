// One line of any log, in whatever of the known formats it is: logs in the field mix them. Pure.
import { parseHardcopyLine } from './hardcopy.js';
import { parseIsoLine } from './iso.js';
import { parseJobLogLine, parseMessageLine } from './job-log.js';
import { logLine, type LogLine } from './log-line.js';
import { parseLogrecLine } from './logrec.js';
import { parseSmfUnloadLine, parseViolationLine } from './racf.js';
import { parseSyslogLine } from './syslog.js';

/** The strictest form first. */
const PARSERS = [parseSyslogLine, parseJobLogLine, parseHardcopyLine, parseIsoLine, parseSmfUnloadLine, parseViolationLine, parseLogrecLine, parseMessageLine];

/** Never fails: a blank line belongs to the line before it, anything unknown comes through as `text`. */
export function parseLine(line: string): LogLine {
  if (line.trim() === '') return logLine({ format: 'text', role: 'follows', kind: 'blank', text: '' });
  for (const parse of PARSERS) {
    const parsed = parse(line);
    if (parsed !== null) return parsed;
  }
  return logLine({ format: 'text', role: 'text', kind: 'text', text: line.trimEnd() });
}
