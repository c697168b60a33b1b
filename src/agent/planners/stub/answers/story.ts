// The records that tell how a job came to its end. Pure.
import type { Abend } from '../zos/findings.js';
import { byTime, isAbout, type LogRecord } from '../zos/record.js';

const LENGTH = 12;
/** Messages that every job writes when nothing is wrong. */
const ROUTINE = /^(?:IEFA?(?:111|23[67]|28[5-7]|37[3-6]|03[23]|40[34]|695|142)I|IGD1\d\dI|IRR010I|\$HASP(?:100|373|395|890)|ICH70001I|CNZ4105I)$/;
const TROUBLE = /ABEND|RC=(?!0000)|COND CODE (?!0000)/;

/** The job's own records around its abend, without the routine ones, oldest first; each message once, whatever log it is in. */
export function storyOf(name: string, records: readonly LogRecord[], abend: Abend | undefined): readonly LogRecord[] {
  const ids = new Set(abend?.jobId ? [abend.jobId] : records.filter((record) => isAbout(record, name)).flatMap(({ jobId }) => jobId ?? []));
  const end = abend?.time ?? undefined;
  const seen = new Set<string>();
  const own = records
    .filter(({ job, jobId, access }) => access === undefined && (jobId === null ? job === name : ids.has(jobId)))
    .filter(
      ({ messageId, source, text }) =>
        source === 'error' || (messageId !== null && (!ROUTINE.test(messageId) || TROUBLE.test(text) || messageId === '$HASP373')),
    )
    .concat(records.filter(({ job, access, time }) => access !== undefined && job === name && (end === undefined || time === null || time <= end)))
    .sort(byTime)
    .filter(({ text }) => !seen.has(text.slice(0, 50)) && seen.add(text.slice(0, 50)));
  if (own.length <= LENGTH) return own;
  const at = abend === undefined ? own.length - 1 : own.findIndex((record) => abend.records.some(({ text }) => text === record.text));
  const from = Math.max(0, Math.min(at - Math.floor(LENGTH / 2), own.length - LENGTH));
  return own.slice(from, from + LENGTH);
}
