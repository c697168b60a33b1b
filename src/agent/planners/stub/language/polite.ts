// Takes the courtesies off a request, so that it starts with what is wanted. Pure.
import { pattern } from './pattern.js';
const LEAD = pattern`
  ^\s*(?:(?:please|pls|kindly|now|just|also|and|then|so|ok|okay|hey|hi|hello|thanks|firstly|first(?=\s*,|\s+(?:show|
  check|list|display|get|tell|look|run|set))|finally|next|quickly|zops)\b[,!:\s]*|(?:(?:can|could|would|will)\s+(?:you|
  u|we)(?:\s+mind)?|i(?:'d|\s+would|\s+want|\s+need|'ll)?\s+(?:want|like|need|have)?\s*(?:you\s+)?to|let(?:'s|\s+us|s)|
  go\s+ahead\s+and|try\s+to|help\s+me\s+(?:to\s+)?|you\s+(?:should|must|have\s+to|need\s+to))\s+)+`;
const TAIL = /[\s,]*\b(?:please|pls|for me|thanks|thank you|right now|now|asap|if you can)[\s.!?]*$/i;

export function withoutCourtesy(text: string): string {
  const start = text.replace(LEAD, '').trim();
  return start.replace(TAIL, '').trim() || start;
}
