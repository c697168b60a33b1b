// The message inside a log line: its id, and the job it speaks of. Pure.

// Text may start with an action mark, a reply id (`*012 `) and a subsystem's command prefix; the id itself ends in a
// type letter, except for JES2 ($HASPnnn) and CICS (DFHxxnnnn).
const MESSAGE_ID = /^[\s*@+]*(?:\d{2,4} )?((?:\$HASP\d{3,4}|DFH[A-Z]{2}\d{4}[A-Z]?|[A-Z][A-Z0-9$#@]{2,6}\d{2,5}[ADEISTWCRXU]))(?![A-Z0-9$#@])/;

/** `IEF450I`, `$HASP395`, `CEE3207S`, `DFHSI1517`; null when the text does not start with a message id. */
export function messageIdOf(text: string): string | null {
  return MESSAGE_ID.exec(text)?.[1] ?? null;
}

const NAME = '([A-Z$#@][A-Z0-9$#@]{0,7})';

/** Messages whose first word after the id is the name of the very job that they come from. */
const OF_OWN_JOB = new Set(
  ('$HASP100 $HASP101 $HASP110 $HASP165 $HASP250 $HASP301 $HASP308 $HASP310 $HASP373 $HASP375 $HASP395 $HASP396 ' +
    'IEF125I IEF126I IEF142I IEF202I IEF236I IEF272I IEF402I IEF403I IEF404I IEF450I IEF452I IEF453I IEF472I').split(' '),
);
const NAME_FIRST = new RegExp(`^(?:${NAME})(?= |$|\\.)`);
/** Elsewhere: a keyword. */
const NAME_KEYWORD = new RegExp(`\\bJOB(?:NAME)?[=(/ ]\\s*${NAME}(?=[\\s),/]|$)`);
/** `IEC030I B37-04,IFG0554A,PAYR0300,STEP030,…`: the third operand. */
const NAME_THIRD = new RegExp(`^IEC\\d{3}I [^,]+,[^,]+,${NAME},`);

/** The name of the job that a message is about, when its form says so. */
export function jobNameOf(messageId: string | null, text: string): string | null {
  if (messageId === null) return null;
  const operands = text.slice(text.indexOf(messageId) + messageId.length).replace(/^\s+/, '');
  if (namesOwnJob(messageId)) {
    const words = operands.replace(/^(?:ALLOC\. FOR|JOB)\s+/, '');
    return NAME_FIRST.exec(words)?.[1] ?? null;
  }
  if (messageId.startsWith('IEC')) return NAME_THIRD.exec(`${messageId} ${operands}`)?.[1] ?? null;
  return NAME_KEYWORD.exec(operands)?.[1] ?? null;
}

/** Whether the job that a message names is the one whose id stands beside it. */
export function namesOwnJob(messageId: string | null): boolean {
  return messageId !== null && OF_OWN_JOB.has(messageId);
}

const JOB_ID = /^(?:JOB|STC|TSU)[ \d]{4}\d$|^[JST]\d{7}$/;

/** A job id as JES2 prints it (`JOB12871`, `J0012871`, `STC    9`), else null (console names, blanks). */
export function jobIdOf(column: string): string | null {
  const id = column.trimEnd();
  return JOB_ID.test(id) ? id : null;
}
