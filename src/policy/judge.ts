// Judges the words after a program's name: options, roles of operands, jail. Pure.
import type { CommandSpec } from './commands/spec.js';
import { checkGlob } from './jail.js';
import type { Walk } from './options.js';
import { refuse, show, type Refusal } from './refusal.js';
import type { Word } from './tokenize.js';
import type { Argument, Role } from './verdict.js';
import { walkOptions } from './walk.js';

/** `seen`: first names of the options met. */
export type Judged = { readonly ok: true; readonly args: readonly Argument[]; readonly seen: ReadonlySet<string> } | Refusal;

/** @param checkFile what a file operand is held to: once the globs are expanded, names which nobody typed are held to the jail alone */
export function judgeWords(spec: CommandSpec, words: readonly Word[], checkFile: (word: Word) => Refusal | null): Judged {
  for (const word of words) {
    const refusal = checkGlob(word) ?? checkQuoting(word);
    if (refusal !== null) return refusal;
  }
  const walk = spec.walk?.(words) ?? walkOptions(spec, words);
  if (!walk.ok) return walk;
  const roles = rolesOf(spec, words, walk);
  if ('ok' in roles) return roles;
  const args: Argument[] = [];
  for (const [index, word] of words.entries()) {
    const role = roles.get(index) ?? 'option';
    const refusal = role === 'file' ? checkFile(word) : null;
    if (refusal !== null) return refusal;
    const expands = role === 'file' || spec.program === 'echo';
    args.push(expands && word.pattern !== undefined ? { value: word.value, role, pattern: word.pattern } : { value: word.value, role });
  }
  return { ok: true, args, seen: walk.seen };
}

function checkQuoting({ raw, dollarQuote }: Word): Refusal | null {
  if (!dollarQuote) return null;
  const why = 'asks a shell to decode it, and there is none: use plain quotes and write the characters themselves';
  return refuse('expansion', `The \`$\` before a quote in ${show(raw)} ${why}.`);
}

function rolesOf(spec: CommandSpec, words: readonly Word[], walk: Walk): ReadonlyMap<number, Role> | Refusal {
  const roles = spec.operands(walk.operands.map((index) => words[index]?.value ?? ''), walk);
  if ('ok' in roles) return roles;
  const byIndex = new Map<number, Role>();
  for (const index of walk.values) byIndex.set(index, 'text');
  for (const [position, index] of walk.operands.entries()) byIndex.set(index, roles[position] ?? 'file');
  return byIndex;
}
