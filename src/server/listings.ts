// How tools, resources and prompts are listed to clients: plain JSON, nothing of MCP's SDK.
import type { Policy } from '../policy/policy.js';
import type { Effect, Tool } from '../tools/tool.js';
import { ICONS, type IconName } from './icons.js';
import type { Prompt } from './prompts.js';
import { RESOURCE_MIME_TYPE, type Resource, type ResourceTemplate } from './resources.js';
import { toolSchemas } from './tool-schemas.js';

const ANNOTATIONS: Record<Effect, { readOnlyHint: boolean; destructiveHint: boolean; idempotentHint: boolean; openWorldHint: boolean }> = {
  reads: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  runs: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  // An update overwrites the previous value: destructive in the words of the specification.
  changes: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
};

/** A tool knows nothing of pictures; one without a row gets the server's own. */
const TOOL_ICONS: Readonly<Partial<Record<string, IconName>>> = { get_logs: 'logs', get_system_status: 'status', run_command: 'command', update_config: 'config' };

export function listTool(tool: Tool, policy: Policy) {
  const atSite = tool.atSite?.(policy) ?? null;
  return {
    name: tool.name,
    title: tool.title,
    description: atSite === null ? tool.description : `${tool.description} ${atSite}`,
    ...toolSchemas(tool),
    annotations: { title: tool.title, ...ANNOTATIONS[tool.effect] },
    icons: ICONS[TOOL_ICONS[tool.name] ?? 'zops'],
  };
}

export function listResource({ uri, name, title, description, icon }: Resource) {
  return { uri, name, title, description, mimeType: RESOURCE_MIME_TYPE, icons: ICONS[icon] };
}

export function listTemplate({ uriTemplate, name, title, description, icon }: ResourceTemplate) {
  return { uriTemplate, name, title, description, mimeType: RESOURCE_MIME_TYPE, icons: ICONS[icon] };
}

export function listPrompt({ name, title, description, icon, arguments: args }: Prompt) {
  const listed = args.map((argument) => ({ name: argument.name, title: argument.title, description: argument.description, required: argument.required }));
  return { name, title, description, icons: ICONS[icon], arguments: listed };
}
