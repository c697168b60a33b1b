// JES2 job output (JESMSGLG, JESJCL, JESYSMSG, SYSOUT) read into jobs: messages, steps with their data sets, printed lines. Pure.
import { timeOn, wordDate } from './dates.js';
import type { LogRecord } from './record.js';
import { messageRecord } from './system-log.js';

export interface DataSetUse {
  readonly dd: string;
  readonly dataSet: string;
  readonly creates: boolean;
}

export interface JobStep {
  readonly name: string;
  readonly program: string;
  readonly uses: readonly DataSetUse[];
}

export interface JobOutput {
  readonly job: string | null;
  readonly jobId: string | null;
  readonly user: string | null;
  /** Messages of the job, timed ones first; JCL and accounting lines are not among them. */
  readonly records: readonly LogRecord[];
  readonly steps: readonly JobStep[];
  /** What its programs printed: one report each, its lines as printed without the control character. */
  readonly printed: readonly (readonly string[])[];
  /** `RC=0004`, `ABEND=S0C7`; null while it runs or when its end is not in the lines. */
  readonly end: string | null;
  readonly endTime: string | null;
}

const BANNER = /J E S 2 {2,3}J O B {2,3}L O G/;
const MESSAGE = /^[ 01+-]?([ \d]\d\.\d\d\.\d\d) ((?:JOB|STC|TSU)[ \d]{4}\d|[JST]\d{7}) ?(.*)$/;
const MORE = /^[ 0-]? {2,5}(\d{3,4}) {4,}(\S.*)$/;
const GROUP = /\s(\d{3,4})$/;
const CARD = /^[ 1]\s*\d* {0,9}(\/\/\S*)\s+(.*)$/;
const JOB_CARD = /^[ 1]\s*\d* {0,9}\/\/(\w+)\s+JOB\b/;
const SYSTEM_MESSAGE = /^[ 1]([A-Z]{3,4}\d{3,5}I)\s/;
/** What JESYSMSG begins with; a program's own messages begin a report of its own. */
const SYSTEM_START = /^[ 1](?:IEF|ICH|IGD|IRR|IEC)[A-Z]?\d{3,5}I\s/;
const DETAIL = /^ {9,}\S/;
/** Accounting lines of SMF exits, JES2's statistics and other lines that carry no message. */
const NO_MESSAGE = /^[0-]|^\s*-+\s/;

/** An empty first value means NEW, too. */
const CREATES = /\bDISP=\(?(?:NEW|MOD|,)/;

interface Draft {
  jobId: string | null;
  date: string | null;
  part: 'messages' | 'jcl' | 'system' | 'printed';
  messages: { time: string | null; text: string; group: string | undefined }[];
  cards: string[];
  printed: string[][];
}

/** Oldest first. Lines before the first banner are a job of their own, as far as they go. */
export function readJobOutputs(lines: readonly string[], firstDate: string | null = null): readonly JobOutput[] {
  const jobs: Draft[] = [];
  let date = firstDate;
  for (const line of lines) {
    if (line.trim() === '') continue;
    let current = jobs.at(-1);
    const message = MESSAGE.exec(line);
    const changes = message !== null && current !== undefined && current.jobId !== null && message[2]?.replaceAll(' ', '') !== current.jobId;
    if (current === undefined || BANNER.test(line) || changes) {
      current = { jobId: null, date, part: 'messages', messages: [], cards: [], printed: [] };
      jobs.push(current);
    }
    if (BANNER.test(line)) continue;
    takeLine(current, line, message);
    date = current.date;
  }
  return jobs.map(finish);
}

function takeLine(job: Draft, line: string, message: RegExpExecArray | null): void {
  if (message !== null) {
    const [, clock = '', id = '', text = ''] = message;
    job.jobId = id.replaceAll(' ', '');
    const plain = text.trim().replace(/^\+/, '');
    job.date = plain.startsWith('----') ? wordDate(plain) : job.date;
    const group = GROUP.exec(plain)?.[1];
    if (plain.startsWith('-')) return;
    job.messages.push({ time: timeOn(job.date, clock), text: group === undefined ? plain : plain.slice(0, -group.length).trimEnd(), group });
    return;
  }
  const more = MORE.exec(line);
  const parent = more === null ? undefined : job.messages.findLast(({ group }) => group === more[1]);
  if (more !== null && parent !== undefined) {
    parent.text += ` ${(more[2] ?? '').trim()}`;
    return;
  }
  job.part = partOf(line, job.part);
  if (job.part === 'jcl') job.cards.push(line);
  else if (job.part === 'printed') {
    if (line.startsWith('1') || job.printed.length === 0) job.printed.push([]);
    job.printed.at(-1)?.push(line.slice(1).trimEnd());
  } else if (SYSTEM_MESSAGE.test(line)) job.messages.push({ time: null, text: line.slice(1).trim(), group: undefined });
}

/** A `1` in column 1 starts the next data set; what it is shows in its first line. */
function partOf(line: string, before: Draft['part']): Draft['part'] {
  if (CARD.test(line) && before !== 'printed') return 'jcl';
  if (line.startsWith('1') || before === 'messages' || before === 'jcl') {
    if (SYSTEM_START.test(line)) return 'system';
    if (line.startsWith('1') || (before === 'messages' && !NO_MESSAGE.test(line) && !DETAIL.test(line))) return 'printed';
  }
  return before;
}

function finish({ jobId, messages, cards, printed }: Draft): JobOutput {
  const records = messages.map(({ time, text }) => messageRecord('joblog', { time, jobId, text }));
  const ended = records.findLast(({ messageId, text }) => messageId === '$HASP395' && text.includes('ENDED - '));
  const endTime = ended?.time ?? records.findLast(({ time }) => time !== null)?.time ?? null;
  const job = records.find((record) => record.job !== null)?.job ?? JOB_CARD.exec(cards[0] ?? '')?.[1] ?? null;
  return {
    job,
    jobId,
    user: messages.map(({ text }) => /\bUSERID (\w{1,8})\s+IS ASSIGNED\b/.exec(text)?.[1]).find((user) => user !== undefined) ?? null,
    // JESYSMSG shows no times: its messages stand at the end of the job.
    records: records.map((record) => ({ ...record, job: record.job ?? job, time: record.time ?? endTime })),
    steps: readSteps(cards),
    printed,
    end: /ENDED - (\S+)/.exec(ended?.text ?? '')?.[1] ?? null,
    endTime,
  };
}

function readSteps(cards: readonly string[]): readonly JobStep[] {
  const steps: { name: string; program: string; uses: { dd: string; dataSet: string; operands: string }[] }[] = [];
  for (const card of cards) {
    const [, label = '', rest = ''] = CARD.exec(card) ?? [];
    const step = steps.at(-1);
    const program = /^EXEC\s+(?:PGM=|PROC=)?([A-Z0-9@#$]+)/.exec(rest)?.[1];
    const dataSet = /^DD\b.*\bDSN(?:AME)?=([A-Z0-9@#$.()+-]+)/.exec(rest)?.[1];
    if (program !== undefined) steps.push({ name: label.slice(2), program, uses: [] });
    else if (dataSet !== undefined) step?.uses.push({ dd: label.slice(2), dataSet, operands: rest });
    else if (label === '//' && step !== undefined) {
      const use = step.uses.at(-1);
      if (use?.operands.trimEnd().endsWith(',') === true) use.operands = use.operands.trimEnd() + rest;
    }
  }
  return steps.map(({ uses, ...step }) => ({ ...step, uses: uses.map(({ operands, ...use }) => ({ ...use, creates: CREATES.test(operands) })) }));
}
