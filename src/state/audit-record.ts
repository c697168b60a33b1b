// The audit log's line format: how a record is sealed into a line, and how a line is opened and checked. Pure.
//
// A line is the record's JSON with the hash as its last field; the hash is the SHA-256 of the very same text without
// that field. So every byte of a line counts (blanks, order, doubled keys), and a check needs no second serialisation.
import { createHash, hash as digest } from 'node:crypto';
import type { Redactor } from '../redact.js';
import type { AuditEvent, AuditRecord, ChainEnd } from './state.js';

/** Where a chain begins. */
export const GENESIS: ChainEnd = { seq: 0, hash: '0'.repeat(64) };

export const AUDIT_FILE = 'audit.jsonl';
export const HEAD_FILE = 'audit.head';

/** Longest line, bytes. A record is far shorter: `boundEvent` sees to it. */
export const MAX_LINE_BYTES = 256 * 1024;

/** Longest JSON text of `args` that is kept whole, and longest other text of an event, characters. */
const MAX_ARGS_CHARS = 16 * 1024;
const MAX_FIELD_CHARS = 256;

const SUFFIX_BYTES = ',"hash":""}'.length + 64;

export interface Circumstances {
  readonly time: string;
  readonly pid: number;
  readonly torn?: string;
  readonly head?: ChainEnd | null;
}

export interface SealedRecord {
  readonly record: AuditRecord;
  /** With its line end. */
  readonly line: string;
}

export function sealRecord(after: ChainEnd, event: AuditEvent, { time, pid, ...found }: Circumstances): SealedRecord {
  const { event: kind, ...fields } = event;
  const body = { seq: after.seq + 1, time, pid, event: kind, ...fields, ...found, prev: after.hash };
  const text = JSON.stringify(body);
  const hash = digest('sha256', text, 'hex');
  return { record: Object.assign(body, { hash }), line: `${text.slice(0, -1)},"hash":"${hash}"}\n` };
}

/** Why a line is no record: it is not JSON, not one of our records, or was changed after it was written. */
export type LineFault = 'not_json' | 'not_a_record' | 'hash_mismatch';

/** @param line without its line end. */
export function openLine(line: Buffer): AuditRecord | LineFault {
  let value: unknown;
  try {
    value = JSON.parse(line.toString('utf8'));
  } catch {
    return 'not_json';
  }
  if (!isRecord(value)) return 'not_a_record';
  const isSealed = line.subarray(-SUFFIX_BYTES).toString('latin1') === `,"hash":"${value.hash}"}`;
  return isSealed && sha256(line.subarray(0, -SUFFIX_BYTES), '}') === value.hash ? value : 'hash_mismatch';
}

/** Keeps a hostile call from filling the disk: texts are cut, oversized `args` become the beginning of their JSON text. */
export function boundEvent(event: AuditEvent): AuditEvent {
  const args = event.args === undefined ? '' : JSON.stringify(event.args);
  const kept = args.length <= MAX_ARGS_CHARS ? {} : { args: { cut: args.slice(0, MAX_ARGS_CHARS / 4), characters: args.length } };
  const fields = Object.entries(event).filter((field): field is [string, string] => typeof field[1] === 'string' && field[1].length > MAX_FIELD_CHARS);
  return { ...event, ...Object.fromEntries(fields.map(([key, text]) => [key, `${text.slice(0, MAX_FIELD_CHARS)}… (${text.length} characters)`])), ...kept };
}

/** Takes secrets out of what came from a client; the other fields are our own words. */
export function redactEvent(event: AuditEvent, redactor: Redactor): AuditEvent {
  const { tool, args, client } = event;
  return {
    ...event,
    ...(tool === undefined ? {} : { tool: redactor.text(tool) }),
    ...(args === undefined ? {} : { args: redactor.value(args) as Readonly<Record<string, unknown>> }),
    ...(client === undefined ? {} : { client: redactor.text(client) }),
  };
}

function isRecord(value: unknown): value is AuditRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { seq, time, pid, event, follows, torn, head, prev, hash } = value as Readonly<Record<string, unknown>>;
  const isSealed = isCount(seq) && seq > 0 && isHash(prev) && isHash(hash);
  const isComplete = typeof time === 'string' && typeof pid === 'number' && typeof event === 'string';
  const isFound = [follows, torn].every((text) => text === undefined || typeof text === 'string') && (head === undefined || head === null || isChainEnd(head));
  return isSealed && isComplete && isFound;
}

export function isChainEnd(value: unknown): value is ChainEnd {
  if (typeof value !== 'object' || value === null) return false;
  const { seq, hash } = value as Readonly<Record<string, unknown>>;
  return isCount(seq) && isHash(hash);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isHash(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}

function sha256(...parts: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}
