#!/usr/bin/env node
// The bin `zops`: the agent client. Wires the process (streams, signals, environment) to src/agent.
import { createStubPlanner } from './agent/planners/stub/stub-planner.js';
import { runAgent, type AgentDeps } from './agent/run-agent.js';
import { loadConfig } from './config.js';
import { systemCode } from './errors.js';
import { packageFile } from './package-files.js';
import { VERSION } from './version.js';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // Asked twice: at once. The server is killed on exit (see src/agent/mcp-client.ts).
    if (stop.signal.aborted) process.exit(1);
    stop.abort();
  });
}
// A reader that has seen enough (`| head`) is no failure.
process.stdout.on('error', (error) => process.exit(systemCode(error) === 'EPIPE' ? 0 : 1));

const io = { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr };
const deps: AgentDeps = {
  config: () => loadConfig(process.env),
  createPlanner: async ({ openai, secrets }) => {
    if (openai.apiKey === null) return createStubPlanner();
    const { openAiPlannerFor } = await import('./agent/planners/openai/create-openai-planner.js');
    return openAiPlannerFor({ openai, secrets }, openai.apiKey);
  },
  server: [process.execPath, packageFile('dist/main.js')],
  version: VERSION,
  signal: stop.signal,
};
const [first, ...rest] = process.argv.slice(2);
// "serve" and words is a message.
if (first === 'serve' && rest[0]?.startsWith('-') !== false) {
  const { serve } = await import('./http/serve.js');
  process.exitCode = await serve(rest, io, { ...deps, page: packageFile('dist/page') });
} else process.exitCode = await runAgent(process.argv.slice(2), io, deps);
