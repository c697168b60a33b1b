// What can go wrong with a model, as sentences a user can act on. Every failure is a ZopsError `planner_failed`.
import { APIConnectionError, APIError } from 'openai';
import { messageOf, ZopsError } from '../../../errors.js';
import { withoutControls } from '../../untrusted.js';

/** Longest text of a model or its server inside a sentence of ours, characters. */
const QUOTED_CHARS = 300;

export function plannerFailed(sentence: string, cause?: unknown): ZopsError {
  return new ZopsError('planner_failed', sentence, {}, { cause });
}

export function brokenStream(cause?: unknown): ZopsError {
  return plannerFailed('The answer of the model broke off before its end; try again.', cause);
}

export function modelFailed(why: string | undefined): ZopsError {
  return plannerFailed(`The model failed while it answered${why ? ` (${quoted(why)})` : ''}; try again.`);
}

/** On one line, bounded, without what acts on a terminal: for text that a model or its server wrote. */
export function quoted(text: string): string {
  return withoutControls(text).replace(/\s+/g, ' ').trim().slice(0, QUOTED_CHARS);
}

export interface Where {
  readonly model: string;
  readonly baseUrl: string | null;
  /** Takes secrets out of a text. */
  readonly redact: (text: string) => string;
}

/** @param error whatever the request was rejected with; what is already a ZopsError passes. */
export function explainFailure(error: unknown, { model, baseUrl, redact }: Where): ZopsError {
  if (error instanceof ZopsError) return error;
  const at = baseUrl === null ? 'OpenAI' : `The model server at ${redact(new URL(baseUrl).origin)}`;
  if (error instanceof APIConnectionError) {
    const to = baseUrl === null ? 'OPENAI_BASE_URL and the network' : 'that it runs and that OPENAI_BASE_URL is right';
    return plannerFailed(`${at} cannot be reached. Check ${to}, or unset OPENAI_API_KEY to use the keyless planner.`, error);
  }
  // Anything without an HTTP status went wrong after the answer had begun.
  if (!(error instanceof APIError) || typeof error.status !== 'number') return brokenStream(error);
  const said = redact(quoted(messageOf(error)));
  switch (error.status) {
    case 401:
    case 403:
      return plannerFailed(`${at} does not accept the key (${error.status}). Check OPENAI_API_KEY.`, error);
    case 404:
      return plannerFailed(`${at} does not know the model ${quoted(model)} or this API (404). Check OPENAI_MODEL, OPENAI_BASE_URL and OPENAI_API.`, error);
    case 429:
      return plannerFailed(`${at} takes no more requests now (${said}). Wait, or check the quota of your account.`, error);
    default:
      return error.status >= 500
        ? plannerFailed(`${at} failed (${error.status}). Try again later.`, error)
        : plannerFailed(`${at} did not accept the request (${said}). Check OPENAI_MODEL and OPENAI_API.`, error);
  }
}
