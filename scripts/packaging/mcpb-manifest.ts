// The manifest of the MCPB bundle, from what the code says of itself: version, tools, prompts, settings.
import { BUILT_IN_POLICY } from '../../src/policy/policy.js';
import { promptsAt, type Prompt } from '../../src/server/prompts.js';
import { TOOLS } from '../../src/tools/index.js';
import { PACKAGE } from './package-json.js';
import { SETTINGS, type Setting } from './settings.js';

/** The name of a setting in the host's form, in the same order as SETTINGS. */
const key = ({ name }: Setting): string => name.toLowerCase();

export const MANIFEST = {
  manifest_version: '0.3',
  name: PACKAGE.name,
  display_name: 'zops: z/OS operations',
  version: PACKAGE.version,
  description: PACKAGE.description,
  author: { name: 'The zops authors' },
  license: PACKAGE.license,
  keywords: PACKAGE.keywords,
  icon: 'icon.png',
  icons: [{ src: 'icon.png', size: '512x512' }],
  server: {
    type: 'node',
    entry_point: 'dist/main.js',
    mcp_config: {
      command: 'node',
      args: ['${__dirname}/dist/main.js'],
      env: Object.fromEntries(SETTINGS.map((setting) => [setting.name, `\${user_config.${key(setting)}}`])),
    },
  },
  tools: TOOLS.map(({ name, description }) => ({ name, description: firstSentence(description) })),
  prompts: promptsAt(BUILT_IN_POLICY).map(prompt),
  compatibility: { runtimes: { node: PACKAGE.engines.node } },
  user_config: Object.fromEntries(SETTINGS.map((setting) => [key(setting), option(setting)])),
};

/**
 * Nothing is required. An empty default, because some hosts hand on the bare template of an option without a value
 * (github.com/modelcontextprotocol/mcpb issue 250); src/config.ts takes both for not set.
 */
function option({ title, description, kind, choices, secret }: Setting) {
  const hint = choices === undefined || choices.every((choice) => description.includes(choice)) ? '' : ` One of: ${choices.join(', ')}.`;
  return {
    type: kind === 'text' ? 'string' : kind,
    title,
    description: `${description}${hint}`,
    required: false,
    default: kind === 'boolean' ? false : '',
    ...(secret === undefined ? {} : { sensitive: secret }),
  };
}

/** The text as the server renders it, with the format's own placeholders for what a person fills in. */
function prompt({ name, description, arguments: parameters, render }: Prompt) {
  const names = parameters.map((parameter) => parameter.name);
  const placeholders = names.map((parameter) => [parameter, `\${arguments.${parameter}}`] as const);
  const text = placeholders.reduce((rendered, [, placeholder]) => rendered.replaceAll(encodeURIComponent(placeholder), placeholder), render(Object.fromEntries(placeholders)));
  return { name, description, ...(names.length === 0 ? {} : { arguments: names }), text };
}

function firstSentence(text: string): string {
  return `${text.split(/\.\s/, 1)[0] ?? ''}.`;
}
