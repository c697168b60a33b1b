// Whole commands: a program, its options in every form that getopt reads, operands before, between and behind them.
import fc from 'fast-check';
import { PROGRAMS, type Program } from '../../../src/policy/verdict.js';
import { GNU_OPTIONS, type GnuOption } from './tools.js';
import { FILE, VALUES } from './values.js';
import { diceOf, plain, typeWords, type Meant } from './words.js';

export interface Generated {
  /** As it is sent. */
  readonly text: string;
  /** What was meant by it, the program first. */
  readonly words: readonly Meant[];
  /** The options in it: `PROGRAM NAME`, by the first name of each. */
  readonly options: readonly string[];
}

interface Part {
  readonly words: readonly Meant[];
  readonly options: readonly GnuOption[];
}

const part = (words: readonly Meant[], ...options: readonly GnuOption[]): Part => ({ words, options });
const isShort = (name: string): boolean => /^-[^-]$/.test(name);
const glued = (start: string, value: Meant): Meant => [{ text: start }, ...value];

/** One option in one of its forms; the wrong ones are rare. */
function optionPart(option: GnuOption): fc.Arbitrary<Part> {
  const name = fc.constantFrom(...option.names);
  const shortened = fc.tuple(fc.constantFrom(...option.names.filter((one) => !isShort(one)), '--'), fc.nat(12)).map(([long, cut]) => plain(long.slice(0, Math.max(3, long.length - 1 - cut))));
  const bogus = fc.tuple(name, fc.constantFrom('=', '=x', '=/etc/canary')).map(([one, value]) => part([plain(one + value)], option));
  const mistakes = [{ weight: 1, arbitrary: shortened.map((word) => part([word], option)) }, { weight: 1, arbitrary: option.takes === 'none' ? bogus : name.map((one) => part([plain(one)], option)) }];
  if (option.takes === 'none') return fc.oneof({ weight: 24, arbitrary: name.map((one) => part([plain(one)], option)) }, ...mistakes);
  const value = VALUES[option.value] ?? FILE;
  const together = fc.tuple(name, value).map(([one, word]) => part([glued(isShort(one) ? one : `${one}=`, word)], option));
  const apart = fc.tuple(name, value).map(([one, word]) => part(option.takes === 'required' ? [plain(one), word] : [plain(one)], option));
  return fc.oneof({ weight: 12, arbitrary: together }, { weight: 12, arbitrary: apart }, ...mistakes);
}

/** Short options in one word, the last of them perhaps with its value. */
function bundle(options: readonly GnuOption[]): fc.Arbitrary<Part> {
  const flags = options.filter(({ takes, names }) => takes === 'none' && names.some(isShort));
  const valued = options.filter(({ takes, names }) => takes !== 'none' && names.some(isShort));
  const letters = (chosen: readonly GnuOption[]): string => chosen.map(({ names }) => names.find(isShort)?.slice(1) ?? '').join('');
  const only = fc.array(fc.constantFrom(...flags), { minLength: 2, maxLength: 4 }).map((chosen) => part([plain(`-${letters(chosen)}`)], ...chosen));
  if (valued.length === 0) return only;
  const last = fc.constantFrom(...valued).chain((option) => (VALUES[option.value] ?? FILE).map((word) => ({ option, word })));
  const withValue = fc.tuple(fc.array(fc.constantFrom(...flags), { minLength: 1, maxLength: 3 }), last, fc.boolean()).map(([chosen, { option, word }, separate]) => {
    const start = `-${letters([...chosen, option])}`;
    return separate && option.takes === 'required' ? part([plain(start), word], ...chosen, option) : part([glued(start, word)], ...chosen, option);
  });
  return fc.oneof({ weight: 3, arbitrary: only }, { weight: 1, arbitrary: withValue });
}

/** Numbers as options, and other forms that only old habits know. */
const OBSOLETE: Readonly<Partial<Record<Program, readonly string[]>>> = {
  head: ['-5', '-20q', '-3c', '-1k', '-2v', '-5x', '-1m'],
  tail: ['-5', '+5', '-5c', '-3l', '+2c', '-5f', '+f', '-1b', '+10f', '-l', '-b', '-'],
  grep: ['-3', '-12', '-1n', '-2i', '-1f/etc/canary', '-0'],
  date: ['112214302026', '1122'],
  hostname: ['evil'],
};

