// The operator's hands on the audit trail: `zops-mcp audit verify`, `audit tail` and `audit rotate`. Prints to the given streams.
import { join } from 'node:path';
import type { AuditVerification } from '../state/audit-check.js';
import { AUDIT_FILE } from '../state/audit-record.js';
import { rotateAuditLog } from '../state/audit-rotate.js';
import { readAuditTail } from '../state/audit-tail.js';
import { verifyAuditLog } from '../state/audit-verify.js';
import type { AuditRecord } from '../state/state.js';

/** Where text goes; a terminal is told how far a long check has come. */
export interface Sink {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

export interface AuditVerifyArgs {
  /** The state directory. */
  readonly directory: string;
  readonly json: boolean;
  readonly out: Sink;
  readonly err: Sink;
}

/** @returns the exit code: 0 the chain holds (or nothing was recorded yet), 1 it is broken. @throws ZopsError `audit_unavailable` */
export async function auditVerify({ directory, json, out, err }: AuditVerifyArgs): Promise<number> {
  const progress = err.isTTY === true ? progressLine(err) : progressReports(err);
  const result = await verifyAuditLog(join(directory, AUDIT_FILE), { onProgress: progress.show }).finally(() => progress.clear());
  out.write(json ? `${printable(JSON.stringify(result))}\n` : describe(result));
  return result.ok ? 0 : 1;
}

export interface AuditTailArgs {
  readonly directory: string;
  /** Newest records to print. */
  readonly count: number;
  readonly json: boolean;
  readonly out: Sink;
}

/** @returns the exit code, 0. @throws ZopsError `audit_unavailable` */
export async function auditTail({ directory, count, json, out }: AuditTailArgs): Promise<number> {
  const records = await readAuditTail(join(directory, AUDIT_FILE), count);
  if (json) for (const record of records) out.write(`${printable(JSON.stringify(record))}\n`);
  else out.write(records.length === 0 ? NOTHING_YET : table(records));
  return 0;
}

export interface AuditRotateArgs {
  readonly directory: string;
  readonly out: Sink;
}

/** @returns the exit code, 0. @throws ZopsError `audit_unavailable` */
export async function auditRotate({ directory, out }: AuditRotateArgs): Promise<number> {
  const name = await rotateAuditLog(join(directory, AUDIT_FILE));
  out.write(name === null ? 'There is no record to put aside.\n' : `${AUDIT_FILE} is ${name} now; the next record begins a new file.\n`);
  return 0;
}

const NOTHING_YET = 'Nothing has been recorded yet.\n';

function describe({ ok, records, head, broken, warnings }: AuditVerification): string {
  const lines: string[] = [];
  if (broken !== null) {
    lines.push(`BROKEN at line ${broken.line} of ${broken.file} (${broken.reason}): ${broken.message}`, `${count(records)} before it ${records === 1 ? 'is' : 'are'} intact; what follows cannot be judged.`);
  } else if (ok && records > 0) lines.push(`OK: ${count(records)}, the chain holds.`);
  else lines.push('Nothing has been recorded yet: 0 records.');
  if (head !== null) lines.push(`Newest intact record: ${head.seq}, hash ${head.hash}`);
  lines.push(...warnings.map((warning) => `Note: ${warning}`));
  return lines.map((line) => `${printable(line)}\n`).join('');
}

const count = (records: number): string => `${records.toLocaleString('en-US')} ${records === 1 ? 'record' : 'records'}`;

function table(records: readonly AuditRecord[]): string {
  const rows = records.map((record) => [String(record.seq), record.time, record.event, record.tool ?? '-', outcomeOf(record), detailOf(record)].map(printable));
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => `${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()}\n`).join('');
}

/** Longest arguments in a line of the table, characters; `--json` has them whole. */
const MAX_ARGS_CHARS = 500;

function outcomeOf({ outcome, code, allowed, rule }: AuditRecord): string {
  const reason = code ?? (allowed === false ? rule : undefined);
  return reason === undefined ? (outcome ?? '-') : `${outcome ?? '-'} (${reason})`;
}

function detailOf({ event, args, duration_ms, client, version, reason, follows, torn }: AuditRecord): string {
  const details = [args === undefined ? '' : shortened(JSON.stringify(args)), duration_ms === undefined ? '' : `${duration_ms} ms`];
  if (version !== undefined) details.push(`zops ${version}`);
  if (client !== undefined && event !== 'result') details.push(`by ${client}`);
  if (reason !== undefined) details.push(reason);
  if (follows !== undefined) details.push(`follows ${follows}`);
  if (torn !== undefined) details.push('(after an unfinished record)');
  return details.filter((detail) => detail !== '').join('  ');
}

const shortened = (text: string): string => (text.length <= MAX_ARGS_CHARS ? text : `${text.slice(0, MAX_ARGS_CHARS)}…`);

/** Arguments and names come from clients, and a log may be forged: nothing in them may steer the terminal or reorder its text. Keeps JSON the same JSON. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (character) => character.split('').map(escaped).join(''));
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Pause between two updates of a progress line, and between two reports in a pipe, ms. */
const LINE_MS = 200;
const REPORT_MS = 5_000;

interface Progress {
  readonly show: (done: number, total: number) => void;
  readonly clear: () => void;
}

/** One line of a terminal, written over again and again. */
function progressLine(err: Sink): Progress {
  let isShown = false;
  const show = paced(LINE_MS, (text) => {
    isShown = true;
    err.write(`\r${text}`);
  });
  return { show, clear: () => (isShown ? void err.write('\r\u001b[K') : undefined) };
}

/** Plain lines, and only of a check that takes long. */
function progressReports(err: Sink): Progress {
  return { show: paced(REPORT_MS, (text) => void err.write(`${text}\n`)), clear: () => undefined };
}

function paced(pauseMs: number, say: (text: string) => void): Progress['show'] {
  let saidAt = performance.now();
  return (done, total) => {
    if (performance.now() - saidAt < pauseMs) return;
    saidAt = performance.now();
    say(`Checking the audit log: ${Math.floor((done / total) * 100)} % of ${Math.ceil(total / 1024 ** 2)} MiB`);
  };
}
