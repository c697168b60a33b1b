// The Responses API as pure mappings: conversation → request, streamed events → turn. Stateless: nothing is stored over there.
import type { ResponseCreateParamsStreaming, ResponseInputItem, ResponseOutputItem, Response, ResponseStreamEvent } from 'openai/resources/responses/responses';
import { LIMITS } from '../../../limits.js';
import { brokenStream, modelFailed } from './failures.js';
import type { Entry, ModelTool, ModelTurn, TurnRequest } from './model.js';

export function toResponsesRequest(model: string, { conversation, tools, mayCall }: Pick<TurnRequest, 'conversation' | 'tools' | 'mayCall'>): ResponseCreateParamsStreaming {
  return {
    model,
    stream: true,
    store: false,
    // Without it the reasoning behind the calls could not be handed back.
    include: ['reasoning.encrypted_content'],
    max_output_tokens: LIMITS.agentTurnTokens,
    input: conversation.flatMap(inputItems),
    tools: tools.map(functionTool),
    tool_choice: mayCall ? 'auto' : 'none',
  };
}

function inputItems(entry: Entry): ResponseInputItem[] {
  switch (entry.kind) {
    case 'instructions':
      return [{ role: 'developer', content: entry.text }];
    case 'user':
      return [{ role: 'user', content: entry.text }];
    case 'earlier_answer':
      return [{ role: 'assistant', content: entry.text }];
    case 'turn':
      return entry.turn.output.flatMap(passedBack);
    case 'result':
      return [{ type: 'function_call_output', call_id: entry.id, output: entry.text }];
  }
}

function passedBack(item: ResponseOutputItem): ResponseInputItem[] {
  if (item.type === 'message' || item.type === 'function_call') return [item];
  // Reasoning that was not encrypted is only known by an id over there, where nothing is stored.
  return item.type === 'reasoning' && item.encrypted_content ? [item] : [];
}

function functionTool({ name, description, parameters, strict }: ModelTool): { type: 'function'; name: string; description: string; parameters: Record<string, unknown>; strict: boolean } {
  return { type: 'function', name, description, parameters: { ...parameters }, strict };
}

/** @throws ZopsError `planner_failed` when the model fails or the stream ends before its end. */
export async function readResponsesStream(events: AsyncIterable<ResponseStreamEvent>, onText?: (delta: string) => void): Promise<ModelTurn> {
  for await (const event of events) {
    if (event.type === 'response.output_text.delta') onText?.(event.delta);
    else if (event.type === 'response.completed' || event.type === 'response.incomplete') return toTurn(event.response);
    else if (event.type === 'response.failed') throw modelFailed(event.response.error?.message);
    else if (event.type === 'error') throw modelFailed(event.message);
  }
  throw brokenStream();
}

function toTurn({ output, usage, status, incomplete_details }: Response): ModelTurn {
  const parts = output.flatMap((item) => (item.type === 'message' ? item.content : []));
  const refusals = parts.flatMap((part) => (part.type === 'refusal' ? [part.refusal] : []));
  return {
    text: parts.flatMap((part) => (part.type === 'output_text' ? [part.text] : [])).join('\n\n'),
    calls: output.flatMap((item) => (item.type === 'function_call' ? [{ id: item.call_id, name: item.name, arguments: item.arguments }] : [])),
    refusal: refusals.length === 0 ? null : refusals.join('\n'),
    cut: status === 'incomplete' ? (incomplete_details?.reason ?? 'unknown') : null,
    usage: usage ? { input: usage.input_tokens, output: usage.output_tokens, total: usage.total_tokens } : null,
    output,
  };
}
