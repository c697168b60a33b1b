// A client that keeps a real server busy over stdio and remembers what was acknowledged to it. It owns one configuration key.
import { setTimeout as sleep } from 'node:timers/promises';
import { connectMcp, type McpProcess } from '../bench/mcp-process.js';

/** Keys with a range, one for each of the first clients: a value that nobody else sets can be followed from call to call. */
const KEYS = { max_jobs: 1000, retention_days: 3650, batch_size: 10_000, timeout_seconds: 3600 } as const;
type Key = keyof typeof KEYS;

export interface Update {
  readonly key: Key;
  readonly value: string;
}

export interface Ledger {
  /** Texts of dry runs that were answered. */
  readonly commands: string[];
  readonly updates: Update[];
  /** Violations of what was promised. Empty, one hopes. */
  readonly broken: string[];
  slowestMs: number;
}

export interface Client {
  readonly ledger: Ledger;
  readonly pid: () => number;
  /** Starts a server, and says what it remembers of this client's key. */
  start(): Promise<void>;
  /** Keeps it busy until it dies or `stop`. */
  work(): Promise<void>;
  kill(): void;
  stop(): Promise<void>;
}

export interface ClientOptions {
  readonly command: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
  /** Unique in one life of a state directory. */
  readonly name: string;
  /** Which key it owns; clients beyond the number of keys own none. */
  readonly index: number;
}

export function createClient({ command, env, name, index }: ClientOptions): Client {
  const ledger: Ledger = { commands: [], updates: [], broken: [], slowestMs: 0 };
  const key = (Object.keys(KEYS) as Key[])[index];
  let server: McpProcess | null = null;
  let isStopping = false;
  let turn = 0;
  /** What the key must hold: what was acknowledged last, or what was asked for and never answered. */
  let possible: readonly (string | null)[] = [null];

  async function timed(tool: string, args: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>> {
    const started = performance.now();
    const { structuredContent, isError } = (await server?.request('tools/call', { name: tool, arguments: args })) ?? {};
    ledger.slowestMs = Math.max(ledger.slowestMs, performance.now() - started);
    if (isError === true) ledger.broken.push(`${name}: ${tool} failed: ${JSON.stringify(structuredContent)}`);
    return structuredContent as Readonly<Record<string, unknown>>;
  }

  async function dryRuns(): Promise<void> {
    while (!isStopping) {
      turn += 1;
      const text = `echo ${name}-${turn}`;
      await timed('run_command', { command: text });
      ledger.commands.push(text);
    }
  }

  async function updates(owned: Key): Promise<void> {
    for (let last = Number(possible[0] ?? 0); !isStopping; ) {
      const value = String((last % KEYS[owned]) + 1);
      const before = possible;
      possible = [...before, value];
      const { previous } = await timed('update_config', { key: owned, value });
      if (!before.includes(previous as string | null)) ledger.broken.push(`${name}: ${owned} was ${String(previous)}, not ${before.join(' or ')}`);
      possible = [value];
      last = Number(value);
      ledger.updates.push({ key: owned, value });
    }
  }

  return {
    ledger,
    pid: () => server?.pid ?? 0,
    async start() {
      server = await connectMcp(command, env);
      if (key === undefined) return;
      const { contents } = await server.request('resources/read', { uri: 'zops://config' });
      const config = JSON.parse((contents as { text: string }[])[0]?.text ?? '') as Record<string, { value: string | null }>;
      const value = config[key]?.value ?? null;
      if (!possible.includes(value)) ledger.broken.push(`${name}: after the restart ${key} is ${String(value)}, not ${possible.join(' or ')}`);
      possible = [value];
    },
    async work() {
      isStopping = false;
      // A server that was killed ends every call with an error: that is what we are here for.
      await Promise.allSettled([dryRuns(), dryRuns(), dryRuns(), ...(key === undefined ? [] : [updates(key)])]);
    },
    kill: () => {
      if (server !== null) process.kill(server.pid, 'SIGKILL');
    },
    async stop() {
      isStopping = true;
      await sleep(0);
      await server?.end();
    },
  };
}
