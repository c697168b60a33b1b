// The shape of one command's table, and the readings of operands that several commands share. Pure.
import type { Option, Shorthand, Walk } from '../options.js';
import { refuse, show, type Refusal } from '../refusal.js';
import type { Word } from '../tokenize.js';
import type { Program, RefusalRule, Role } from '../verdict.js';

export interface CommandSpec {
  readonly program: Program;
  readonly options: readonly Option[];
  /** Words that are options without being in the table, such as `-50`. */
  readonly shorthand?: Shorthand;
  /** In place of the usual walk, for a program that reads its options unlike all others. */
  readonly walk?: (words: readonly Word[]) => Walk;
  /** The role of each operand, in order, or a refusal. */
  readonly operands: (values: readonly string[], walk: Walk) => readonly Role[] | Refusal;
  /** Checked by a test: commands that pass, and commands that refuse with the rule that says so. */
  readonly passes: readonly string[];
  readonly refuses: Readonly<Record<string, RefusalRule>>;
}

/** Every operand is a file; `-` is the standard input, which is closed. */
export const filesOrStdin = (values: readonly string[]): readonly Role[] => values.map((value) => (value === '-' ? 'text' : 'file'));

/** `why` says what an operand would do to the program. */
export function noOperand(program: Program, why: string, value: string): Refusal {
  return refuse('operand', `${program} ${show(value)} is refused: ${why}.`);
}

/** For an obsolete `-NUM` with letters after it that do not belong there. */
export function badCount(program: Program, word: string): Refusal {
  return refuse('unknown-option', `${program} ${show(word)} is not a count: write -n and the number, for example ${program} -n 50.`);
}
