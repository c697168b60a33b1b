// The shape of an option table, and what a walk over a command line finds. Pure.
import type { Refusal } from './refusal.js';
import type { Word } from './tokenize.js';

/** Says what a value must be when it is not that; null when it is fine. */
export type ValueCheck = (value: string) => string | null;

export interface Option {
  /** Every spelling, short and long, as the manual writes it. */
  readonly names: readonly [first: string, ...others: string[]];
  readonly takes: 'none' | 'required' | 'optional';
  readonly check?: ValueCheck;
  /** Set when the option is refused: why, and what to use instead. */
  readonly refused?: string;
}

const namesOf = (names: string): Option['names'] => names.split(', ') as [string, ...string[]];

export const flag = (names: string): Option => ({ names: namesOf(names), takes: 'none' });
export const required = (names: string, check?: ValueCheck): Option => ({ names: namesOf(names), takes: 'required', ...(check && { check }) });
export const optional = (names: string, check: ValueCheck): Option => ({ names: namesOf(names), takes: 'optional', check });
export const refused = (names: string, takes: Option['takes'], why: string): Option => ({ names: namesOf(names), takes, refused: why });

export const HELP = flag('--help');
export const VERSION = flag('--version');

/** What a word that is not an option by its dashes is to a program, before `--`. */
export type Shorthand = (word: string, index: number, words: readonly Word[]) => 'option' | 'operand' | Refusal;

export interface Walk {
  readonly ok: true;
  /** First names of the options met. */
  readonly seen: ReadonlySet<string>;
  /** Indexes of the words that are operands. */
  readonly operands: readonly number[];
  /** Indexes of the words that are the value of the option before them. */
  readonly values: ReadonlySet<number>;
}
