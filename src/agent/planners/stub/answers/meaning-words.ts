// Words for "what is S0C7?": general knowledge, said as such. Pure.
import { abendMeaning } from '../zos/abend-codes.js';
import { meaningOfId } from '../zos/message-meaning.js';

export function meaningWords(of: string): string {
  const abend = abendMeaning(of);
  if (abend !== undefined) return `${of} is a completion code (abend): ${abend}.`;
  const message = meaningOfId(of);
  return message === undefined ? `I have no explanation of ${of} at hand; its manual has one.` : `${of}: ${message}.`;
}
