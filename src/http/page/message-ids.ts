// Where a text names a message id or an abend code whose meaning the server can be asked for. Pure.
import { MESSAGE_ID } from '../../agent/planners/stub/zos/message-id.js';

export interface NamedId {
  readonly kind: 'message' | 'abend';
  readonly id: string;
  /** Index of its first character. */
  readonly at: number;
}

const ABEND = /(?<=\b(?:ABEND(?:ED)?[= ](?:with )?|abended with |abend ))(?:S[0-9A-F]{3}|U\d{4})(?:-[0-9A-F]{2})?\b/;
const EITHER = new RegExp(`(${MESSAGE_ID.source})|(${ABEND.source})`, 'g');

export function idsIn(text: string): readonly NamedId[] {
  return [...text.matchAll(EITHER)].map((match) => ({ kind: match[1] === undefined ? 'abend' : 'message', id: match[0], at: match.index }) as const);
}
