// Collects what the finished steps brought: records of all logs, the last status, failures. Pure.
import type { StepOutcome } from '../../planner.js';
import { asPage, asStatus, type Page, type Status } from './results.js';
import { TOOLS } from './steps.js';
import type { LogRecord, Source } from './zos/record.js';
import { readRecords } from './zos/records.js';

export interface Evidence {
  readonly records: readonly LogRecord[];
  readonly pages: readonly Page[];
  readonly status: Status | undefined;
  /** Logs that were read, and those whose reading failed. */
  readonly read: ReadonlySet<Source>;
}

export function evidenceIn(outcomes: readonly StepOutcome[]): Evidence {
  const results = outcomes.flatMap((outcome) => (outcome.status === 'succeeded' ? [{ tool: outcome.step.tool, result: outcome.result }] : []));
  const pages = results.flatMap(({ tool, result }) => (tool === TOOLS.logs ? (asPage(result) ?? []) : []));
  const statuses = results.flatMap(({ tool, result }) => (tool === TOOLS.status ? (asStatus(result) ?? []) : []));
  return {
    pages,
    records: pages.flatMap(({ source, lines }) => readRecords(source, lines)),
    status: statuses.at(-1),
    read: new Set(pages.map(({ source }) => source)),
  };
}
