// A client that asks faster than it reads, or than it can be answered: neither answers nor requests pile up, and nothing is lost.
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished, vi } from 'vitest';
import * as z from 'zod';
import { LIMITS } from '../../src/limits.js';
import { BUILT_IN_POLICY } from '../../src/policy/policy.js';
import { createRedactor } from '../../src/redact.js';
import { createEmbeddedSandbox } from '../../src/sandbox/embedded.js';
import { serveMcp } from '../../src/server/mcp.js';
import { createAuditLog } from '../../src/state/audit-log.js';
import { createConfigStore } from '../../src/state/config-store.js';
import { createSimulator } from '../../src/system/simulator.js';
import { defineTool } from '../../src/tools/tool.js';
import { NO_TRACING } from '../../src/tracing/tracing.js';
import { tempDir } from '../support/temp.js';

const TEXT = 'x'.repeat(30_000);
const CALLS = LIMITS.requestsOpen * 2;

interface Flow {
  readonly input: PassThrough;
  readonly output: PassThrough;
  /** Calls that the tool has begun. */
  readonly begun: () => number;
  readonly allow: () => void;
}

/** A server whose one tool answers with much text, when it is allowed to. */
async function serve(): Promise<Flow> {
  const directory = await tempDir();
  const sandbox = createEmbeddedSandbox({ directory });
  let begun = 0;
  const gate = new AbortController();
  const allowed = new Promise<void>((resolve) => gate.signal.addEventListener('abort', () => resolve()));
  const much = defineTool({
    name: 'much', title: 'Much', description: 'Much text.', effect: 'reads', input: z.strictObject({}), output: z.strictObject({ text: z.string() }),
    handle: async () => {
      begun += 1;
      await allowed;
      return { text: TEXT };
    },
  });
  const [input, output] = [new PassThrough(), new PassThrough()];
  const audit = createAuditLog({ directory, redactor: createRedactor({ secrets: [] }) });
  const services = { policy: BUILT_IN_POLICY, system: createSimulator({ directory }), sandbox, config: createConfigStore({ directory }) };
  const server = await serveMcp(input, output, { tools: [much], resources: [], resourceTemplates: [], prompts: [], services, audit, confirm: null, tracing: NO_TRACING, warn: () => undefined });
  onTestFinished(async () => {
    gate.abort();
    output.resume();
    await server.close('end of the test');
    await audit.close();
    await sandbox.close();
  });
  const send = (message: object): boolean => input.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  send({ id: 0, method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'greedy', version: '1' } } });
  send({ method: 'notifications/initialized' });
  // One by one, as they are read: a stream in memory would hand over everything in one piece.
  void (async () => {
    for (let id = 1; id <= CALLS; id += 1) if (!send({ id, method: 'tools/call', params: { name: 'much', arguments: {} } })) await new Promise((resolve) => input.once('drain', resolve));
  })();
  return { input, output, begun: () => begun, allow: () => gate.abort() };
}

/** Resolves when the value is there and has not changed for a while. */
async function settled(value: () => number): Promise<number> {
  await vi.waitUntil(() => value() > 0, { timeout: 20_000 });
  let last = Number.NaN;
  while (last !== value()) {
    last = value();
    await sleep(200);
  }
  return value();
}

it('leaves requests unread that nobody can work on yet, and answers all of them in the end', async () => {
  const { input, output, begun, allow } = await serve();
  expect(await settled(begun)).toBe(LIMITS.requestsAtOnce);
  expect(input.isPaused()).toBe(true);
  const answers = idsOf(output, CALLS + 1);
  allow();
  expect((await answers).sort((one, other) => one - other)).toEqual(Array.from({ length: CALLS + 1 }, (_, id) => id));
});

it('begins nothing more while the client does not take its answers', async () => {
  const warnings: Error[] = [];
  const listen = (warning: Error): number => warnings.push(warning);
  process.on('warning', listen);
  onTestFinished(() => void process.off('warning', listen));
  const { input, output, begun, allow } = await serve();
  allow();
  // A turn ends a moment before its answer is written.
  const most = LIMITS.requestsAtOnce * 2 + Math.ceil(LIMITS.unreadBytes / TEXT.length);
  expect(await settled(begun)).toBeLessThanOrEqual(most);
  expect(input.isPaused()).toBe(true);
  expect(output.writableLength + output.readableLength).toBeLessThan(most * TEXT.length * 3);
  expect((await idsOf(output, CALLS + 1)).length).toBe(CALLS + 1);
  expect(warnings).toEqual([]);
});

/** Reads answers until there are so many. */
async function idsOf(output: PassThrough, count: number): Promise<number[]> {
  const ids: number[] = [];
  let rest = '';
  for await (const chunk of output) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    ids.push(...lines.map((line) => (JSON.parse(line) as { id: number }).id));
    if (ids.length >= count) break;
  }
  return ids;
}
