// An MCP server that goes wrong in one chosen way: faulty-server.ts KIND. Shakes hands like a real one first, unless KIND says otherwise.
import { writeFileSync } from 'node:fs';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';

const [kind = '', pidFile] = process.argv.slice(2);
if (pidFile !== undefined) writeFileSync(pidFile, String(process.pid));

if (kind === 'crash-at-start') {
  process.stderr.write('zops-mcp: the data directory is on fire\n');
  process.exit(3);
}
if (kind === 'never-answers' || kind === 'never-ends') {
  process.stdin.resume();
  setInterval(() => undefined, 1_000);
}
if (kind === 'never-ends') for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => undefined);

if (!kind.startsWith('never-') && kind !== 'crash-at-start') {
  const server = new McpServer({ name: 'faulty', version: '0' });
  server.registerTool('get_system_status', { description: 'Goes wrong.', annotations: { readOnlyHint: true } }, async () => {
    if (kind === 'crash-on-call') {
      process.stderr.write('\u001b[31mout of paper\u001b[0m\n');
      process.exit(4);
    }
    if (kind === 'hang-on-call') await new Promise(() => setInterval(() => undefined, 1_000));
    if (kind === 'odd-result') return { content: [{ type: 'text', text: 'all \u001b[2Jgood' }] };
    return { isError: true, content: [{ type: 'text', text: 'no reason at all' }] };
  });
  await server.connect(new StdioServerTransport());
}
