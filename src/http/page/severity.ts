// How grave a log line is, by z/OS conventions: the type code that ends a message id, and the words of abends and refusals. Pure.
import { idsIn } from './message-ids.js';

export type Severity = 'error' | 'warning' | 'info' | 'plain';

const GRAVE = /\bABEND(?:ED|S|=|\b)|\bSYSTEM COMPLETION CODE|\bJCL ERROR\b|\bNOT CATALOGED\b|\bOUT OF SPACE\b/i;
const REFUSED = /\bINSUFFICIENT ACCESS\b|\bINVALID PASSWORD\b|\bNOT AUTHORIZED\b|\bVIOLATION\b|\bSHORTAGE\b/i;
/** A record of RACF's: the event, then its outcome. */
const RACF_OUTCOME = /^(?:ACCESS|JOBINIT|ADDVOL|RENAMEDS|DELRES|DEFINE|ALTER|ALTUSER|PASSWORD|PERMIT|SETROPTS|CHECKPRIV) +([A-Z]+)/;
/** Type codes: S severe, T terminate, E eventual action · A action, D decision, W warning · I information. */
const BY_TYPE: Readonly<Record<string, Severity>> = { S: 'error', T: 'error', E: 'error', A: 'warning', D: 'warning', W: 'warning', I: 'info' };
/** Continuation lines of a hardcopy message start with D, E, L or S and carry the number that ends the first line. */
const MORE = /^[DELS][A-Z ]? {10,60}(\d{3}) /;
const FIRST = /^M.*?[ ](\d{3})\s*$/;

/** One for each line; the further lines of a message are as grave as its first. */
export function severities(lines: readonly string[]): readonly Severity[] {
  const open = new Map<string, Severity>();
  return lines.map((line) => {
    const own = severityOf(line);
    const first = FIRST.exec(line)?.[1];
    if (first !== undefined) open.set(first, own);
    const more = MORE.exec(line)?.[1];
    return more === undefined ? own : worse(own, open.get(more) ?? 'plain');
  });
}

export function severityOf(line: string): Severity {
  if (GRAVE.test(line)) return 'error';
  const outcome = RACF_OUTCOME.exec(line)?.[1];
  if (outcome !== undefined) return outcome.startsWith('SUCCESS') ? 'plain' : 'warning';
  if (REFUSED.test(line)) return 'warning';
  const id = idsIn(line).find(({ kind }) => kind === 'message')?.id;
  return (id !== undefined && !/^(?:\$HASP|DFH)/.test(id) ? BY_TYPE[id.slice(-1)] : undefined) ?? 'plain';
}

const RANK: readonly Severity[] = ['plain', 'info', 'warning', 'error'];

function worse(a: Severity, b: Severity): Severity {
  return RANK.indexOf(a) >= RANK.indexOf(b) ? a : b;
}
