// Model servers on loopback: the maintained mock for what it can do, a bare one for faults, and what they were asked.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LLMock, type Fixture } from '@copilotkit/aimock';
import { onTestFinished } from 'vitest';
import { openAiPlannerFor } from '../../../src/agent/planners/openai/create-openai-planner.js';
import type { AgentDeps } from '../../../src/agent/run-agent.js';

export const KEY = 'sk-test-0123456789abcdefghij';
export const APIS = ['responses', 'chat'] as const;
export type Api = (typeof APIS)[number];

/** The agent's dependencies for a model at this address. */
export function modelAt(url: string, api: Api, env: Readonly<Record<string, string>> = {}): { env: Readonly<Record<string, string>>; createPlanner: AgentDeps['createPlanner'] } {
  return {
    env: { OPENAI_API_KEY: KEY, OPENAI_BASE_URL: `${url}/v1`, OPENAI_API: api, OPENAI_MODEL: 'mock-model', ...env },
    createPlanner: (config) => openAiPlannerFor(config, KEY),
  };
}

export async function mockModel(fixtures: readonly Fixture[]): Promise<LLMock> {
  const mock = new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent' });
  mock.addFixtures([...fixtures]);
  await mock.start();
  onTestFinished(() => mock.stop());
  return mock;
}

export interface BareServer {
  readonly url: string;
  /** Bodies of the requests so far. */
  readonly asked: unknown[];
}

/** A server of our own, for what the mock cannot do: hangs, broken streams, odd words. */
export async function bareModel(respond: (request: IncomingMessage, response: ServerResponse, turn: number) => void): Promise<BareServer> {
  const asked: unknown[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      asked.push(JSON.parse(body));
      respond(request, response, asked.length);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

export function sse(response: ServerResponse, events: readonly unknown[], end = true): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const event of events) response.write(`data: ${JSON.stringify(event)}\n\n`);
  if (end) response.end('data: [DONE]\n\n');
}
