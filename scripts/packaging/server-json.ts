// server.json, how the MCP registry is told of the package: `npm run server-json` writes it, `npm version` too.
import { writeFileSync } from 'node:fs';
import { PACKAGE, ROOT } from './package-json.js';
import { SETTINGS, type Setting } from './settings.js';

/** Longest description that the registry takes. */
const MAX_DESCRIPTION_CHARS = 100;

export const SERVER_JSON = {
  $schema: 'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json',
  name: PACKAGE.mcpName,
  title: 'zops: z/OS operations',
  description: firstClause(PACKAGE.description),
  version: PACKAGE.version,
  packages: [
    {
      registryType: 'npm',
      identifier: PACKAGE.name,
      version: PACKAGE.version,
      runtimeHint: 'npx',
      transport: { type: 'stdio' },
      environmentVariables: SETTINGS.map(variable),
    },
  ],
};

function variable({ name, description, kind, choices, secret }: Setting) {
  const format = kind === 'boolean' ? 'boolean' : kind === 'text' ? 'string' : 'filepath';
  return { name, description, isRequired: false, isSecret: secret ?? false, format, ...(choices === undefined ? {} : { choices }) };
}

function firstClause(text: string): string {
  const [clause = ''] = text.split(': ');
  if (clause.length > MAX_DESCRIPTION_CHARS) throw new Error(`Shorten the first part of package.json's description to ${MAX_DESCRIPTION_CHARS} characters.`);
  return clause;
}

if (process.argv[1] === import.meta.filename) writeFileSync(`${ROOT}server.json`, `${JSON.stringify(SERVER_JSON, null, 2)}\n`);
