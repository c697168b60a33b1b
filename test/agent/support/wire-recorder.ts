// Stands between a client and a stdio server and writes down every line the client sends: wire-recorder.ts LOG PROGRAM ARGS…
import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const [log = '', program = '', ...args] = process.argv.slice(2);
const server = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
server.stdout.pipe(process.stdout);
const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  appendFileSync(log, `${line}\n`);
  server.stdin.write(`${line}\n`);
});
lines.on('close', () => server.stdin.end());
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => server.kill(signal));
server.on('exit', (code) => process.exit(code ?? 1));
