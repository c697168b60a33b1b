// A disk that misbehaves under a real server: full, read-only, a clock that goes back, a line that was cut. Each says what it found.
import { spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { verifyAuditLog } from '../../src/state/audit-verify.js';
import { connectMcp, type McpProcess } from '../bench/mcp-process.js';

export interface FaultReport {
  readonly name: string;
  /** Why it could not be tried here. */
  readonly skipped: string | null;
  /** What was seen, in figures. */
  readonly seen: Readonly<Record<string, number | string>>;
  readonly violations: readonly string[];
}

export interface FaultOptions {
  readonly command: readonly [string, ...string[]];
  /** A folder to make others in. */
  readonly work: string;
}

export type Fault = (options: FaultOptions) => Promise<FaultReport>;

interface Answer {
  readonly acknowledged: boolean;
  /** Stable code of the error. */
  readonly code: string | null;
}

async function call(server: McpProcess, tool: string, args: Readonly<Record<string, unknown>>): Promise<Answer> {
  const { structuredContent, isError } = await server.request('tools/call', { name: tool, arguments: args });
  const { error } = structuredContent as { error?: { code: string } };
  return { acknowledged: isError !== true, code: error?.code ?? null };
}

/** Long arguments fill the disk soon. */
const dryRun = (server: McpProcess, index: number): Promise<Answer> => call(server, 'run_command', { command: `echo ${index} ${'x'.repeat(2000)}` });
const update = (server: McpProcess, value: number): Promise<Answer> => call(server, 'update_config', { key: 'max_jobs', value: String(value) });

const start = ({ command }: FaultOptions, directory: string, more: Readonly<Record<string, string>> = {}): Promise<McpProcess> =>
  connectMcp(command, { ZOPS_STATE_DIR: directory, ZOPS_SANDBOX: 'embedded', ...more });

async function chain(directory: string): Promise<{ readonly records: number; readonly problems: readonly string[]; readonly warnings: readonly string[] }> {
  const { records, broken, warnings } = await verifyAuditLog(path.join(directory, 'audit.jsonl'));
  return { records, warnings, problems: broken === null ? [] : [`the chain is broken at line ${broken.line} of ${broken.file}: ${broken.message}`] };
}

/** Callers give up once this many calls were answered; no small disk holds them. */
const MOST_CALLS = 5_000;

/** Calls that are made while the disk is full. */
const CALLS_WHEN_FULL = 20;

const fullDisk: Fault = async (options) => {
  const name = 'full disk';
  const directory = path.join(options.work, 'full');
  mkdirSync(directory, { mode: 0o700 });
  const mounted = mount(directory, 'size=256k,mode=0700');
  if (mounted !== null) return { name, skipped: mounted, seen: {}, violations: [] };
  try {
    const filler = path.join(directory, 'filler');
    writeFileSync(filler, Buffer.alloc(64 * 1024));
    const server = await start(options, directory);
    const violations: string[] = [];
    let acknowledged = 0;
    let refusal: string | null = null;
    while (refusal === null && acknowledged < MOST_CALLS) {
      const answer = await dryRun(server, acknowledged);
      if (answer.acknowledged) acknowledged += 1;
      else refusal = answer.code;
    }
    if (refusal !== 'audit_unavailable') violations.push(`a call on a full disk answered ${String(refusal)}`);
    const changed = await update(server, 7);
    if (changed.acknowledged) violations.push('a change was acknowledged on a full disk');
    // Calls that could not even begin to wait for the lock leave nothing of it.
    for (let index = 0; index < CALLS_WHEN_FULL; index += 1) await dryRun(server, -2);
    const full = await chain(directory);
    // Room again: the same server goes on.
    rmSync(filler);
    if (!(await dryRun(server, -1)).acknowledged || !(await update(server, 8)).acknowledged) violations.push('the server does not go on when there is room again');
    await server.end();
    const left = readdirSync(directory).filter((file) => file.includes('.lock'));
    if (left.length > 0) violations.push(`${left.length} files of the lock are left: ${left.slice(0, 3).join(', ')}`);
    const end = await chain(directory);
    const calls = callsIn(directory);
    if (calls < acknowledged + 2) violations.push(`${acknowledged + 2} calls were acknowledged, ${calls} are recorded`);
    return { name, skipped: null, seen: { acknowledged_before: acknowledged, refused_with: String(refusal), records: end.records }, violations: [...violations, ...full.problems, ...end.problems] };
  } finally {
    spawnSync('umount', [directory]);
  }
};

const readOnlyDirectory: Fault = async (options) => {
  const name = 'read-only directory';
  const directory = path.join(options.work, 'read-only');
  mkdirSync(directory, { mode: 0o700 });
  const isRoot = process.geteuid?.() === 0;
  // Modes do not hold root back.
  const mounted = isRoot ? mount(directory, 'size=1m,mode=0700') : null;
  if (mounted !== null) return { name, skipped: mounted, seen: {}, violations: [] };
  const setWritable = (writable: boolean): void => {
    if (isRoot) spawnSync('mount', ['-o', `remount,${writable ? 'rw' : 'ro'}`, directory]);
    else chmodSync(directory, writable ? 0o700 : 0o500);
  };
  try {
    const first = await start(options, directory);
    const violations: string[] = [];
    if (!(await update(first, 7)).acknowledged) violations.push('the first change was refused');
    await first.end();
    setWritable(false);
    // It starts, and refuses what it cannot record.
    const server = await start(options, directory);
    const codes = [(await dryRun(server, 1)).code, (await update(server, 8)).code];
    if (codes.some((code) => code !== 'audit_unavailable')) violations.push(`calls answered ${codes.join(', ')}`);
    setWritable(true);
    if (!(await update(server, 9)).acknowledged) violations.push('the server does not go on when it may write again');
    await server.end();
    const end = await chain(directory);
    const stored = readFileSync(path.join(directory, 'config.json'), 'utf8');
    if (!stored.includes('"max_jobs": "9"')) violations.push(`config.json is ${stored}`);
    return { name, skipped: null, seen: { refused_with: String(codes[0]), records: end.records }, violations: [...violations, ...end.problems] };
  } finally {
    if (isRoot) spawnSync('umount', [directory]);
    else setWritable(true);
  }
};

/** Loaded into the server: its clock falls back by a day after each second look. */
const FALLING_CLOCK = `data:text/javascript,${encodeURIComponent(
  'const Real = Date; let looks = 0; globalThis.Date = class extends Real { constructor(...args) { if (args.length > 0) super(...args); else super(Real.now() - 43200000 * looks++); } static now() { return Real.now() - 43200000 * looks++; } };',
)}`;

const clockGoesBack: Fault = async (options) => {
  const directory = path.join(options.work, 'clock');
  const [program, ...args] = options.command;
  const calls = 20;
  const violations: string[] = [];
  for (let session = 0; session < 2; session += 1) {
    const server = await start({ ...options, command: [program, '--import', FALLING_CLOCK, ...args] }, directory);
    for (let index = 1; index <= calls; index += 1) if (!(await update(server, index)).acknowledged) violations.push(`call ${index} was refused`);
    await server.end();
  }
  const { records, problems } = await chain(directory);
  const times = recordsIn(directory).map(({ time }) => time);
  const steps = times.filter((time, index) => time < (times[index - 1] ?? '')).length;
  if (steps === 0) violations.push('the clock did not go back');
  if (callsIn(directory) < 2 * calls) violations.push(`${2 * calls} calls were acknowledged, ${callsIn(directory)} are recorded`);
  return { name: 'clock going back', skipped: null, seen: { records, steps_back: steps }, violations: [...violations, ...problems] };
};

const tornLine: Fault = async (options) => {
  const directory = path.join(options.work, 'torn');
  const violations: string[] = [];
  const pieces = ['{"seq":', '{"seq":99,"time":"2026-11-23T00:00:00.000Z","pid":1,"event":"call"', '\0\0\0\0\0\0'];
  for (const [index, piece] of pieces.entries()) {
    const server = await start(options, directory);
    if (!(await dryRun(server, index)).acknowledged) violations.push(`after ${index} torn lines a call was refused`);
    await server.end();
    appendFileSync(path.join(directory, 'audit.jsonl'), piece);
    const { problems, warnings } = await chain(directory);
    violations.push(...problems);
    if (!warnings.some((warning) => warning.startsWith(`The last line is unfinished (${piece.length} bytes)`))) violations.push(`torn line ${index} is not noted: ${warnings.join(' ')}`);
  }
  const server = await start(options, directory);
  if (!(await update(server, 7)).acknowledged) violations.push('a change was refused');
  await server.end();
  const { records, problems } = await chain(directory);
  const kept = recordsIn(directory).filter(({ torn }) => torn !== undefined).length;
  if (kept !== pieces.length) violations.push(`${kept} of ${pieces.length} torn lines are kept`);
  return { name: 'torn last line', skipped: null, seen: { torn_lines: pieces.length, records }, violations: [...violations, ...problems] };
};

export const FAULTS: readonly Fault[] = [fullDisk, readOnlyDirectory, clockGoesBack, tornLine];

/** @returns why there is no such disk here */
function mount(directory: string, options: string): string | null {
  const { status, stderr, error } = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', directory], { encoding: 'utf8' });
  if (status === 0) return null;
  return `a small disk cannot be mounted here (${error?.message ?? stderr.trim()}); it needs root`;
}

function recordsIn(directory: string): readonly { readonly event: string; readonly time: string; readonly torn?: string }[] {
  const lines = readFileSync(path.join(directory, 'audit.jsonl'), 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as { event: string; time: string; torn?: string });
}

const callsIn = (directory: string): number => recordsIn(directory).filter(({ event }) => event === 'call').length;
