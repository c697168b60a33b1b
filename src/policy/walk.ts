// Walks a command line as GNU's getopt_long does, but deny by default. Pure.
import type { CommandSpec } from './commands/spec.js';
import type { Option, Walk } from './options.js';
import { refuse, show, type Refusal } from './refusal.js';
import type { Word } from './tokenize.js';

/** Walks `words` (the arguments): options permute until `--`, short ones cluster, values are glued or the next word. */
export function walkOptions(spec: CommandSpec, words: readonly Word[]): Walk | Refusal {
  const seen = new Set<string>();
  const operands: number[] = [];
  const values = new Set<number>();
  let ended = false;
  for (const [index, word] of words.entries()) {
    if (values.has(index)) continue;
    const kind = ended ? 'operand' : kindOf(spec, word, index, words);
    if (typeof kind === 'object') return kind;
    if (kind === 'operand') operands.push(index);
    if (kind === 'end') ended = true;
    if (kind === 'option') for (const name of namesOfShorthand(word.value)) seen.add(name);
    if (kind !== 'dashed') continue;
    const read = word.value.startsWith('--') ? readLong(spec, word.value, index) : readCluster(spec, word.value);
    if (!read.ok) return read;
    for (const name of read.names) seen.add(name);
    if (read.pending === undefined) continue;
    const refusal = checkPending(spec, read.pending, words[index + 1]);
    if (refusal !== null) return refusal;
    values.add(index + 1);
  }
  return { ok: true, seen, operands, values };
}

/** `option` is complete in itself; `dashed` has yet to be read. */
type Kind = 'end' | 'option' | 'operand' | 'dashed';

function kindOf(spec: CommandSpec, word: Word, index: number, words: readonly Word[]): Kind | Refusal {
  if (word.value === '--') return 'end';
  const short = spec.shorthand?.(word.value, index, words) ?? 'operand';
  if (short !== 'operand') return short;
  if (word.value.startsWith('-') && word.value !== '-') return 'dashed';
  return checkDash(spec, word, index) ?? 'operand';
}

/** An option whose value is the next word. */
interface Pending {
  readonly name: string;
  readonly option: Option;
}

/** What `-50`, `-5c` or `-20q` of head and tail stand for. */
function namesOfShorthand(word: string): readonly string[] {
  return [/[bckm]/.test(word) ? '-c' : '-n', ...['q', 'v', 'z'].filter((letter) => word.includes(letter)).map((letter) => `-${letter}`)];
}

interface Read {
  readonly ok: true;
  /** First names of the options in the word. */
  readonly names: readonly string[];
  readonly pending?: Pending;
}

function readLong(spec: CommandSpec, text: string, index: number): Read | Refusal {
  const equals = text.indexOf('=');
  const name = equals === -1 ? text : text.slice(0, equals);
  const option = spec.options.find(({ names }) => names.includes(name));
  if (option === undefined) return unknownLong(spec, text, name, index);
  if (option.refused !== undefined) return blocked(spec, name, option.refused);
  const names = [option.names[0]];
  if (equals === -1) return option.takes === 'required' ? { ok: true, names, pending: { name, option } } : { ok: true, names };
  if (option.takes === 'none') return refuse('option-value', `${spec.program} ${name} takes no value: leave out ${show(text.slice(equals))}.`);
  return checkValue(spec, name, option, text.slice(equals + 1)) ?? { ok: true, names };
}

// GNU's getopt takes any unique prefix of a long name, so that `--fil` is `--file`: only whole names pass here.
function unknownLong(spec: CommandSpec, text: string, name: string, index: number): Refusal {
  const meant = name.length > 2 ? spec.options.flatMap(({ names }) => names.filter((long) => long.startsWith(name))) : [];
  const [whole, ...others] = meant;
  if (whole === undefined) return unknown(spec, name);
  const refusal = refuse('abbreviated-option', `Long options must be written out: ${spec.program} ${show(name)} is short for ${meant.join(' or ')}.`);
  return others.length > 0 ? refusal : { ...refusal, retype: { index: index + 1, as: whole + text.slice(name.length) } };
}

function readCluster(spec: CommandSpec, text: string): Read | Refusal {
  const names: string[] = [];
  let at = 1;
  for (const char of text.slice(1)) {
    const name = `-${char}`;
    at += char.length;
    const option = spec.options.find((candidate) => candidate.names.includes(name));
    if (option === undefined) return unknown(spec, name);
    if (option.refused !== undefined) return blocked(spec, name, option.refused);
    names.push(option.names[0]);
    if (option.takes === 'none') continue;
    const glued = text.slice(at);
    if (glued !== '') return checkValue(spec, name, option, glued) ?? { ok: true, names };
    return option.takes === 'required' ? { ok: true, names, pending: { name, option } } : { ok: true, names };
  }
  return { ok: true, names };
}

function checkPending(spec: CommandSpec, { name, option }: Pending, next: Word | undefined): Refusal | null {
  if (next === undefined) return refuse('option-value', `${spec.program} ${name} needs a value after it.`);
  return checkValue(spec, name, option, next.value);
}

function checkValue({ program }: CommandSpec, name: string, option: Option, value: string): Refusal | null {
  const wrong = option.check?.(value) ?? null;
  return wrong === null ? null : refuse('option-value', `${program} ${name} cannot take ${show(value)}: ${wrong}.`);
}

function blocked({ program }: CommandSpec, name: string, why: string): Refusal {
  return refuse('blocked-option', `${program} ${name} is refused: ${why}.`);
}

function unknown({ program, options }: CommandSpec, name: string): Refusal {
  const known = options.filter((option) => option.refused === undefined).map(({ names }) => names[0]);
  return refuse('unknown-option', `${program} has no option ${show(name)} that is allowed here; these are: ${known.join(' ')}.`);
}

/** Dashes that are not `-` (those of Unicode, the minus sign) with what could be the name of an option behind them. */
const FOREIGN_DASH = /^(?:(?!-)\p{Pd}|\u2212)+(?=-?[A-Za-z0-9])/u;

// People paste `tail –n 50` from documents: an en dash makes it a file name, which is never what was meant.
function checkDash({ options }: CommandSpec, { value, bare }: Word, index: number): Refusal | null {
  const dashes = bare ? FOREIGN_DASH.exec(value)?.[0] : undefined;
  if (dashes === undefined) return null;
  const rest = value.slice(dashes.length);
  const long = `--${rest}`;
  const as = options.some(({ names }) => names.includes(long.replace(/=.*/s, ''))) ? long : `-${rest}`;
  const reason = `The word ${show(value)} starts with a dash that is not ASCII: type \`-\` for an option, or quote the word if it is text.`;
  return { ...refuse('unknown-option', reason), retype: { index: index + 1, as } };
}
