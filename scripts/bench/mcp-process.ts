// An MCP server as a child process, driven with as little as a client can do: nothing of the SDK is measured along.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

export interface McpProcess {
  readonly pid: number;
  /** Resolves with the result. @throws Error for a JSON-RPC error, a result with `isError` when not expected, and an end of the server */
  request(method: string, params?: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>>;
  /** Ends stdin and waits for the process. */
  end(): Promise<void>;
}

interface Answer {
  readonly id?: number;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
}

/** Starts a server: program, arguments, and what its environment has besides PATH and HOME. Not yet initialized. */
export function startMcp(command: readonly [string, ...string[]], env: Readonly<Record<string, string>> = {}): McpProcess {
  const [program, ...args] = command;
  const child: ChildProcess = spawn(program, args, { env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
  const { stdin, stdout, stderr, pid } = child;
  if (stdin === null || stdout === null || stderr === null || pid === undefined) throw new Error(`${program} does not start.`);
  const waiting = new Map<number, { resolve: (answer: Answer) => void; reject: (error: Error) => void }>();
  let said = '';
  stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-2000)));
  const exited = once(child, 'exit');
  const gone = (): void => waiting.forEach(({ reject }) => reject(new Error(`${command.join(' ')} ended. ${said}`)));
  child.on('exit', gone);
  stdin.on('error', gone);

  let rest = '';
  stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const answer = JSON.parse(line) as Answer;
      if (answer.id === undefined) continue;
      waiting.get(answer.id)?.resolve(answer);
      waiting.delete(answer.id);
    }
  });

  let last = 0;
  return {
    pid,
    async request(method, params = {}) {
      const id = ++last;
      const answered = new Promise<Answer>((resolve, reject) => waiting.set(id, { resolve, reject }));
      stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
      if (method === 'initialize') await answered.then(() => stdin.write('{"jsonrpc":"2.0","method":"notifications/initialized"}\n'));
      const { result, error } = await answered;
      if (result === undefined) throw new Error(`${method}: ${error?.message ?? 'no result'}`);
      return result;
    },
    async end() {
      stdin.end();
      // Some servers do not mind that their client has gone.
      const timer = setTimeout(() => child.kill('SIGKILL'), 3_000);
      await exited;
      clearTimeout(timer);
    },
  };
}

/** Starts a server and goes through the handshake. */
export async function connectMcp(command: readonly [string, ...string[]], env?: Readonly<Record<string, string>>): Promise<McpProcess> {
  const server = startMcp(command, env);
  await server.request('initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'bench', version: '1.0.0' } });
  return server;
}
