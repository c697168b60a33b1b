// `zops-mcp config <host>`: the text that adds this server to an MCP host, in that host's own format. Touches nothing.

export interface Host {
  readonly title: string;
  /** Where the text goes. */
  readonly file: string;
  readonly format: 'json' | 'toml';
  readonly render: (server: ServerEntry) => string;
}

/** How the server is started. */
export interface ServerEntry {
  /** Absolute path of the Node.js that runs it. */
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Claude Desktop, Claude Code and Cursor share this form. */
const mcpServers = (extra: Readonly<Record<string, unknown>> = {}) =>
  (server: ServerEntry): string => json({ mcpServers: { zops: { ...extra, ...withoutEmptyEnv(server) } } });

export const HOSTS: Readonly<Record<string, Host>> = {
  'claude-desktop': { title: 'Claude Desktop', file: 'claude_desktop_config.json', format: 'json', render: mcpServers() },
  'claude-code': { title: 'Claude Code', file: '.mcp.json in the project', format: 'json', render: mcpServers({ type: 'stdio' }) },
  cursor: { title: 'Cursor', file: '.cursor/mcp.json in the project, or ~/.cursor/mcp.json', format: 'json', render: mcpServers() },
  vscode: {
    title: 'VS Code',
    file: '.vscode/mcp.json in the workspace',
    format: 'json',
    render: (server) => json({ servers: { zops: { type: 'stdio', ...withoutEmptyEnv(server) } }, inputs: [] }),
  },
  codex: { title: 'Codex', file: '~/.codex/config.toml', format: 'toml', render: renderToml },
};

/** A TOML basic string has the escapes of JSON; keys are plain words here. */
function renderToml({ command, args, env }: ServerEntry): string {
  const entries = Object.entries(env).map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
  const table = entries.length === 0 ? '' : `\n[mcp_servers.zops.env]\n${entries.join('\n')}\n`;
  return `[mcp_servers.zops]\ncommand = ${JSON.stringify(command)}\nargs = [${args.map((arg) => JSON.stringify(arg)).join(', ')}]\n${table}`;
}

function withoutEmptyEnv({ env, ...server }: ServerEntry): Partial<ServerEntry> {
  return Object.keys(env).length === 0 ? server : { ...server, env };
}
