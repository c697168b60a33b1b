// Lines, as get_logs returns them, read into records: each log by its own form. Pure.
import { readJobOutputs } from './job-output.js';
import { logrecRecords } from './logrec-record.js';
import type { LogRecord, Source } from './record.js';
import { systemLogRecords } from './system-log.js';

/** @param firstDate ISO date of the first line, for logs whose lines show only a clock. */
export function readRecords(source: Source, lines: readonly string[], firstDate: string | null = null): readonly LogRecord[] {
  if (source === 'error') {
    const reports = logrecRecords(lines);
    if (reports.length > 0) return reports;
  }
  if (source === 'joblog' && lines.some((line) => /^.?\s?\d\d\.\d\d\.\d\d (?:JOB|STC|TSU|[JST]\d{7})/.test(line))) {
    return readJobOutputs(lines, firstDate).flatMap(({ records }) => records);
  }
  return systemLogRecords(source, lines);
}
