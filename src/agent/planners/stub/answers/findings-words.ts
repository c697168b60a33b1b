// Words for findings: an abend, a notable message. Pure.
import { abendMeaning } from '../zos/abend-codes.js';
import { sourcesOf, type Abend, type Notable } from '../zos/findings.js';
import { and, cut, joined, shown } from '../words.js';

/** Longest message text within a sentence, characters. */
const TEXT = 120;

/** `JOB002 (JOB00217) abended with S0C7 in step STEP030 at 06:12:04: a data exception … [syslog, joblog]` */
export function abendLine({ code, job, jobId, step, time, records }: Abend, today: string | null): string {
  const who = job ?? jobId ?? 'A program';
  const id = job !== null && jobId !== null && job !== jobId ? ` (${jobId})` : '';
  const at = shown(time, today);
  const meaning = abendMeaning(code);
  return joined(
    `${who}${id} abended with ${code}`,
    step !== null && ` in step ${step}`,
    at !== null && ` at ${at}`,
    meaning !== undefined && `: ${meaning}`,
    ` [${and(sourcesOf(records))}]`,
  );
}

/** `06:09:31 $HASP050 … (3 times, the last at 06:40:02): JES2 runs short of a resource [syslog]` */
export function notableLine({ what, records }: Notable, today: string | null): string {
  const [first] = records;
  const at = shown(first?.time ?? null, today);
  const lastAt = shown(records.at(-1)?.time ?? null, today);
  const again = records.length > 1 ? ` (${records.length} times${lastAt === null || lastAt === at ? '' : `, the last at ${lastAt}`})` : '';
  return `${at === null ? '' : `${at} `}${cut(first?.text ?? '', TEXT)}${again}: ${what} [${and(sourcesOf(records))}]`;
}
