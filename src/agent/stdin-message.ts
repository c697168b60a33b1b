// The message from a pipe: standard input to its end, but not more than a message may hold.
import { LIMITS } from '../limits.js';

/** Stops reading soon after the limit is passed; what is too long is for the caller to refuse. */
export async function readPiped(input: NodeJS.ReadableStream): Promise<string> {
  input.setEncoding('utf8');
  let text = '';
  for await (const chunk of input) {
    text += String(chunk);
    if (text.trim().length > LIMITS.agentMessageChars) break;
  }
  return text.trim();
}
