#!/usr/bin/env node
// The bin `zops-mcp`: the MCP server over stdio, and with arguments its operator's subcommands. Wires everything together.
import { loadConfig, type Config } from './config.js';
import { messageOf, ZopsError } from './errors.js';
import { LIMITS } from './limits.js';
import { VERSION } from './version.js';

/** Names that a client made up are in some of the texts: none acts on a terminal, and none begins a line that looks like ours. */
const warn = (text: string): void => {
  const safe = text.replace(/[\0-\x08\x0b-\x1f\x7f-\x9f\p{Cf}\p{Zl}\p{Zp}]/gu, '\ufffd').replaceAll('\n', '\n  ');
  process.stderr.write(`zops-mcp: ${safe}\n`);
};

async function serve(config: Config): Promise<void> {
  const [{ serveMcp }, { TOOLS }, { RESOURCES, RESOURCE_TEMPLATES }, { PROMPTS }, { createAuditLog }, { createConfigStore }, { createSimulator }, { createSandbox }, { createRedactor }, { createTracing }] = await Promise.all([
    import('./server/mcp.js'),
    import('./tools/index.js'),
    import('./server/resources.js'),
    import('./server/prompts.js'),
    import('./state/audit-log.js'),
    import('./state/config-store.js'),
    import('./system/simulator.js'),
    import('./sandbox/select.js'),
    import('./redact.js'),
    import('./tracing/create-tracing.js'),
  ]);
  const sandbox = createSandbox({ choice: config.sandbox, directory: config.dataDir, image: config.image, version: VERSION, dockerEnv: config.dockerEnv, warn });
  const { langfuse, otlpEndpoint, secrets } = config;
  const tracing = await createTracing({ service: 'zops-mcp', version: VERSION, langfuse, otlpEndpoint, secrets, warn });
  const server = await serveMcp(process.stdin, process.stdout, {
    tools: config.readOnly ? TOOLS.filter((tool) => tool.effect === 'reads') : TOOLS,
    resources: RESOURCES,
    resourceTemplates: RESOURCE_TEMPLATES,
    prompts: PROMPTS,
    services: {
      system: createSimulator({ directory: config.dataDir }),
      sandbox,
      config: createConfigStore({ directory: config.stateDir }),
    },
    audit: createAuditLog({ directory: config.stateDir, redactor: createRedactor({ secrets }) }),
    tracing,
    confirm: config.confirm,
    warn,
  });

  const signalled = new Promise<'signal'>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => resolve('signal'));
  });
  // What was asked before stdin ended is answered; after a signal nobody waits for it.
  const asked = server.ended.then(() => server.idle());
  const deadline = server.ended.then(() => pause(LIMITS.shutdownMs * 0.75));
  await Promise.race([asked, deadline, signalled]);
  const left = LIMITS.shutdownMs * 0.25;
  // Calls that a signal cut short still get their result into the audit trail.
  const ended = server.close().then(() => server.idle());
  await Promise.race([Promise.all([ended, sandbox.close(), tracing.flush(left)]), pause(left)]);
  await flushed(process.stdout);
  process.exit(0);
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  if (stream.destroyed || stream.writableLength === 0) return Promise.resolve();
  return Promise.race([new Promise<void>((resolve) => stream.write('', () => resolve())), pause(100)]);
}

async function main(argv: readonly string[]): Promise<void> {
  try {
    const config = loadConfig(process.env);
    if (argv.length === 0) await serve(config);
    else {
      const { runOperator } = await import('./operator/cli.js');
      process.exitCode = await runOperator(argv, config, { out: process.stdout, err: process.stderr });
    }
  } catch (error) {
    // Only our own errors speak; a stack is for bug reports.
    warn(error instanceof ZopsError ? error.message : `internal error: ${messageOf(error)}`);
    process.exitCode = error instanceof ZopsError && error.code === 'invalid_environment' ? 2 : 1;
  }
}

await main(process.argv.slice(2));
