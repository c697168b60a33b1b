// Draws docs/trace.svg from spans that really arrived: runs the built agent against an OTLP receiver on loopback and draws what it sent.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { ATTRIBUTES } from '../src/tracing/attributes.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PROMPT = 'Check system status and analyze recent errors';
const ROW = 24;
const LEFT = 330;
const WIDE = 520;
const COLOURS: Readonly<Record<string, string>> = { agent: '#d2a8ff', generation: '#79c0ff', tool: '#7ee787', guardrail: '#ffa657' };

const SPAN = z.object({
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  startTimeUnixNano: z.string(),
  endTimeUnixNano: z.string(),
  attributes: z.array(z.object({ key: z.string(), value: z.object({ stringValue: z.string().optional() }) })),
});
const BODY = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: z.array(z.object({ key: z.string(), value: z.object({ stringValue: z.string().optional() }) })) }),
      scopeSpans: z.array(z.object({ spans: z.array(SPAN) })),
    }),
  ),
});
interface Received {
  readonly id: string;
  readonly parent: string | undefined;
  readonly name: string;
  readonly type: string;
  readonly service: string;
  /** ms */
  readonly start: number;
  readonly end: number;
}

/** Runs the agent, waits for its end (the server has ended then, too), returns what arrived. */
async function receive(): Promise<readonly Received[]> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      for (const { resource, scopeSpans } of BODY.parse(JSON.parse(body)).resourceSpans) {
        const service = resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? '';
        for (const span of scopeSpans.flatMap(({ spans }) => spans)) {
          const type = span.attributes.find(({ key }) => key === ATTRIBUTES.type)?.value.stringValue ?? '';
          const [start, end] = [span.startTimeUnixNano, span.endTimeUnixNano].map((nanos) => Number(BigInt(nanos) / 1_000n) / 1_000) as [number, number];
          received.push({ id: span.spanId, parent: span.parentSpanId, name: span.name, type, service, start, end });
        }
      }
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const state = mkdtempSync(path.join(os.tmpdir(), 'zops-picture-'));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const env = { PATH: process.env['PATH'], ZOPS_SANDBOX: 'embedded', ZOPS_STATE_DIR: state, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint };
  const agent = spawn(process.execPath, [path.join(ROOT, 'dist/agent.js'), PROMPT, '--mode', 'execute_safe'], { env, stdio: 'ignore' });
  const [code] = (await once(agent, 'exit')) as [number | null];
  rmSync(state, { recursive: true });
  server.close();
  if (code !== 0 || received.length === 0) throw new Error(`The agent ended with ${code}, ${received.length} spans arrived. Build first: npm run build`);
  return received;
}

/** Parents before children, each generation by time. */
function inOrder(spans: readonly Received[], parent: string | undefined, depth = 0): readonly { readonly span: Received; readonly depth: number }[] {
  const children = spans.filter((span) => span.parent === parent).sort((a, b) => a.start - b.start);
  return children.flatMap((span) => [{ span, depth }, ...inOrder(spans, span.id, depth + 1)]);
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

const rows = inOrder(await receive(), undefined);
const from = Math.min(...rows.map(({ span }) => span.start));
const scale = WIDE / Math.max(...rows.map(({ span }) => span.end - from));
const drawn = rows.map(({ span: { name, type, service, start, end }, depth }, row) => {
  const y = 56 + row * ROW;
  const [x, width] = [LEFT + (start - from) * scale, Math.max(2, (end - start) * scale)];
  const colour = COLOURS[type] ?? '#8b949e';
  return `<text x="${16 + depth * 18}" y="${y + 12}" fill="${colour}">${escapeXml(`${type} · ${name}`)}</text><rect x="${x.toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="16" rx="3" fill="${colour}" fill-opacity="${service === 'zops' ? 0.9 : 0.5}"/><text x="${LEFT + WIDE + 12}" y="${y + 12}" fill="#8b949e">${(end - start).toFixed(1)} ms  ${service}</text>`;
});
const [width, height] = [LEFT + WIDE + 190, 56 + rows.length * ROW + 12];
writeFileSync(
  path.join(ROOT, 'docs/trace.svg'),
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="Trace of: ${PROMPT}">
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="12">
<text x="16" y="30" fill="#e6edf3">${PROMPT}: one trace, ${rows.length} observations from two processes</text>
${drawn.join('\n')}
</g>
</svg>
`,
);
