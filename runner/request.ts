// Reads one request line. Nothing of it is believed but its shape.
import type { SitePaths } from '../src/policy/narrow/site-paths.js';
import { Failure } from './failure.js';
import { RUNNER_LIMITS } from './limits.js';
import type { Request } from './protocol.js';

/** @throws Failure `invalid_request`; `requestId` tells whom to answer. */
export function parseRequest(line: string): Request {
  const fields = parseObject(line);
  const id = idOf(fields);
  if (id === null) throw invalid('id must be a whole number from 0');
  if (fields['op'] === 'cancel') return { op: 'cancel', id };
  if (fields['op'] !== 'run') throw invalid('op must be run or cancel');
  const { command, argv, timeoutMs, outputBytes, paths } = fields;
  if (typeof command !== 'string') throw invalid('command must be a string');
  if (!isStrings(argv)) throw invalid('argv must be an array of strings');
  if (!isWithin(timeoutMs, RUNNER_LIMITS.timeoutMs)) throw invalid(`timeoutMs must be 1 to ${RUNNER_LIMITS.timeoutMs}`);
  if (!isWithin(outputBytes, RUNNER_LIMITS.outputBytes)) throw invalid(`outputBytes must be 1 to ${RUNNER_LIMITS.outputBytes}`);
  if (paths !== undefined && !isPaths(paths)) throw invalid('paths must be an object of allow, deny and reason');
  return { op: 'run', id, command, argv, timeoutMs, outputBytes, ...(paths === undefined ? {} : { paths }) };
}

/** The id of a line that may be anything, or null. */
export function requestId(line: string): number | null {
  try {
    return idOf(parseObject(line));
  } catch {
    return null;
  }
}

function parseObject(line: string): Record<string, unknown> {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    throw invalid('the line is no JSON');
  }
  if (!isRecord(json)) throw invalid('the line is no JSON object');
  return json;
}

function idOf(fields: Record<string, unknown>): number | null {
  const { id } = fields;
  return typeof id === 'number' && Number.isSafeInteger(id) && id >= 0 ? id : null;
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

/** Rules that are not understood refuse: to pass them over would be to widen them. */
function isPaths(value: unknown): value is SitePaths {
  if (!isRecord(value) || Object.keys(value).some((name) => !['allow', 'deny', 'reason'].includes(name))) return false;
  const { allow = [], deny = [], reason = '' } = value;
  return isStrings(allow) && Array.isArray(deny) && deny.every(isDenial) && typeof reason === 'string';
}

function isDenial(value: unknown): boolean {
  return isRecord(value) && typeof value['path'] === 'string' && ['undefined', 'string'].includes(typeof value['reason']);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isWithin(value: unknown, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most;
}

function invalid(message: string): Failure {
  return new Failure('invalid_request', message);
}
