// `zops serve` as a real process, asked over HTTP: answers as JSON and as a stream of events, plans carried out, clients that go away.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Random } from '../durability/random.js';
import type { Call, End, Need } from './facts.js';
import { LONGEST_CALL_MS } from './judge.js';
import type { Books } from './peer.js';

export const FRONT = 'http';
/** What a run may need of the system. */
const NEEDS: readonly Need[] = ['process', 'state', 'status', 'logs', 'sandbox'];

interface Report {
  readonly answer: string;
  readonly plan: readonly { readonly tool: string; readonly executed: boolean }[];
  readonly actions_taken: readonly { readonly tool: string; readonly success: boolean; readonly error?: { readonly code: string } }[];
  readonly audit: { readonly trace_id: string; readonly mode: string; readonly stopped_reason: string };
}

/** Messages to the keyless planner, and the tools that it calls for them. */
const ASKED: readonly (readonly [message: string, tools: readonly string[]])[] = [
  ['What is the current system status?', ['get_system_status']],
  ['Show me recent error logs', ['get_logs']],
  ['Check CPU and memory, then show the syslog', ['get_system_status', 'get_logs']],
  ['List files in the simulator directory', ['run_command']],
  ['Delete all system files', []],
];

export class Front {
  private child: ChildProcess | undefined;
  private url = '';

  constructor(
    private readonly command: readonly [string, ...string[]],
    private readonly env: Readonly<Record<string, string>>,
    private readonly books: Books,
    private readonly random: Random,
  ) {}

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  /** Its MCP server's process, once there is one. */
  serverPid(): number | null {
    const [pid] = readFileSync(`/proc/${this.pid}/task/${this.pid}/children`, 'utf8').trim().split(' ');
    return pid === undefined || pid === '' ? null : Number(pid);
  }

  async start(): Promise<void> {
    const [program, ...args] = this.command;
    const child = spawn(program, args, { env: { ...this.env }, stdio: ['ignore', 'pipe', 'ignore'], detached: true });
    this.child = child;
    const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
    child.stdout.resume();
    this.url = /http:\S+(?=\/\n)/.exec(line)?.[0] ?? '';
  }

