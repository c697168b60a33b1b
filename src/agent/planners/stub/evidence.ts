// Collects what the finished steps brought: records and job outputs of all logs, the last status. Pure.
import type { StepOutcome } from '../../planner.js';
import { asPage, asStatus, type Page, type Status } from './results.js';
import { TOOLS } from './steps.js';
import { readJobOutputs, type JobOutput } from './zos/job-output.js';
import { byTime, type LogRecord, type Source } from './zos/record.js';
import { readRecords } from './zos/records.js';

export interface Evidence {
  /** Oldest first. */
  readonly records: readonly LogRecord[];
  readonly jobs: readonly JobOutput[];
  readonly status: Status | undefined;
  /** Logs that were read. */
  readonly read: ReadonlySet<Source>;
  /** ISO date of the newest record: times of other days are shown with their date. */
  readonly today: string | null;
}

export function evidenceIn(outcomes: readonly StepOutcome[]): Evidence {
  const results = outcomes.flatMap((outcome) => (outcome.status === 'succeeded' ? [{ tool: outcome.step.tool, result: outcome.result }] : []));
  const pages = results.flatMap(({ tool, result }) => (tool === TOOLS.logs ? (asPage(result) ?? []) : []));
  const statuses = results.flatMap(({ tool, result }) => (tool === TOOLS.status ? (asStatus(result) ?? []) : []));
  const records = pages.flatMap(recordsOf);
  return {
    records: [...records].sort(byTime),
    jobs: pages.flatMap((page) => (page.source === 'joblog' ? readJobOutputs(page.lines, onlyDate(page)) : [])),
    status: statuses.at(-1),
    read: new Set(pages.map(({ source }) => source)),
    today: todayOf(pages),
  };
}

export function recordsOf(page: Page): readonly LogRecord[] {
  return readRecords(page.source, page.lines, onlyDate(page));
}

export function todayOf(pages: readonly Page[]): string | null {
  return pages.map(({ last_time }) => dateOf(last_time)).reduce((newest, date) => (date !== null && date > (newest ?? '') ? date : newest), null);
}

/** The date of lines that show only a clock; unknown when the page spans several days. */
function onlyDate({ first_time, last_time }: Page): string | null {
  const date = dateOf(first_time);
  return date === dateOf(last_time) ? date : null;
}

function dateOf(time: string | null): string | null {
  return /^\d{4}-\d\d-\d\d/.exec(time ?? '')?.[0] ?? null;
}
