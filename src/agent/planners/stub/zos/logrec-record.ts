// LOGREC reports as EREP prints them in detail: one report, one record. Pure.
import { julianDate, timeOn } from './dates.js';
import type { LogRecord } from './record.js';

const HEADING = /^[ 01-]?\s*(?:TYPE|DEVICE NUMBER|RECORD TYPE):?\s.*\bREPORT:/;

/** Empty when the lines hold no such report. */
export function logrecRecords(lines: readonly string[]): readonly LogRecord[] {
  const reports: string[][] = [];
  for (const line of lines) {
    if (HEADING.test(line)) reports.push([]);
    reports.at(-1)?.push(line);
  }
  return reports.map(readReport);
}

function readReport(lines: readonly string[]): LogRecord {
  const all = lines.join('\n');
  const first = (pattern: RegExp): string | null => pattern.exec(all)?.[1]?.trim() ?? null;
  const kind = first(/^.?\s*(?:RECORD )?TYPE:\s+([A-Z][A-Z /-]*?)(?:\s{2,}|$)/m) ?? 'HARDWARE RECORD';
  const abend = first(/\bAB\/([SU]\w{3,5})\b/);
  const job = first(/\bJOB(?:NAME|\s?IDENTITY):\s*([A-Z$#@][A-Z0-9$#@]{0,7})\b/);
  const [, day, year] = /\bERROR DATE:\s*(\d{3})[ .](\d{2})\b/.exec(all) ?? /\bDATE:\s*(\d{3})[ .](\d{2})\b/.exec(all) ?? [];
  const clock = first(/\bTIME[:=]\s*(\d\d[ :.]\d\d[ :.]\d\d)/)?.replace(/[ .]/g, ':');
  const details = [
    label('JOBNAME', job),
    abend === null ? null : `ABEND=${completionCode(abend)}`,
    label('MODULE', first(/\bRIDS\/([A-Z0-9@$]+)/)),
    label('DEVICE', first(/\bDEVICE NUMBER:?\s+([0-9A-F]{4,5})\b/)),
    label('VOLUME', first(/\bVOLUME(?: SERIAL|\sID)?:?\s+([A-Z0-9@#$]{6})\b/)),
    first(/\bERRORID:\s*(SEQ=\d+)/),
  ];
  return {
    source: 'error',
    time: clock === undefined ? null : timeOn(day === undefined || year === undefined ? null : julianDate(year + day), clock),
    job,
    jobId: null,
    messageId: null,
    text: ['LOGREC', kind, ...details.filter((detail) => detail !== null)].join(' '),
  };
}

function label(name: string, value: string | null): string | null {
  return value === null ? null : `${name} ${value}`;
}

/** LOGREC prints `S00C4`, everybody else `S0C4`. */
function completionCode(code: string): string {
  return code.startsWith('S0') && code.length === 5 ? `S${code.slice(2)}` : code;
}
