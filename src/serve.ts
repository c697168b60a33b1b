// The server of the bin `zops-mcp`: wires its parts together, and ends them in order. All that every call needs is imported here,
// so that it comes as one file; what only some calls need is imported where they need it.
import type { Config } from './config.js';
import { LIMITS } from './limits.js';
import { BUILT_IN_POLICY } from './policy/policy.js';
import { createRedactor } from './redact.js';
import { createSandbox } from './sandbox/select.js';
import { serveMcp } from './server/mcp.js';
import { promptsAt } from './server/prompts.js';
import { RESOURCE_TEMPLATES, RESOURCES } from './server/resources.js';
import { createAuditLog } from './state/audit-log.js';
import { createConfigStore } from './state/config-store.js';
import { createSimulator } from './system/simulator.js';
import { TOOLS } from './tools/index.js';
import { unlessRefused } from './tools/tool.js';
import { createTracing } from './tracing/create-tracing.js';
import { VERSION } from './version.js';

/** Serves MCP on stdin and stdout, and ends the process. */
export async function serve(config: Config, warn: (text: string) => void): Promise<void> {
  // Read once: what is in force when the server starts stays in force until it ends.
  const policy = config.policyFile === null ? BUILT_IN_POLICY : await (await import('./site/load-policy.js')).loadPolicy(config.policyFile);
  const sandbox = createSandbox({ choice: config.sandbox, directory: config.dataDir, image: config.image, version: VERSION, dockerEnv: config.dockerEnv, warn });
  const { langfuse, otlpEndpoint, secrets } = config;
  const tracing = await createTracing({ service: 'zops-mcp', version: VERSION, langfuse, otlpEndpoint, secrets, warn });
  const audit = createAuditLog({ directory: config.stateDir, redactor: createRedactor({ secrets }) });
  const server = await serveMcp(process.stdin, process.stdout, {
    tools: config.readOnly ? TOOLS.filter((tool) => tool.effect === 'reads') : TOOLS,
    resources: RESOURCES,
    resourceTemplates: RESOURCE_TEMPLATES,
    prompts: promptsAt(policy),
    services: {
      policy,
      system: createSimulator({ directory: config.dataDir, mayRead: (path) => unlessRefused(policy.checkFile(path)) }),
      sandbox,
      config: createConfigStore({ directory: config.stateDir }),
    },
    audit,
    tracing,
    confirm: config.confirm,
    warn,
  });

  let over = Infinity;
  const noteEnd = (): void => void (over = Math.min(over, performance.now()));
  void server.ended.then(noteEnd);
  const signalled = new Promise<string>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
      process.on(signal, () => {
        noteEnd();
        resolve(signal);
      });
    }
  });
  // What was asked before stdin ended is answered; after a signal nobody waits for it.
  const asked = server.ended.then(() => server.idle());
  const deadline = server.ended.then(() => pause(LIMITS.shutdownMs * 0.75));
  const reason = await Promise.race([Promise.race([asked, deadline]).then(() => 'end of input'), signalled]);
  const left = LIMITS.shutdownMs - (performance.now() - over);
  // Calls that a signal cut short still get their result into the audit trail.
  const ended = server.close(reason).then(() => audit.close());
  await Promise.all([
    Promise.race([ended, pause(left + LIMITS.lastRecordsMs)]),
    Promise.race([Promise.all([sandbox.close(), tracing.flush(left)]), pause(left)]),
  ]);
  await flushed(process.stdout);
  process.exit(0);
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  if (stream.destroyed || stream.writableLength === 0) return Promise.resolve();
  return Promise.race([new Promise<void>((resolve) => stream.write('', () => resolve())), pause(100)]);
}
