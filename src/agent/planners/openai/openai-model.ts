// The model behind an OpenAI-compatible API: sends one turn, streams it, retries what may pass. The only file that does requests.
import { setTimeout as sleep } from 'node:timers/promises';
import { APIConnectionError, APIError, OpenAI } from 'openai';
import { withOwnSignal } from '../../abort.js';
import { toChatRequest, readChatStream } from './chat-api.js';
import { explainFailure } from './failures.js';
import type { Model, ModelTurn, TurnRequest } from './model.js';
import { readResponsesStream, toResponsesRequest } from './responses-api.js';

export interface ModelOptions {
  readonly apiKey: string;
  readonly model: string;
  /** Null: OpenAI itself. */
  readonly baseUrl: string | null;
  readonly api: 'responses' | 'chat';
  readonly redact: (text: string) => string;
}

/** Waits before a request is sent again when the server names none, and the longest that is waited, ms. */
const RETRY_AFTER_MS = [500, 2_000] as const;
const LONGEST_WAIT_MS = 20_000;

export function createOpenAiModel({ apiKey, model, baseUrl, api, redact }: ModelOptions): Model {
  const client = new OpenAI({
    apiKey,
    // Given here, these are not read from the environment, whose names are others' business; OPENAI_LOG would write to stdout.
    baseURL: baseUrl ?? 'https://api.openai.com/v1',
    organization: null,
    project: null,
    logLevel: 'off',
    // The client's own waiting does not end with the signal.
    maxRetries: 0,
  });

  async function send(request: TurnRequest, signal: AbortSignal): Promise<ModelTurn> {
    const { onText } = request;
    if (api === 'chat') return readChatStream(await client.chat.completions.create(toChatRequest(model, baseUrl === null, request), { signal }), onText);
    return readResponsesStream(await client.responses.create(toResponsesRequest(model, request), { signal }), onText);
  }

  return {
    name: model,
    async turn(request) {
      for (let attempt = 0; ; attempt += 1) {
        try {
          return await withOwnSignal(request.signal, (own) => send(request, own));
        } catch (error) {
          request.signal.throwIfAborted();
          const wait = waitBeforeRetry(error, attempt);
          if (wait === undefined) throw explainFailure(error, { model, baseUrl, redact });
          await sleep(wait, undefined, { signal: request.signal });
        }
      }
    },
  };
}

/** Only what failed before the answer began may pass on a second try; undefined for the rest. */
function waitBeforeRetry(error: unknown, attempt: number): number | undefined {
  const standard = RETRY_AFTER_MS[attempt];
  if (standard === undefined || !(error instanceof APIError)) return undefined;
  if (error instanceof APIConnectionError) return standard;
  const status: unknown = error.status;
  if (typeof status !== 'number' || error.code === 'insufficient_quota' || !(status === 429 || status >= 500)) return undefined;
  const headers: unknown = error.headers;
  const told = headers instanceof Headers ? Number(headers.get('retry-after') ?? Number.NaN) * 1_000 : Number.NaN;
  return told >= 0 ? Math.min(told, LONGEST_WAIT_MS) : standard;
}
