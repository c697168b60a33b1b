// Plays one fuzz session against the built server and says what was wrong. Used by the short test and by the long script.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { JSONRPCMessageSchema } from '@modelcontextprotocol/sdk/types.js';
import { verifyAuditLog } from '../../src/state/audit-verify.js';
import { SERVER, type Answer } from '../support/rpc.js';
import type { Action } from './actions.js';

/** A server that has not answered by then never will; far above what a loaded machine needs. */
const PATIENCE_MS = 20_000;

export interface SessionResult {
  /** Empty when the server did everything right. */
  readonly problems: readonly string[];
  readonly messages: number;
  readonly answers: number;
}

export async function playSession(actions: readonly Action[]): Promise<SessionResult> {
  const state = await mkdtemp(path.join(os.tmpdir(), 'zops-fuzz-'));
  try {
    return await play(actions, state);
  } finally {
    await rm(state, { recursive: true, force: true });
  }
}

async function play(actions: readonly Action[], state: string): Promise<SessionResult> {
  const child = spawn(process.execPath, [SERVER], { env: { PATH: process.env['PATH'], ZOPS_SANDBOX: 'embedded', ZOPS_STATE_DIR: state } });
  const out: Buffer[] = [];
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  child.stdin.on('error', () => undefined);
  const exited = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string);

  for (const { chunks } of actions) {
    for (const chunk of chunks) if (!child.stdin.write(chunk)) await Promise.race([once(child.stdin, 'drain'), exited]);
  }
  // The last request is answered last of what is quick: then everything before it has been read.
  child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: 'fuzz-end', method: 'ping' })}\n`);
  const wanted = actions.flatMap(({ expected }) => expected.filter(({ optional }) => !optional)).length;
  const isOurs = (id: unknown): boolean => typeof id === 'string' && id.startsWith('valid-request-');
  await until(() => {
    const seen = parseLines(out).messages;
    return seen.some(({ id }) => id === 'fuzz-end') && seen.filter(({ id }) => isOurs(id)).length >= wanted;
  }, exited);
  child.stdin.end();
  const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  const exit = await exited;
  clearTimeout(timer);

  const { messages, problems } = parseLines(out);
  if (exit !== 0) problems.push(`the server ended with ${exit}`);
  problems.push(...answerProblems(actions, messages), ...leaks(Buffer.concat(out).toString('utf8'), err));
  const audit = await verifyAuditLog(path.join(state, 'audit.jsonl'));
  if (!audit.ok) problems.push(`the audit trail is broken: ${audit.broken?.message ?? ''}`);
  const calls = actions.reduce((sum, action) => sum + action.calls, 0);
  if (audit.records < calls * 2) problems.push(`${calls} calls were answered, and the trail holds only ${audit.records} records`);
  return { problems, messages: actions.reduce((sum, { chunks }) => sum + chunks.length, 0), answers: messages.length };
}

async function until(done: () => boolean, exited: Promise<unknown>): Promise<void> {
  const over = new AbortController();
  void exited.then(() => over.abort());
  const end = performance.now() + PATIENCE_MS;
  while (!done() && !over.signal.aborted && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** Every byte of stdout belongs to a JSON-RPC message, one a line, in valid UTF-8. */
function parseLines(out: readonly Buffer[]): { messages: Answer[]; problems: string[] } {
  const problems: string[] = [];
  const messages: Answer[] = [];
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(out));
  } catch {
    return { messages, problems: ['stdout is not valid UTF-8'] };
  }
  for (const line of text.split('\n').slice(0, -1)) {
    const parsed = parse(line);
    // An answer to a message without a readable id has the id null, which the schema of MCP does not know.
    const known = parsed?.id === null ? JSONRPCMessageSchema.safeParse({ ...parsed, id: 0 }) : JSONRPCMessageSchema.safeParse(parsed);
    if (parsed === undefined || !known.success) problems.push(`stdout holds what is no message: ${line.slice(0, 200)}`);
    else messages.push(parsed);
  }
  return { messages, problems };
}

function parse(line: string): Answer | undefined {
  try {
    return JSON.parse(line) as Answer;
  } catch {
    return undefined;
  }
}

/** Each valid request gets as many answers as it was sent, and each of them is right. */
function answerProblems(actions: readonly Action[], messages: readonly Answer[]): string[] {
  const problems: string[] = [];
  const byId = new Map<string, Answer[]>();
  for (const message of messages) {
    const id = String(message.id);
    byId.set(id, [...(byId.get(id) ?? []), message]);
  }
  for (const { expected, kind } of actions) {
    const [first] = expected;
    for (const { id } of new Set(expected)) {
      const sent = expected.filter((one) => one.id === id);
      const answers = byId.get(id) ?? [];
      if (answers.length > sent.length || (first?.optional === false && answers.length < sent.length)) problems.push(`${kind}: sent ${sent.length} times, answered ${answers.length} times`);
      for (const answer of answers) {
        const cancelled = first?.optional === true && (answer.error !== undefined || answer.result?.['isError'] === true);
        const wrong = cancelled ? undefined : sent[0]?.wrong(answer);
        if (wrong !== undefined) problems.push(`${kind}: ${wrong}, but the answer was ${JSON.stringify(answer).slice(0, 300)}`);
      }
    }
  }
  return problems;
}

/** No stack trace and no path of the host reaches the model; stderr has no stack trace either. */
function leaks(out: string, err: string): string[] {
  const problems: string[] = [];
  const stack = /\n\s+at .*:\d+:\d+/;
  if (stack.test(out) || out.includes(os.tmpdir()) || out.includes(path.dirname(SERVER))) problems.push('an answer holds a stack trace or a path of the host');
  if (stack.test(err) || /MaxListeners|Unhandled|Deprecation/.test(err)) problems.push(`stderr: ${err.slice(-500)}`);
  return problems;
}
