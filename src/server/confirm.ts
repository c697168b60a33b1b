// Whether a person has to be asked before an effect, and what follows when nobody can be. Knows nothing of MCP's SDK.
import { ZopsError } from '../errors.js';
import type { Question, ToolContext } from '../tools/tool.js';

/** ZOPS_CONFIRM; null when the site did not say: then changes are confirmed where the client can ask. */
export type ConfirmSetting = 'never' | 'changes' | 'always' | null;

export interface Asker {
  /** Whether the client can ask its user. */
  readonly canAsk: () => boolean;
  /** Puts the question to the user; true only for a clear yes. */
  readonly ask: (text: string) => Promise<boolean>;
}

/** A site that demanded confirmation gets it or gets nothing done: a client that cannot ask is refused, never waved through. */
export function createConfirm(setting: ConfirmSetting, { canAsk, ask }: Asker): ToolContext['confirm'] {
  return async ({ effect, text }: Question): Promise<void> => {
    const wanted = effect === 'changes' ? setting !== 'never' : setting === 'always';
    if (!wanted) return;
    if (!canAsk()) {
      if (setting === null) return;
      throw new ZopsError('not_confirmed', `ZOPS_CONFIRM=${setting} demands that a person confirms this, and this client cannot ask one. Use a client that supports elicitation.`);
    }
    if (!(await ask(visible(text)))) throw new ZopsError('not_confirmed', 'The person did not agree, so nothing was done. Ask them what they want instead.');
  };
}

/** What hides or reorders text becomes an escape: the person sees every character that would run. */
function visible(text: string): string {
  return text.replace(/[\x7f-\x9f\p{Cf}\p{DI}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
