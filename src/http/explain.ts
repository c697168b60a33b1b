// The meaning of a message id or an abend code, whichever the text is, from what the MCP server knows.
import * as z from 'zod';
import type { CallOutcome } from '../agent/tool-client.js';
import type { Explanation } from './contract.js';
import { HttpProblem, problemOfServer } from './problem.js';

const TEXTS = { meaning: z.string(), causes: z.string().nullable(), check: z.string() };
const MESSAGE = z.object({ id: z.string(), ...TEXTS });
const ABEND = z.object({ code: z.string(), ...TEXTS });
/** No id and no code is longer, characters. */
const ID_CHARS = 40;

/** @throws HttpProblem 404 */
export async function explain(id: string, read: (uri: string) => Promise<CallOutcome>): Promise<Explanation> {
  if (id.length <= ID_CHARS) {
    const message = known(await read(`zops://messages/${encodeURIComponent(id)}`));
    if (message !== undefined) return { kind: 'message', ...MESSAGE.parse(message) };
    const abend = known(await read(`zops://abends/${encodeURIComponent(id)}`));
    if (abend !== undefined) {
      const { code, ...texts } = ABEND.parse(abend);
      return { kind: 'abend', id: code, ...texts };
    }
  }
  throw new HttpProblem(404, 'unknown_id', 'zops knows no message id and no abend code of this name.');
}

function known(outcome: CallOutcome): unknown {
  if (outcome.success) return outcome.result;
  if (outcome.error.code === 'unknown_resource') return undefined;
  throw problemOfServer(outcome.error);
}
