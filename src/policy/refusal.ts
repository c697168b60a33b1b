// What every check of the policy answers with when it refuses, and how typed text is shown in a reason. Pure.
import type { RefusalRule } from './verdict.js';

/** `retype` is the word (counted from the program, which is 0) that would pass when written so. */
export interface Refusal {
  readonly ok: false;
  readonly rule: RefusalRule;
  readonly reason: string;
  readonly retype?: { readonly index: number; readonly as: string };
}

export function refuse(rule: RefusalRule, reason: string): Refusal {
  return { ok: false, rule, reason };
}

/** Longest stretch of typed text that a reason repeats, in characters. */
const SHOWN_CHARS = 60;

/** Typed text as a reason may repeat it: quoted, cut, with every control, invisible or odd blank character escaped. */
export function show(text: string): string {
  const start = Array.from(text.slice(0, 2 * SHOWN_CHARS)).slice(0, SHOWN_CHARS).join('');
  const visible = start.replace(/(?! )[\p{C}\p{Z}\p{DI}`]/gu, (char) => `\\u{${codeOf(char)}}`);
  return `\`${visible}${start.length < text.length ? '…' : ''}\``;
}

/** One character for a reason: its code point, and the character itself when it can be seen. */
export function showCharacter(char: string): string {
  const name = `U+${codeOf(char).toUpperCase().padStart(4, '0')}`;
  return /[\p{C}\p{Z}\p{M}\p{DI}]/u.test(char) ? name : `${name} (${char})`;
}

function codeOf(char: string): string {
  return (char.codePointAt(0) ?? 0).toString(16);
}
