// Message ids and the job a message names. Pure; general z/OS conventions, no list of known systems.

// JES2 and CICS ids carry no type letter; the others end in one. A job id or a step name is none.
const ID = /(?:\$HASP\d{3,4}|DFH[A-Z]{2}\d{4}|(?!JOB|STC|TSU)[A-Z][A-Z0-9$#@]{2,6}\d{2,5}[ADEISTWCRX])(?![A-Z0-9$#@])/;
const LEADING = new RegExp(`^[\\s*@+]*(?:\\d{2,4} )?(${ID.source})`);
/** Anywhere in a text. */
export const MESSAGE_ID = new RegExp(`(?<![A-Z0-9$#@])${ID.source}`);
const NAME = '([A-Z@#$][A-Z0-9@#$]{0,7})';
const NAME_FIRST = /^(?:\$HASP(?:1\d\d|250|3\d\d|520|540)|IEF(?:125|126|142|202|206|236|272|285|40[2-4]|45\d|472)I)$/;

/** The id that a message starts with. */
export function messageIdOf(text: string): string | null {
  return LEADING.exec(text)?.[1] ?? null;
}

/** The first id anywhere in a text. */
export function messageIdIn(text: string): string | null {
  return MESSAGE_ID.exec(text)?.[0] ?? null;
}

export function jobNamedBy(messageId: string | null, text: string): string | null {
  if (messageId === null) return null;
  const operands = text.slice(text.indexOf(messageId) + messageId.length);
  if (NAME_FIRST.test(messageId)) return new RegExp(`^\\s+(?:ALLOC\\. FOR\\s+|JOB\\s+)?${NAME}(?![A-Z0-9@#$])`).exec(operands)?.[1] ?? null;
  // IEC030I B37-04,IFG0554A,job,step,…
  if (messageId.startsWith('IEC')) return new RegExp(`^\\s+[^,]+,[^,]+,${NAME},`).exec(operands)?.[1] ?? null;
  return new RegExp(`\\bJOB(?:NAME)?[=(/ ]\\s*${NAME}(?=[\\s),/]|$)`).exec(operands)?.[1] ?? null;
}
