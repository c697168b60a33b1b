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
  return records.map((record) =>
    record.job === null && record.jobId !== null && names.has(record.jobId) ? { ...record, job: names.get(record.jobId) ?? null } : record,
  );
}

function findAbends(records: readonly LogRecord[]): readonly Abend[] {
  const coded = records.flatMap((record) => {
    const code = abendCodeIn(record.text);
    return code === null ? [] : [{ code, record }];
  });
  // The job id tells two runs of a job apart.
  const runs = new Map<string, AbendRun>();
  for (const { code, record } of coded.filter(({ record: { jobId } }) => jobId !== null)) {
    const key = `${code} ${record.jobId ?? ''}`;
    const run = runs.get(key) ?? { code, records: [] };
    run.records.push(record);
    runs.set(key, run);
  }
  for (const { code, record } of coded.filter(({ record: { jobId } }) => jobId === null)) {
    const run = nearestRun(code, record, [...runs.values()]);
    if (run !== undefined) run.records.push(record);
    else runs.set(`${code} ${record.job ?? ''}`, { code, records: [record] });
  }
  return [...runs.values()].map(toAbend).sort((a, b) => (a.time ?? '').localeCompare(b.time ?? ''));
}

interface AbendRun {
  readonly code: string;
  readonly records: LogRecord[];
}

/** A record without a job id tells of the run of its job that is nearest in time; one without a name, of the only abend with its code. */
function nearestRun(code: string, { job, time }: LogRecord, runs: readonly AbendRun[]): AbendRun | undefined {
  const same = runs.filter((run) => run.code === code);
  const own = same.filter((run) => run.records.some((record) => job !== null && record.job === job));
  if (job === null) return same.length === 1 ? same[0] : undefined;
  return own.sort((a, b) => distance(a.records[0]?.time ?? null, time) - distance(b.records[0]?.time ?? null, time))[0];
}

function distance(a: string | null, b: string | null): number {
  const [from, to] = [Date.parse(`${a ?? ''}Z`), Date.parse(`${b ?? ''}Z`)];
  return Number.isNaN(from) || Number.isNaN(to) ? Infinity : Math.abs(from - to);
}

function toAbend({ code, records }: AbendRun): Abend {
  const told = [...records].sort(byTime);
  const dated = told.filter(({ time }) => time?.includes('T') === true);
  const at = dated.find(({ messageId }) => messageId === 'IEF450I') ?? dated[0] ?? told.find(({ time }) => time !== null) ?? told[0];
  return {
    code,
    job: told.find(({ job }) => job !== null)?.job ?? null,
    jobId: told.find(({ jobId }) => jobId !== null)?.jobId ?? null,
    step: told.map(({ text }) => stepIn(text)).find((step) => step !== null) ?? null,
    time: at?.time ?? null,
    records: told,
  };
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
    // Of CICS transactions the code counts, not the region that ran them.
    const code = /\babend (A[A-Z0-9]{3})\b/.exec(record.text)?.[1];
    const subject = record.access?.user ?? /\bUSER\((\w+)/.exec(record.text)?.[1] ?? record.job ?? (code === undefined ? record.jobId : null);
    const key = `${meaning.what} ${record.messageId ?? record.source} ${subject ?? ''} ${code ?? ''}`;
    const group = groups.get(key) ?? { ...meaning, subject, records: [] };
    group.records.push(record);
    groups.set(key, group);
  }
  return [...groups.values()].sort(
    (a, b) => RANK[a.severity] - RANK[b.severity] || (a.records[0]?.time ?? '').localeCompare(b.records[0]?.time ?? ''),
  );
}