  async stop(): Promise<void> {
    const { child } = this;
    if (child?.exitCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await exited;
  }

  /** One request of the mix. */
  async ask(): Promise<void> {
    const dice = this.random();
    if (dice < 0.15) await this.get('/health', (body) => (body['status'] === 'ok' ? null : JSON.stringify(body)), ['process']);
    else if (dice < 0.25) await this.get('/explain/IEF450I', (body) => (body['id'] === 'IEF450I' ? null : JSON.stringify(body)), ['process']);
    else if (dice < 0.35) await this.planAndRun();
    else if (dice < 0.45) await this.leave();
    else await this.chat(dice < 0.7 ? 'application/json' : 'text/event-stream');
  }

  /** Whether a run works, for who waits for that. */
  async works(): Promise<boolean> {
    return (await this.chat('application/json')).every(({ end }) => end === 'right');
  }

  private async get(path: string, check: (body: Readonly<Record<string, unknown>>) => string | null, needs: readonly Need[]): Promise<void> {
    await this.kept(path, needs, async (signal) => {
      const response = await fetch(this.url + path, { signal });
      const body = (await response.json()) as Readonly<Record<string, unknown>>;
      return response.ok ? { detail: check(body) } : { code: String(body['code']) };
    });
  }

  private async chat(accept: string): Promise<readonly Call[]> {
    const [message, tools] = ASKED[Math.floor(this.random() * ASKED.length)] ?? ['', []];
    return this.run('/chat', { message, mode: 'execute_safe' }, accept, tools);
  }

  /** A plan that nothing ran for, and then exactly that plan. */
  private async planAndRun(): Promise<void> {
    let plan: Report | undefined;
    await this.run('/chat', { message: 'Check CPU and memory, then show the syslog', mode: 'plan_only' }, 'application/json', [], (report) => (plan = report));
    if (plan !== undefined) await this.run(`/plans/${plan.audit.trace_id}/run`, {}, 'text/event-stream', ['get_system_status', 'get_logs']);
  }

  /** A client that goes away in the middle of its answer. */
  private async leave(): Promise<void> {
    const gone = AbortSignal.timeout(5 + Math.floor(this.random() * 40));
    const body = JSON.stringify({ message: 'Check CPU and memory, then show the syslog', mode: 'execute_safe' });
    await fetch(`${this.url}/chat`, { method: 'POST', headers: { 'content-type': 'application/json', accept: 'text/event-stream' }, body, signal: gone })
      .then((response) => response.text())
      .catch(() => undefined);
  }

  /** @param tools that must be called, and succeed @returns its entries in the books: one for the request, one for each call that it made */
  private async run(path: string, body: Readonly<Record<string, unknown>>, accept: string, tools: readonly string[], onReport?: (report: Report) => void): Promise<readonly Call[]> {
    const made: Call[] = [];
    const request = await this.kept(path.replace(/[0-9a-f]{32}/, '{trace_id}'), NEEDS, async (signal, sent) => {
      const response = await fetch(this.url + path, { method: 'POST', headers: { 'content-type': 'application/json', accept }, body: JSON.stringify(body), signal });
      const text = await response.text();
      if (!response.ok) return { code: (JSON.parse(text) as { code: string }).code };
      const report = accept === 'application/json' ? (JSON.parse(text) as Report) : lastEvent(text);
      if ('code' in report) return { code: report.code };
      onReport?.(report);
      const { answer, actions_taken: actions, audit } = report;
      for (const { tool, success, error } of actions) {
        made.push({ server: FRONT, tool, trace: audit.trace_id, needs: NEEDS, expected: { outcome: 'ok', rule: tool === 'run_command' ? 'allowed' : undefined }, sent, answered: this.books.now(), end: success ? 'right' : 'failed', code: error?.code ?? null, detail: null });
      }
      const failed = actions.find(({ success }) => !success);
      if (failed !== undefined) return { code: failed.error?.code ?? 'none' };
      // Its server went away, before or between the calls.
      if (audit.stopped_reason === 'error') return { code: 'none', message: answer };
      const called = actions.map(({ tool }) => tool);
      const isRight = audit.stopped_reason === 'done' && tools.every((tool) => called.includes(tool)) && (tools.length > 0 || called.length === 0);
      return { detail: isRight ? null : `${audit.stopped_reason}, called ${called.join(', ')}: ${JSON.stringify(body)}` };
    });
    this.books.calls.push(...made);
    return [request, ...made];
  }

  private async kept(tool: string, needs: readonly Need[], work: (signal: AbortSignal, sent: number) => Promise<{ readonly detail: string | null } | { readonly code: string; readonly message?: string }>): Promise<Call> {
    const sent = this.books.now();
    const call = { server: FRONT, tool, trace: null, needs, expected: { outcome: 'ok' as const }, sent, answered: Infinity, end: 'open' as End, code: null as string | null, detail: null as string | null };
    this.books.calls.push(call);
    try {
      const outcome = await work(AbortSignal.timeout(2 * LONGEST_CALL_MS), sent);
      if ('code' in outcome) [call.end, call.code, call.detail] = ['failed', outcome.code, outcome.message ?? null];
      else [call.end, call.detail] = [outcome.detail === null ? 'right' : 'wrong', outcome.detail];
    } catch (error) {
      [call.end, call.detail] = ['wrong', `${String(error)} ${String((error as Error).cause)}`];
    }
    call.answered = this.books.now();
    return call;
  }
}

/** The data of the event that ends a stream. */
function lastEvent(stream: string): Report | { readonly code: string } {
  const events = stream.split('\n\n').filter((event) => /^event: /m.test(event));
  const last = events.at(-1) ?? '';
  if (!/^event: (?:done|error)$/m.test(last)) return { code: 'cut_off' };
  const data = last.split('\n').filter((line) => line.startsWith('data: ')).map((line) => line.slice(6)).join('\n');
  return JSON.parse(data) as Report | { readonly code: string };
}
