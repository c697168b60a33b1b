// What a message id or an abend code means, what usually causes it, and what an operator checks next. Pure.
import { ABENDS } from './abends.js';
import type { AbendRow, Level, MessageRow } from './facts.js';
import { JES2_MESSAGES } from './jes2.js';
import { JOB_MESSAGES } from './jobs.js';
import { SECURITY_MESSAGES } from './security.js';
import { STORAGE_MESSAGES } from './storage.js';
import { SUBSYSTEM_MESSAGES } from './subsystems.js';
import { SYSTEM_MESSAGES } from './system.js';

export interface MessageExplanation {
  readonly id: string;
  readonly level: Level;
  readonly meaning: string;
  /** null when the message reports nothing wrong. */
  readonly causes: string | null;
  readonly check: string;
}

export interface AbendExplanation {
  /** As IEF450I prints it: `S0C7`, `U4038`. */
  readonly code: string;
  readonly kind: 'system' | 'user';
  /** What followed the code: the return code of `SB37-04`. */
  readonly return_code: string | null;
  readonly meaning: string;
  readonly causes: string;
  readonly check: string;
}

const MESSAGES: ReadonlyMap<string, MessageRow> = new Map(
  [...JES2_MESSAGES, ...JOB_MESSAGES, ...STORAGE_MESSAGES, ...SYSTEM_MESSAGES, ...SECURITY_MESSAGES, ...SUBSYSTEM_MESSAGES].map((row) => [row[0], row]),
);
const CODES: ReadonlyMap<string, AbendRow> = new Map(ABENDS.map((row) => [row[0], row]));

export const MESSAGE_IDS: readonly string[] = [...MESSAGES.keys()].sort();
export const ABEND_CODES: readonly string[] = [...CODES.keys()].sort();

/** @param id in any case, with or without an action mark before it; null when nothing certain is known of it */
export function explainMessage(id: string): MessageExplanation | null {
  const row = MESSAGES.get(id.trim().replace(/^[*@+-]/, '').toUpperCase());
  if (row === undefined) return null;
  const [known, level, meaning, causes, check] = row;
  return { id: known, level, meaning, causes: causes === '' ? null : causes, check };
}

/** @param code `S0C7`, `0C7`, `s0c7`, `U4038`, `SB37-04`, `B37-04`, `ABEND=S0C7`, `S0378` (LOGREC); null when nothing certain is known of it */
export function explainAbend(code: string): AbendExplanation | null {
  const parsed = parseAbend(code);
  const row = parsed === null ? undefined : CODES.get(parsed.code);
  if (parsed === null || row === undefined) return null;
  const [known, meaning, causes, check] = row;
  return { code: known, kind: known.startsWith('S') ? 'system' : 'user', return_code: parsed.returnCode, meaning, causes, check };
}

/** System codes have three hex digits, user codes four decimal ones; without a letter three digits mean a system code, four a user code. */
export function parseAbend(code: string): { readonly code: string; readonly returnCode: string | null } | null {
  const [, letter = '', digits = '', returnCode = null] = /^(?:ABEND[= ]?)?([SU]?)([0-9A-F]{1,5})(?:-([0-9A-F]{1,8}))?$/.exec(code.trim().toUpperCase()) ?? [];
  if (letter === 'U' || (letter === '' && digits.length === 4)) {
    return /^\d{1,4}$/.test(digits) ? { code: `U${digits.padStart(4, '0')}`, returnCode } : null;
  }
  const system = digits.replace(/^0+(?=[0-9A-F]{3})/, '');
  return system.length === 3 ? { code: `S${system}`, returnCode } : null;
}
