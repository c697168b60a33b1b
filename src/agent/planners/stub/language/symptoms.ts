// What a question can be about besides jobs: parts of the system, and which messages speak of them. Pure; general z/OS knowledge.
import type { Source } from '../zos/record.js';
import { pattern } from './pattern.js';

export type SymptomName =
  | 'contention'
  | 'Db2'
  | 'CICS'
  | 'spool'
  | 'storage'
  | 'space'
  | 'space management'
  | 'SMS'
  | 'hardware or I/O'
  | 'dumps'
  | 'security'
  | 'changes';

export interface Symptom {
  readonly name: SymptomName;
  /** Words of a question. */
  readonly said: RegExp;
  /** Where to look, with a text that its messages hold. */
  readonly looks: readonly { readonly source: Source; readonly contains?: string }[];
  /** Messages of it among others. */
  readonly messages: RegExp;
  /** Its subsystems in the status. */
  readonly subsystems?: RegExp;
}

const NONE = /(?!)/;

const SYMPTOMS: readonly Symptom[] = [
  {
    name: 'Db2',
    said: /\b(?:db2|sqlcodes?|databases?)\b/i,
    looks: [
      { source: 'syslog', contains: 'DSN3' },
      { source: 'syslog', contains: 'DSNV' },
    ],
    messages: /^DSN/,
    subsystems: /^(?:DB|DSN)/,
  },
  { name: 'CICS', said: /\b(?:cics\w*|transactions?)\b/i, looks: [{ source: 'syslog', contains: 'DFH' }], messages: /^DFH/, subsystems: /^CICS/ },
  {
    name: 'spool',
    said: /\b(?:spool|jes2? (?:resources?|shortage)|print(?:s|ed|ing)? (?:too|so) much|output limits?)\b/i,
    looks: [
      { source: 'syslog', contains: '$HASP375' },
      { source: 'syslog', contains: '$HASP050' },
    ],
    messages: /^\$HASP(?:050|375|893|646|355)$/,
    subsystems: /^JES/,
  },
  {
    name: 'storage',
    said: /\b(?:auxiliary(?: storage)?|aux|paging|page data ?sets?|virtual storage|storage shortage)\b/i,
    looks: [{ source: 'syslog', contains: 'IRA2' }],
    messages: /^IRA/,
  },
  {
    name: 'space management',
    said: /\b(?:space management|dfsms ?hsm|hsm|migrat\w+|ARC messages?)\b/i,
    looks: [{ source: 'syslog', contains: 'ARC0' }],
    messages: /^ARC/,
    subsystems: /HSM/,
  },
  { name: 'SMS', said: /\b(?:sms|storage groups?)\b/i, looks: [{ source: 'syslog', contains: 'SMS' }, { source: 'audit' }], messages: /^IGD/ },
  {
    name: 'space',
    said: /\b(?:disk space|(?:out of|no more|enough) (?:disk )?space|space (?:shortage|problem)|volumes?(?: is| are)? full|allocation)\b/i,
    looks: [
      { source: 'syslog', contains: 'IGD17' },
      { source: 'syslog', contains: 'IEC03' },
    ],
    messages: /^(?:IEC03|IGD17)/,
  },
  {
    name: 'hardware or I/O',
    said: /(?<!\w)i\/?o(?: errors?)?\b(?! log)|\b(?:missing interrupts?|hardware|channel paths?)\b/i,
    looks: [{ source: 'error' }, { source: 'syslog', contains: 'IOS' }],
    messages: /^IOS/,
  },
  {
    name: 'contention',
    said: /\b(?:enq(?:ueue)?s?|contention|contending|dead-?locks?|lock(?:ed)? out|resource wait)\b/i,
    looks: [
      { source: 'syslog', contains: 'CONTENTION' },
      { source: 'syslog', contains: 'DEADLOCK' },
    ],
    messages: /^(?:ISG|IEF863|IEF099|IEF458|DSNT37)/,
  },
  { name: 'dumps', said: /\bdump(?:s|ed)?\b/i, looks: [{ source: 'syslog', contains: 'DUMP' }], messages: /^IEA(?:611|79\d|911|995)/ },
  {
    name: 'security',
    said: pattern`
      \b(?:security|racf|intru\w+|hack\w*|break-?ins?|trying\sto\s(?:get|access|read|log)|get\s(?:at|into|access)|
      got\s(?:at|in|into|access)|manage[d]?\sto\s(?:access|read|update|get)|revoked|access(?:es)?\s.*denied|suspicious)\b`,
    looks: [{ source: 'audit' }],
    messages: /^(?:ICH|IRR)/,
  },
  {
    name: 'changes',
    said: /\b(?:chang(?:e|es|ed)|alter(?:ed)?|modif(?:y|ied)|promoted|reconfigur\w+|fiddled?|tamper\w*|tinker\w*|tweak\w*|mess(?:ed)?\swith)\b/i,
    // The hardcopy log marks operator commands with C in column 2.
    looks: [{ source: 'audit' }, { source: 'syslog', contains: 'NC0000000' }],
    messages: NONE,
  },
];

export function symptomsIn(text: string): readonly SymptomName[] {
  return SYMPTOMS.filter(({ said }) => said.test(text)).map(({ name }) => name);
}

export function symptom(name: SymptomName): Symptom | undefined {
  return SYMPTOMS.find((one) => one.name === name);
}
