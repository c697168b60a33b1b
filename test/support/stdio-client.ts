// The SDK's own client on a server that is started by a command line, as an MCP host does it.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { onTestFinished } from 'vitest';

export interface CommandLine {
  readonly command: string;
  readonly args?: readonly string[] | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
}

/** Initialized, and closed when the test ends. Its HOME is `home`, so that nothing of the machine's is touched. */
export async function connectTo({ command, args = [], env = {} }: CommandLine, home: string): Promise<Client> {
  const client = new Client({ name: 'install-test', version: '1.0.0' });
  onTestFinished(() => client.close());
  const own = { HOME: home, XDG_STATE_HOME: '', PATH: process.env['PATH'] ?? '' };
  await client.connect(new StdioClientTransport({ command, args: [...args], env: { ...own, ...env }, cwd: home, stderr: 'ignore' }));
  return client;
}

/** The names of what a server offers. */
export async function toolNames(client: Client): Promise<string[]> {
  return (await client.listTools()).tools.map(({ name }) => name);
}

export async function callFor(client: Client, name: string, args: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
  const { structuredContent } = await client.callTool({ name, arguments: args });
  return structuredContent as Record<string, unknown>;
}
