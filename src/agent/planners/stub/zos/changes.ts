// What was changed: RACF and operator commands that alter something, and updates of data sets that a job uses. Pure.
import type { LogRecord } from './record.js';

/** Commands that only look, or that every day sees many times. */
const ROUTINE = /^[#-]?(?:D|DISPLAY|DIS|DI|\$D\w*|LU|LD|RL|RLIST|LISTUSER|LISTDSD|SEARCH|SEND|SE|LOG)\b|^-?\w{3,4} ?DIS\b|^S SMFDUMP\b|^R \d/;
const RACF =
  /^#?(?:ADDUSER|ALTUSER|ALU|DELUSER|ADDGROUP|ALTGROUP|DELGROUP|ADDSD|ALTDSD|DELDSD|RDEFINE|RDEF|RALTER|RALT|RDELETE|PERMIT|PE|CONNECT|REMOVE|SETROPTS|SETR|PASSWORD)\b/;
/** Commands that set parameters rather than start, stop or answer something. */
const SETTING = /^(?:SETSMS|SET|T|SETPROG|SETOMVS|SETLOAD|SETXCF|SETUNI|SETIOS|\$T\w*|VARY|V|CONFIG|CF|SLIP|DUMPDS|ACTIVATE)\b/;

/** A command that changed something; `isCommand` comes from the log's own mark. */
export function isChange({ isCommand, text }: LogRecord): boolean {
  return isCommand === true && !ROUTINE.test(text) && (RACF.test(text) || SETTING.test(text));
}

export function isUpdateOf({ access }: LogRecord, dataSets: ReadonlySet<string>): boolean {
  return (
    access !== undefined &&
    access.resource !== null &&
    access.decision !== 'denied' &&
    /^(?:UPDATE|ALTER|CONTROL)$/.test(access.intent ?? '') &&
    dataSets.has(access.resource)
  );
}
