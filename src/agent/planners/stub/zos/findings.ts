// What stands out in a set of log records: abends put together across logs, other notable messages grouped. Pure.
import { abendCodeIn } from './abend-codes.js';
import { meaningOf, type Severity } from './message-meaning.js';
import { byTime, isAbout, type LogRecord, type Source } from './record.js';

/** One abnormal end, told by one or more records of one or more logs. */
export interface Abend {
  readonly code: string;
  readonly job: string | null;
  readonly jobId: string | null;
  readonly step: string | null;
  readonly time: string | null;
  /** Oldest first. */
  readonly records: readonly LogRecord[];
}

/** Messages of one kind about one job (or user). */
export interface Notable {
  readonly severity: Severity;
  readonly what: string;
  readonly subject: string | null;
  readonly records: readonly LogRecord[];
}

export interface Findings {
  readonly abends: readonly Abend[];
  /** Severest first, then oldest first; abends are not repeated here. */
  readonly notables: readonly Notable[];
}

const RANK: Readonly<Record<Severity, number>> = { critical: 0, warning: 1, notice: 2, info: 3 };

export function findIn(records: readonly LogRecord[]): Findings {
  const named = withJobNames(unique(records));
  const abends = findAbends(named);
  const told = new Set(abends.flatMap((abend) => abend.records));
  return { abends, notables: findNotables(named.filter((record) => !told.has(record))) };
}

/** The abend to tell about: of the job that was asked for, else the newest one that ended a job. */
export function mainAbend(abends: readonly Abend[], asked: string | undefined): Abend | undefined {
  if (asked !== undefined) return abends.findLast((abend) => isAbout(abend, asked));
  return abends.findLast(({ records }) => records.some(({ messageId }) => messageId === 'IEF450I' || messageId === '$HASP395')) ?? abends.at(-1);
}

export function sourcesOf(records: readonly LogRecord[]): readonly Source[] {
  return [...new Set(records.map(({ source }) => source))];
}

/** The same record may come from several calls. */
function unique(records: readonly LogRecord[]): readonly LogRecord[] {
  const seen = new Map<string, LogRecord>();
  for (const record of records) seen.set(`${record.source} ${record.time ?? ''} ${record.jobId ?? ''} ${record.text}`, record);
  return [...seen.values()].sort(byTime);
}

/** Most messages carry a job id only; a few say which name it has. */
function withJobNames(records: readonly LogRecord[]): readonly LogRecord[] {
  const names = new Map<string, string>();
  for (const { job, jobId } of records) if (job !== null && jobId !== null && !names.has(jobId)) names.set(jobId, job);
  return records.map((record) => (record.job === null && record.jobId !== null && names.has(record.jobId) ? { ...record, job: names.get(record.jobId) ?? null } : record));
}

function findAbends(records: readonly LogRecord[]): readonly Abend[] {
  const groups = new Map<string, { code: string; records: LogRecord[] }>();
  for (const record of records) {
    const code = abendCodeIn(record.text);
    if (code === null) continue;
    const key = `${code} ${record.job ?? record.jobId ?? ''}`;
    const group = groups.get(key) ?? { code, records: [] };
    group.records.push(record);
    groups.set(key, group);
  }
  const abends = [...groups.values()].map(({ code, records: told }): Abend => {
    const at = told.find(({ messageId }) => messageId === 'IEF450I') ?? told.find(({ time }) => time !== null) ?? told[0];
    return {
      code,
      job: told.find(({ job }) => job !== null)?.job ?? null,
      jobId: told.find(({ jobId }) => jobId !== null)?.jobId ?? null,
      step: told.map(({ text }) => stepIn(text)).find((step) => step !== null) ?? null,
      time: at?.time ?? null,
      records: told,
    };
  });
  // A record that names no job tells of the one abend with its code, if there is just one.
  const [known, orphans] = [abends.filter(({ job, jobId }) => job !== null || jobId !== null), abends.filter(({ job, jobId }) => job === null && jobId === null)];
  const told = [
    ...known.map((abend) => {
      const alone = known.filter(({ code }) => code === abend.code).length === 1;
      const more = alone ? orphans.filter(({ code }) => code === abend.code).flatMap((orphan) => orphan.records) : [];
      return { ...abend, records: [...abend.records, ...more] };
    }),
    ...orphans.filter(({ code }) => known.filter((abend) => abend.code === code).length !== 1),
  ];
  return told.sort((a, b) => (a.time ?? '').localeCompare(b.time ?? ''));
}

/** `IEF450I job step - ABEND`, `IEF472I job step - COMPLETION CODE`, `IEF450I job procstep step - ABEND` */
function stepIn(text: string): string | null {
  return /\bIEF4(?:50|72)I \S+ ((?:\S+ )?\S+) - (?:ABEND|COMPLETION)/.exec(text)?.[1] ?? null;
}

function findNotables(records: readonly LogRecord[]): readonly Notable[] {
  const groups = new Map<string, { severity: Severity; what: string; subject: string | null; records: LogRecord[] }>();
  for (const record of records) {
    const meaning = meaningOf(record);
    if (meaning === undefined) continue;
    const subject = record.access?.user ?? /\bUSER\((\w+)/.exec(record.text)?.[1] ?? record.job ?? record.jobId;
    const key = `${meaning.what} ${record.messageId ?? record.source} ${subject ?? ''}`;
    const group = groups.get(key) ?? { ...meaning, subject, records: [] };
    group.records.push(record);
    groups.set(key, group);
  }
  return [...groups.values()].sort((a, b) => RANK[a.severity] - RANK[b.severity] || (a.records[0]?.time ?? '').localeCompare(b.records[0]?.time ?? ''));
}
