// Words for findings: an abend, a notable message. Pure.
import { abendMeaning } from '../zos/abend-codes.js';
import { sourcesOf, type Abend, type Notable } from '../zos/findings.js';
import { and, cut } from './words.js';

/** `JOB002 (JOB00217) abended with S0C7 in step STEP030 at 06:12:04: a data exception … [syslog, joblog]` */
export function abendLine({ code, job, jobId, step, time, records }: Abend): string {
  const who = job ?? jobId ?? 'A program';
  const id = job !== null && jobId !== null && job !== jobId ? ` (${jobId})` : '';
  const meaning = abendMeaning(code);
  return `${who}${id} abended with ${code}${step === null ? '' : ` in step ${step}`}${time === null ? '' : ` at ${time}`}${meaning === undefined ? '' : `: ${meaning}`} [${and(sourcesOf(records))}]`;
}

/** `06:09:31 $HASP050 … (3 times until 06:40:02): JES2 runs short of a resource [syslog]` */
export function notableLine({ what, records }: Notable): string {
  const [first] = records;
  const last = records.at(-1);
  const lastAt = last?.time && last.time !== first?.time ? `, the last at ${last.time}` : '';
  const again = records.length > 1 ? ` (${records.length} times${lastAt})` : '';
  return `${first?.time ? `${first.time} ` : ''}${cut(first?.text ?? '', 110)}${again}: ${what} [${and(sourcesOf(records))}]`;
}
