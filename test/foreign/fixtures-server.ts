// The fixtures that the official conformance suite asks for, served through zops's own adapter and call wrapper.
// For tests only: started by scripts/conformance, never part of the package.
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { loadConfig } from '../../src/config.js';
import { ZopsError } from '../../src/errors.js';
import { BUILT_IN_POLICY } from '../../src/policy/policy.js';
import { createRedactor } from '../../src/redact.js';
import { createEmbeddedSandbox } from '../../src/sandbox/embedded.js';
import { serveMcp } from '../../src/server/mcp.js';
import type { Prompt } from '../../src/server/prompts.js';
import type { Resource, ResourceTemplate } from '../../src/server/resources.js';
import { createAuditLog } from '../../src/state/audit-log.js';
import { createConfigStore } from '../../src/state/config-store.js';
import { createSimulator } from '../../src/system/simulator.js';
import { defineTool, type Tool } from '../../src/tools/tool.js';
import { NO_TRACING } from '../../src/tracing/tracing.js';

const text = z.strictObject({ text: z.string() });
const nothing = z.strictObject({});

const TOOLS: readonly Tool[] = [
  defineTool({
    name: 'test_simple_text',
    title: 'Simple text',
    description: 'Answers with text.',
    effect: 'reads',
    input: nothing,
    output: text,
    handle: () => Promise.resolve({ text: 'This is a simple text response for testing.' }),
  }),
  defineTool({
    name: 'test_error_handling',
    title: 'Error',
    description: 'Always fails.',
    effect: 'reads',
    input: nothing,
    output: text,
    handle: () => Promise.reject(new ZopsError('data_missing', 'This tool intentionally returns an error for testing')),
  }),
  defineTool({
    name: 'test_tool_with_progress',
    title: 'Progress',
    description: 'Reports progress three times.',
    effect: 'reads',
    input: nothing,
    output: text,
    async handle(_args, { progress }) {
      for (const message of ['begun', 'half', 'done']) {
        progress(message);
        await pause(50);
      }
      return { text: 'Progress was reported.' };
    },
  }),
  defineTool({
    name: 'test_elicitation',
    title: 'Question',
    description: 'Asks the person at the client.',
    effect: 'changes',
    input: z.strictObject({ message: z.string().describe('What to ask.') }),
    output: text,
    async handle({ message }, { confirm }) {
      await confirm({ effect: 'changes', text: message });
      return { text: 'The person agreed.' };
    },
  }),
  defineTool({
    name: 'json_schema_2020_12_tool',
    title: 'JSON Schema 2020-12',
    description: 'Has an input schema with definitions.',
    effect: 'reads',
    input: z.strictObject({
      name: z.string().optional(),
      address: z.object({ street: z.string().optional(), city: z.string().optional() }).meta({ id: 'address' }).optional(),
    }),
    output: text,
    handle: ({ name }) => Promise.resolve({ text: name ?? '' }),
  }),
];

const RESOURCES: readonly Resource[] = [
  {
    uri: 'test://static-text',
    name: 'static-text',
    title: 'Static text',
    description: 'A text that never changes.',
    icon: 'knowledge',
    looks: true,
    read: () => Promise.resolve('This is the content of the static text resource.'),
  },
];

/** Templates of zops end in their variable, so `123/data` is the id here. */
const RESOURCE_TEMPLATES: readonly ResourceTemplate[] = [
  {
    uriTemplate: 'test://template/{id}',
    variable: 'id',
    name: 'template',
    title: 'Template',
    description: 'Answers with its variable.',
    icon: 'knowledge',
    looks: true,
    complete: () => [],
    read: (id) => ({ id, templateTest: true, data: `Data for ID: ${id}` }),
  },
];

const PROMPTS: readonly Prompt[] = [
  {
    name: 'test_simple_prompt',
    title: 'Simple prompt',
    description: 'Without arguments.',
    icon: 'knowledge',
    arguments: [],
    render: () => 'This is a simple prompt for testing.',
  },
  {
    name: 'test_prompt_with_arguments',
    title: 'Prompt with arguments',
    description: 'With two arguments.',
    icon: 'knowledge',
    arguments: ['arg1', 'arg2'].map((name) => ({ name, title: name, description: 'A test argument.', required: true, values: ['test', 'testing'] })),
    render: ({ arg1, arg2 }) => `Prompt with arguments: arg1='${arg1 ?? ''}', arg2='${arg2 ?? ''}'`,
  },
];

const { stateDir } = loadConfig(process.env);
const directory = fileURLToPath(new URL('../../fixtures/baseline', import.meta.url));
const sandbox = createEmbeddedSandbox({ directory });
const server = await serveMcp(process.stdin, process.stdout, {
  tools: TOOLS,
  resources: RESOURCES,
  resourceTemplates: RESOURCE_TEMPLATES,
  prompts: PROMPTS,
  services: { policy: BUILT_IN_POLICY, system: createSimulator({ directory }), sandbox, config: createConfigStore({ directory: stateDir }) },
  audit: createAuditLog({ directory: stateDir, redactor: createRedactor({ secrets: [] }) }),
  tracing: NO_TRACING,
  confirm: null,
  warn: (line) => process.stderr.write(`${line}\n`),
});
await server.ended;
await server.idle();
await sandbox.close();
process.exit(0);