function partOf(program: Program): fc.Arbitrary<Part> {
  const options = GNU_OPTIONS[program];
  // Help and version end a program before it does anything.
  const ending = options.filter(({ names }) => names.includes('--help') || names.includes('--version'));
  const harmless = options.filter((option) => !option.hostile && !ending.includes(option));
  const hostile = options.filter((option) => option.hostile);
  const choices = [
    { weight: 30, arbitrary: fc.constantFrom(...harmless).chain(optionPart) },
    { weight: 10, arbitrary: bundle(harmless) },
    { weight: 2, arbitrary: bundle(options) },
    { weight: 1, arbitrary: fc.constantFrom(...ending).chain(optionPart) },
    { weight: 1, arbitrary: fc.constantFrom('--', '-', '-~', '-\u00e9', '---', '--no-such-option', '-\ud83d\ude00').map((text) => part([plain(text)])) },
  ];
  if (hostile.length > 0) choices.push({ weight: 3, arbitrary: fc.constantFrom(...hostile).chain(optionPart) });
  const old = OBSOLETE[program];
  if (old !== undefined) choices.push({ weight: program === 'date' || program === 'hostname' ? 1 : 3, arbitrary: fc.constantFrom(...old).map((text) => part([plain(text)])) });
  return fc.oneof(...choices);
}

const few = (word: fc.Arbitrary<Meant>, maxLength: number): fc.Arbitrary<readonly Meant[]> => fc.array(word, { maxLength });

function operandsOf(program: Program): fc.Arbitrary<readonly Meant[]> {
  const value = (name: string): fc.Arbitrary<Meant> => VALUES[name] ?? FILE;
  switch (program) {
    case 'cat':
    case 'head':
    case 'tail':
    case 'wc':
      return few(fc.oneof({ weight: 12, arbitrary: FILE }, { weight: 1, arbitrary: fc.constant(plain('-')) }), 3);
    case 'ls':
      return few(FILE, 3);
    case 'grep':
      return fc.tuple(value('PATTERN'), few(FILE, 3)).map(([pattern, files]) => [pattern, ...files]);
    case 'echo':
      return few(value('TEXT'), 4);
    case 'date':
      return few(value('FORMAT'), 1);
    case 'hostname':
      return fc.oneof({ weight: 20, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: few(value('TEXT'), 1) });
  }
}

/** Programs under names that are none of the nine. */
const IMPOSTORS = ['rm', '/bin/ls', '/usr/bin/cat', 'CAT', 'c\u0430t', 'egrep', 'sh', '', 'ls\u00a0', './ls', 'env'];

function commandOf(program: Program): fc.Arbitrary<Generated> {
  const names = fc.oneof({ weight: 60, arbitrary: fc.constant<string>(program) }, { weight: 1, arbitrary: fc.constantFrom(...IMPOSTORS) });
  const parts = fc.array(partOf(program), { maxLength: 3 });
  const numbers = fc.array(fc.nat(99), { maxLength: 24 });
  return fc.tuple(names, parts, operandsOf(program), fc.nat(255), fc.nat(9), numbers).map(([name, chosen, operands, order, end, rolls]) => {
    const words = [plain(name), ...merge(chosen.map((one) => one.words), operands, order, end === 9)];
    return { text: typeWords(words, diceOf(rolls)), words, options: chosen.flatMap(({ options }) => options.map((option) => `${program} ${option.names[0] ?? ''}`)) };
  });
}

/** Operands go between the options where a bit of `order` says so; the rest behind them, behind a `--` if asked for. */
function merge(parts: readonly (readonly Meant[])[], operands: readonly Meant[], order: number, ended: boolean): readonly Meant[] {
  const left = [...operands];
  const words = parts.flatMap((one, index) => [...((order >> index) % 4 === 1 ? left.splice(0, 1) : []), ...one]);
  return [...words, ...(ended ? [plain('--')] : []), ...left];
}

/** Commands as operators, models and attackers send them. */
export const commands: fc.Arbitrary<Generated> = fc.oneof(...PROGRAMS.map((program) => ({ weight: ['echo', 'hostname'].includes(program) ? 1 : program === 'ls' || program === 'grep' ? 4 : 2, arbitrary: commandOf(program) })));
