// `zops-mcp config <host>`: the text that adds this server to an MCP host, in that host's own format. Touches nothing.
import path from 'node:path';

export interface Host {
  readonly title: string;
  /** Where the text goes. */
  readonly file: string;
  readonly format: 'json' | 'toml';
  readonly render: (server: ServerEntry) => string;
}

/** How the server is started. */
export interface ServerStart {
  readonly command: string;
  readonly args: readonly string[];
  /** Whether a first start may have to fetch the package. */
  readonly fetches: boolean;
}

export interface ServerEntry extends ServerStart {
  readonly env: Readonly<Record<string, string>>;
}

/** The server that is installed here: both paths absolute, since a host started from a desktop has hardly a PATH. */
export function installedServer(node: string, main: string): ServerStart {
  return { command: node, args: [main], fetches: false };
}

/** The published package, pinned to one version and without any path: what a team can share. On Windows npx is a batch file, which needs its interpreter. */
export function publishedServer(version: string, platform: NodeJS.Platform): ServerStart {
  const npx = ['npx', '-y', `zops-mcp@${version}`];
  const [command = '', ...args] = platform === 'win32' ? ['cmd', '/c', ...npx] : npx;
  return { command, args, fetches: true };
}

/** npx keeps what it runs in a cache that it may clear: no place to start a server from tomorrow. */
export function isInNpxCache(main: string): boolean {
  return main.split(path.sep).includes('_npx');
}

/** Seconds that Codex waits for a server whose package may have to be fetched first; its default is 10. */
const CODEX_FETCH_SECONDS = 60;

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Claude Desktop, Claude Code and Cursor share this form. */
const mcpServers = (extra: Readonly<Record<string, unknown>> = {}) =>
  (server: ServerEntry): string => json({ mcpServers: { zops: { ...extra, ...entry(server) } } });

export const HOSTS: Readonly<Record<string, Host>> = {
  'claude-desktop': {
    title: 'Claude Desktop',
    file: 'claude_desktop_config.json (Settings, Developer, Edit Config)',
    format: 'json',
    render: mcpServers(),
  },
  'claude-code': { title: 'Claude Code', file: '.mcp.json in the project', format: 'json', render: mcpServers({ type: 'stdio' }) },
  cursor: { title: 'Cursor', file: '.cursor/mcp.json in the project, or ~/.cursor/mcp.json', format: 'json', render: mcpServers({ type: 'stdio' }) },
  vscode: {
    title: 'VS Code',
    file: '.vscode/mcp.json in the workspace',
    format: 'json',
    render: (server) => json({ servers: { zops: { type: 'stdio', ...entry(server) } }, inputs: [] }),
  },
  codex: { title: 'Codex', file: '~/.codex/config.toml', format: 'toml', render: renderToml },
};

/** A TOML basic string has the escapes of JSON; keys are plain words here. */
function renderToml({ command, args, env, fetches }: ServerEntry): string {
  const lines = ['[mcp_servers.zops]', `command = ${JSON.stringify(command)}`, `args = [${args.map((arg) => JSON.stringify(arg)).join(', ')}]`];
  if (fetches) lines.push(`startup_timeout_sec = ${CODEX_FETCH_SECONDS}`);
  const entries = Object.entries(env).map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
  if (entries.length > 0) lines.push('', '[mcp_servers.zops.env]', ...entries);
  return `${lines.join('\n')}\n`;
}

function entry({ command, args, env }: ServerEntry): Partial<ServerEntry> {
  return { command, args, ...(Object.keys(env).length === 0 ? {} : { env }) };
}
