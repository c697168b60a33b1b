// The shape of an option table and the walk over a command line as GNU's getopt_long does it, but deny by default. Pure.
import { refuse, show, type Refusal } from './refusal.js';
import type { Word } from './tokenize.js';
import type { Program } from './verdict.js';

/** Says what a value must be when it is not that; null when it is fine. */
export type ValueCheck = (value: string) => string | null;

export interface Option {
  /** Every spelling, short and long, as the manual writes it. */
  readonly names: readonly string[];
  readonly takes: 'none' | 'required' | 'optional';
  readonly check?: ValueCheck;
  /** Set when the option is refused: why, and what to use instead. */
  readonly refused?: string;
}

const namesOf = (names: string): readonly string[] => names.split(', ');

export const flag = (names: string): Option => ({ names: namesOf(names), takes: 'none' });
export const required = (names: string, check: ValueCheck = () => null): Option => ({ names: namesOf(names), takes: 'required', check });
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

/** Dashes that are not `-` (those of Unicode, the minus sign) with what could be the name of an option behind them. */
const FOREIGN_DASH = /^(?:(?!-)\p{Pd}|\u2212)+(?=-?[A-Za-z0-9])/u;

/** Walks `words` (the arguments): options permute until `--`, short ones cluster, values are glued or the next word. */
export function walkOptions(program: Program, options: readonly Option[], words: readonly Word[], shorthand: Shorthand = () => 'operand'): Walk | Refusal {
  const seen = new Set<string>();
  const operands: number[] = [];
  const values = new Set<number>();
  let ended = false;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index];
    if (word === undefined) break;
    const text = word.value;
    if (ended) {
      operands.push(index);
    } else if (text === '--') {
      ended = true;
    } else {
      const short = shorthand(text, index, words);
      if (typeof short === 'object') return short;
      if (short === 'option') continue;
      if (!text.startsWith('-') || text === '-') {
        const dash = checkDash(options, word, index);
        if (dash !== null) return dash;
        operands.push(index);
        continue;
      }
      const read = text.startsWith('--') ? readLong(program, options, text, index) : readCluster(program, options, text);
      if (!read.ok) return read;
      for (const name of read.names) seen.add(name);
      if (read.pending === undefined) continue;
      const value = words[index + 1]?.value;
      if (value === undefined) return refuse('option-value', `${program} ${read.pending.name} needs a value after it.`);
      const wrong = checkValue(program, read.pending.name, read.pending.option, value);
      if (wrong !== null) return wrong;
      index += 1;
      values.add(index);
    }
  }
  return { ok: true, seen, operands, values };
}

/** `pending` is the option whose value is the next word. */
interface Read {
  readonly ok: true;
  readonly names: readonly string[];
  readonly pending?: { readonly name: string; readonly option: Option };
}

function readLong(program: Program, options: readonly Option[], text: string, index: number): Read | Refusal {
  const equals = text.indexOf('=');
  const name = equals === -1 ? text : text.slice(0, equals);
  const option = options.find(({ names }) => names.includes(name));
  if (option === undefined) return unknownLong(program, options, text, name, index);
  if (option.refused !== undefined) return blocked(program, name, option.refused);
  const names = [first(option)];
  if (equals === -1) return option.takes === 'required' ? { ok: true, names, pending: { name, option } } : { ok: true, names };
  if (option.takes === 'none') return refuse('option-value', `${program} ${name} takes no value: leave out ${show(text.slice(equals))}.`);
  return checkValue(program, name, option, text.slice(equals + 1)) ?? { ok: true, names };
}

// GNU's getopt takes any unique prefix of a long name, so that `--fil` is `--file`: only whole names pass here.
function unknownLong(program: Program, options: readonly Option[], text: string, name: string, index: number): Refusal {
  const meant = options.flatMap(({ names }) => names.filter((long) => long.startsWith(name) && name.length > 2));
  if (meant.length === 0) return unknown(program, options, name);
  const whole = meant[0];
  return {
    ...refuse('abbreviated-option', `Long options must be written out: ${program} ${show(name)} is short for ${meant.join(' or ')}.`),
    ...(meant.length === 1 && whole !== undefined ? { retype: { index: index + 1, as: whole + text.slice(name.length) } } : {}),
  };
}

function readCluster(program: Program, options: readonly Option[], text: string): Read | Refusal {
  const names: string[] = [];
  let at = 1;
  for (const char of text.slice(1)) {
    const name = `-${char}`;
    at += char.length;
    const option = options.find((candidate) => candidate.names.includes(name));
    if (option === undefined) return unknown(program, options, name);
    if (option.refused !== undefined) return blocked(program, name, option.refused);
    names.push(first(option));
    if (option.takes === 'none') continue;
    const glued = text.slice(at);
    if (glued !== '') return checkValue(program, name, option, glued) ?? { ok: true, names };
    return option.takes === 'required' ? { ok: true, names, pending: { name, option } } : { ok: true, names };
  }
  return { ok: true, names };
}

function first(option: Option): string {
  return option.names[0] ?? '';
}

function checkValue(program: Program, name: string, option: Option, value: string): Refusal | null {
  const wrong = option.check?.(value) ?? null;
  return wrong === null ? null : refuse('option-value', `${program} ${name} cannot take ${show(value)}: ${wrong}.`);
}

function blocked(program: Program, name: string, why: string): Refusal {
  return refuse('blocked-option', `${program} ${name} is refused: ${why}.`);
}

function unknown(program: Program, options: readonly Option[], name: string): Refusal {
  const known = options.filter((option) => option.refused === undefined).map(first);
  return refuse('unknown-option', `${program} has no option ${show(name)} that is allowed here; these are: ${known.join(' ')}.`);
}

// People paste `tail –n 50` from documents: an en dash makes it a file name, which is never what was meant.
function checkDash(options: readonly Option[], { value, bare }: Word, index: number): Refusal | null {
  const dashes = bare ? FOREIGN_DASH.exec(value)?.[0] : undefined;
  if (dashes === undefined) return null;
  const rest = value.slice(dashes.length);
  const long = `--${rest}`;
  const as = options.some(({ names }) => names.includes(long.split('=', 1)[0] ?? '')) ? long : `-${rest}`;
  return { ...refuse('unknown-option', `The word ${show(value)} starts with a dash that is not ASCII: type \`-\` for an option, or quote the word if it is text.`), retype: { index: index + 1, as } };
}
