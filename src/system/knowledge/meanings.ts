// What the trouble in a piece of log means, in zops's own words: for hosts that show tools and no resources. Pure.
import { explainAbend, explainMessage } from './explain.js';

const WORD = /[$A-Z][A-Z0-9$#@]{5,9}/g;
const ABEND = /\bABEND[= ]?([SU][0-9A-F]{3,4})\b/g;

/** Messages that report a problem or want an action, and abend codes: at most `most`, the newest first. */
export function meaningsIn(lines: readonly string[], most: number): Readonly<Record<string, string>> {
  const meanings: Record<string, string> = {};
  const add = (id: string, known: { readonly meaning: string; readonly check: string }) => {
    if (Object.keys(meanings).length < most) meanings[id] ??= `${known.meaning} Check next: ${known.check}`;
  };
  for (const line of lines.toReversed()) {
    for (const [, code = ''] of line.matchAll(ABEND)) {
      const known = explainAbend(code);
      if (known !== null) add(known.code, known);
    }
    for (const [word] of line.matchAll(WORD)) {
      const known = explainMessage(word);
      if (known !== null && (known.level === 'problem' || known.level === 'action')) add(known.id, known);
    }
  }
  return meanings;
}
