// The Chat Completions API as pure mappings, for servers that speak nothing newer: conversation → request, streamed chunks → turn.
import type { ChatCompletionChunk, ChatCompletionCreateParamsStreaming, ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import { LIMITS } from '../../../limits.js';
import { brokenStream } from './failures.js';
import type { Entry, ModelTurn, TurnRequest } from './model.js';

/** @param atOpenAi its current models take tools here only without reasoning; servers of others may not know the parameter. */
export function toChatRequest(
  model: string,
  atOpenAi: boolean,
  { conversation, tools, mayCall }: Pick<TurnRequest, 'conversation' | 'tools' | 'mayCall'>,
): ChatCompletionCreateParamsStreaming {
  return {
    model,
    stream: true,
    stream_options: { include_usage: true },
    max_completion_tokens: LIMITS.agentTurnTokens,
    messages: conversation.map(toMessage),
    ...(tools.length === 0
      ? {}
      : {
          tools: tools.map(({ name, description, parameters, strict }) => ({ type: 'function', function: { name, description, parameters: { ...parameters }, strict } })),
          tool_choice: mayCall ? 'auto' : 'none',
        }),
    ...(atOpenAi ? { reasoning_effort: 'none' } : {}),
  };
}

function toMessage(entry: Entry): ChatCompletionMessageParam {
  switch (entry.kind) {
    case 'instructions':
      return { role: 'system', content: entry.text };
    case 'user':
      return { role: 'user', content: entry.text };
    case 'earlier_answer':
      return { role: 'assistant', content: entry.text };
    case 'turn': {
      const { text, calls } = entry.turn;
      const tool_calls = calls.map(({ id, name, arguments: json }) => ({ id, type: 'function' as const, function: { name, arguments: json } }));
      return { role: 'assistant', content: text === '' ? null : text, ...(tool_calls.length === 0 ? {} : { tool_calls }) };
    }
    case 'result':
      return { role: 'tool', tool_call_id: entry.id, content: entry.text };
  }
}

/** @throws ZopsError `planner_failed` when the stream ends before its end. */
export async function readChatStream(chunks: AsyncIterable<ChatCompletionChunk>, onText?: (delta: string) => void): Promise<ModelTurn> {
  let text = '';
  let refusal = '';
  let finish: string | null = null;
  let usage: ModelTurn['usage'] = null;
  const calls = new Map<number, { id: string; name: string; arguments: string }>();
  for await (const chunk of chunks) {
    if (chunk.usage) usage = { input: chunk.usage.prompt_tokens, output: chunk.usage.completion_tokens, total: chunk.usage.total_tokens };
    const choice = chunk.choices[0];
    if (choice === undefined) continue;
    const { delta, finish_reason } = choice;
    if (delta.content) {
      text += delta.content;
      onText?.(delta.content);
    }
    refusal += delta.refusal ?? '';
    for (const { index, id, function: part } of delta.tool_calls ?? []) {
      const call = calls.get(index) ?? { id: '', name: '', arguments: '' };
      calls.set(index, { id: id ?? call.id, name: call.name + (part?.name ?? ''), arguments: call.arguments + (part?.arguments ?? '') });
    }
    finish = finish_reason ?? finish;
  }
  if (finish === null) throw brokenStream();
  return {
    text,
    calls: [...calls.values()],
    refusal: refusal === '' ? null : refusal,
    cut: finish === 'length' || finish === 'content_filter' ? finish : null,
    usage,
    output: [],
  };
}
