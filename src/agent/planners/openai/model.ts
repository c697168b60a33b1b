// What the planner needs of a language model, in words of its own: one turn of a conversation with tools. No API here.
import type { ResponseOutputItem } from 'openai/resources/responses/responses';

export interface TokenUsage {
  readonly input: number;
  readonly output: number;
  readonly total: number;
}

/** A tool as a model sees it. */
export interface ModelTool {
  readonly name: string;
  readonly description: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The parameters keep to what strict schemas may hold, so the API can enforce them. */
  readonly strict: boolean;
}

export interface ModelCall {
  readonly id: string;
  readonly name: string;
  /** JSON text, as the model wrote it. */
  readonly arguments: string;
}

export interface ModelTurn {
  readonly text: string;
  readonly calls: readonly ModelCall[];
  /** The model's words when it declined. */
  readonly refusal: string | null;
  /** Why the turn is not whole; null when it is. */
  readonly cut: string | null;
  /** Null where the server does not count. */
  readonly usage: TokenUsage | null;
  /** Responses API: what a stateless request has to bring back. */
  readonly output: readonly ResponseOutputItem[];
}

export type Entry =
  | { readonly kind: 'instructions' | 'user' | 'earlier_answer'; readonly text: string }
  | { readonly kind: 'turn'; readonly turn: ModelTurn }
  /** The answer to a call. */
  | { readonly kind: 'result'; readonly id: string; readonly text: string };

export interface TurnRequest {
  readonly conversation: readonly Entry[];
  readonly tools: readonly ModelTool[];
  /** False: an answer in words is wanted, no calls. */
  readonly mayCall: boolean;
  readonly signal: AbortSignal;
  readonly onText?: (delta: string) => void;
}

export interface Model {
  readonly name: string;
  /** @throws ZopsError `planner_failed`, or the signal's reason */
  turn(request: TurnRequest): Promise<ModelTurn>;
}
