// What completion codes mean, in a few words, from z/OS MVS System Codes. Pure.

const SYSTEM: Readonly<Record<string, string>> = {
  '001': 'I/O error on a data set',
  '002': 'record longer than the block or track allows',
  '013': 'data set could not be opened: its attributes or member do not fit',
  '0C1': 'operation exception: an invalid instruction, often a missing module',
  '0C4': 'protection exception: storage that the program may not touch',
  '0C5': 'addressing exception',
  '0C6': 'specification exception',
  '0C7': 'data exception: a field that should hold a decimal number does not',
  '0CB': 'decimal division by zero',
  '0D3': 'abnormal end inside a system service',
  '122': 'cancelled by the operator, with a dump',
  '222': 'cancelled by the operator',
  '322': 'CPU time limit of the job or step exceeded',
  '522': 'waited longer than the installation allows',
  '613': 'tape label or mount error at open',
  '622': 'TSO session ended',
  '706': 'module is marked not executable',
  '722': 'output line limit exceeded',
  '737': 'I/O error at end of volume',
  '804': 'not enough virtual storage',
  '806': 'program module not found',
  '80A': 'not enough virtual storage',
  '813': 'tape data set name does not match the label',
  '837': 'no more volumes for the data set',
  '878': 'not enough virtual storage',
  '913': 'security: RACF denied access to a resource',
  '922': 'job ended by an error in the system during its step',
  A03: 'a subtask was still running at the end of the program',
  B37: 'out of space: the volume or the extents of the data set are used up',
  D37: 'out of space: the data set has no secondary space left',
  E37: 'out of space: no further extent or directory block to be had',
};
const USER: Readonly<Record<string, string>> = {
  U4038: 'Language Environment ended the program after an unhandled condition',
  U4039: 'Language Environment ended the program after an unhandled condition, with a dump',
  U0016: 'the sort or utility program gave up',
};

/** Few words for `S0C7` or `U4038`; undefined for a code that is not in the list (its own program defines a user code). */
export function abendMeaning(code: string): string | undefined {
  return code.startsWith('S') ? SYSTEM[code.slice(1)] : USER[code];
}

const PATTERNS = [
  /\bABEND(?:ED)?[ =:]\s?(?:CODE\s?=?\s?)?S([0-9A-F]{3})(?:[ ,](U\d{4}))?/,
  /\b(?:SYSTEM|System) (?:COMPLETION|Completion) (?:CODE|Code)[= ]([0-9A-F]{3})\b/,
  /\bCOMPLETION CODE - SYSTEM=([0-9A-F]{3})\s+USER=(\d{4})/,
  /\bAB\/S0([0-9A-F]{3})\b/,
];

/** The completion code that a message names: `S0C7`, `U4038`; null when it names none. */
export function abendCodeIn(text: string): string | null {
  for (const pattern of PATTERNS) {
    const [match, system = '', user] = pattern.exec(text) ?? [];
    if (match === undefined) continue;
    if (system !== '000') return `S${system}`;
    if (user !== undefined && !user.endsWith('0000')) return user.startsWith('U') ? user : `U${user}`;
  }
  const user = /\bABEND[ =](?:S000 )?(U\d{4})\b/.exec(text)?.[1];
  return user ?? null;
}
