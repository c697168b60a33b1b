// The command line of grep: options and operands become one plan. Touches nothing.
import { parseArguments, type ParsedOption } from '../getopt.js';
import { ProgramExit } from '../program.js';
import { Unsupported } from '../unsupported.js';
import type { PatternKind, PatternOptions } from '../regex/matcher.js';
import type { NameGlob } from './grep-globs.js';

const OPTIONS = {
  extended: '-E --extended-regexp',
  fixed: '-F --fixed-strings --fixed-regexp',
  basic: '-G --basic-regexp',
  perl: '-P --perl-regexp',
  pattern: '-e= --regexp=',
  ignoreCase: '-i -y --ignore-case',
  caseMatters: '--no-ignore-case',
  wholeWord: '-w --word-regexp',
  wholeLine: '-x --line-regexp',
  nullData: '-z --null-data',
  noMessages: '-s --no-messages',
  invert: '-v --invert-match',
  maxCount: '-m= --max-count=',
  byteOffset: '-b --byte-offset',
  lineNumber: '-n --line-number',
  lineBuffered: '--line-buffered',
  withFilename: '-H --with-filename',
  noFilename: '-h --no-filename',
  label: '--label=',
  onlyMatching: '-o --only-matching',
  quiet: '-q --quiet --silent',
  binaryFiles: '--binary-files=',
  text: '-a --text',
  withoutMatch: '-I',
  directories: '-d= --directories=',
  devices: '-D= --devices=',
  recursive: '-r --recursive',
  dereference: '-R --dereference-recursive',
  include: '--include=',
  exclude: '--exclude=',
  excludeDirectory: '--exclude-dir=',
  listOthers: '-L --files-without-match',
  listMatching: '-l --files-with-matches',
  count: '-c --count',
  initialTab: '-T --initial-tab',
  nullName: '-Z --null',
  before: '-B= --before-context=',
  after: '-A= --after-context=',
  context: '-C= --context=',
  digit: '-0',
  groupSeparator: '--group-separator=',
  noGroupSeparator: '--no-group-separator',
  color: '--color[=] --colour[=]',
  binary: '-U --binary',
  unixOffsets: '-u --unix-byte-offsets',
};

type Name = keyof typeof OPTIONS;
type Option = ParsedOption<Name>;

const USAGE = "Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.";
const KINDS: readonly PatternKind[] = ['extended', 'fixed', 'basic', 'perl'];
const BINARY_MODES = ['binary', 'text', 'without-match'] as const;
const DIRECTORY_MODES = ['read', 'recurse', 'skip'] as const;
const DEVICE_MODES = ['read', 'skip'] as const;

export interface GrepPlan {
  readonly patterns: readonly string[];
  readonly matching: PatternOptions;
  readonly invert: boolean;
  /** Selected lines of a file after which it is left; may be infinite. */
  readonly maxCount: number;
  readonly before: number;
  readonly after: number;
  /** Printed between groups of lines that do not touch; undefined for none. */
  readonly groupSeparator: string | undefined;
  readonly report: 'lines' | 'count' | 'matching files' | 'other files' | 'nothing';
  readonly onlyMatching: boolean;
  readonly lineNumbers: boolean;
  readonly byteOffsets: boolean;
  readonly alignTabs: boolean;
  readonly color: boolean;
  /** A NUL behind a file name instead of `:` or a newline. */
  readonly nullNames: boolean;
  /** `directory` when the only operand decides: with names if it is one. */
  readonly fileNames: boolean | 'directory';
  readonly stdinName: string;
  readonly delimiter: number;
  readonly binaryFiles: (typeof BINARY_MODES)[number];
  readonly directories: (typeof DIRECTORY_MODES)[number];
  readonly devices: (typeof DEVICE_MODES)[number] | 'read operands';
  readonly followLinks: boolean;
  readonly quietErrors: boolean;
  readonly fileGlobs: readonly NameGlob[];
  readonly directoryGlobs: readonly NameGlob[];
  readonly operands: readonly string[];
  /** Nothing was named: `.` is searched, and its names are shown without `./`. */
  readonly hidesDot: boolean;
}

/** @param warn takes the warnings of grep, without its name. */
export function parseGrep(args: readonly string[], warn: (warning: string) => void): GrepPlan {
  const { options, operands: words } = parseArguments('grep', args, OPTIONS, { status: 2, usage: USAGE, digits: 'digit' });
  const given = (name: Name): boolean => options.some((option) => option.name === name);
  const last = (...names: readonly Name[]): Option | undefined => options.findLast(({ name }) => names.includes(name));
  for (const option of options) if (option.name === 'unixOffsets') warn('--unix-byte-offsets (-u) is obsolete');
  const operands = [...words];
  const texts = given('pattern') ? options.flatMap(({ name, value }) => (name === 'pattern' ? [value ?? ''] : [])) : operands.splice(0, 1);
  const kind = kindOf(options);
  const binaryFiles = binaryFilesOf(last('text', 'withoutMatch', 'binaryFiles'));
  const devices = devicesOf(last('devices'), given('dereference'));
  const directories = directoriesOf(last('directories', 'recursive', 'dereference'));
  const color = isColored(last('color'));
  if (texts.length === 0) throw new ProgramExit(2, USAGE);
  const recursive = directories === 'recurse';
  const context = contextOf(options, args);
  const grouped = context !== undefined || given('before') || given('after');
  return {
    patterns: [...new Set(texts.flatMap((text) => text.split('\n')))],
    matching: { kind, ignoreCase: last('ignoreCase', 'caseMatters')?.name === 'ignoreCase', wholeWord: given('wholeWord'), wholeLine: given('wholeLine') },
    invert: given('invert'),
    maxCount: maxCountOf(last('maxCount')),
    before: Number(last('before')?.value ?? context ?? 0),
    after: Number(last('after')?.value ?? context ?? 0),
    groupSeparator: grouped ? groupSeparatorOf(last('groupSeparator', 'noGroupSeparator')) : undefined,
    report: reportOf(given, last('listMatching', 'listOthers')),
    onlyMatching: given('onlyMatching'),
    lineNumbers: given('lineNumber'),
    byteOffsets: given('byteOffset'),
    alignTabs: given('initialTab'),
    color,
    nullNames: given('nullName'),
    fileNames: fileNamesOf(last('withFilename', 'noFilename'), operands.length, recursive),
    stdinName: last('label')?.value ?? '(standard input)',
    delimiter: given('nullData') ? 0 : 0x0a,
    binaryFiles,
    directories,
    devices,
    followLinks: given('dereference'),
    quietErrors: given('noMessages'),
    fileGlobs: options.flatMap(({ name, value }) => (name === 'include' || name === 'exclude' ? [{ pattern: value ?? '', includes: name === 'include' }] : [])),
    directoryGlobs: options.flatMap(({ name, value }) =>
      name === 'excludeDirectory' ? [{ pattern: (value ?? '').replace(/(?<=[^/])\/+$/, ''), includes: false }] : [],
    ),
    operands: operands.length > 0 ? operands : [recursive ? '.' : '-'],
    hidesDot: operands.length === 0 && recursive,
  };
}

function kindOf(options: readonly Option[]): PatternKind {
  const kinds = KINDS.filter((kind) => options.some(({ name }) => name === kind));
  if (kinds.length > 1) throw new ProgramExit(2, 'grep: conflicting matchers specified');
  return kinds[0] ?? 'basic';
}

function maxCountOf(option: Option | undefined): number {
  const count = Number(option?.value ?? Infinity);
  return count < 0 ? Infinity : count;
}

/** `-5` and `-C 5`, the last of them; digits that stand together are one number. */
function contextOf(options: readonly Option[], args: readonly string[]): string | undefined {
  let context: string | undefined;
  let digits = '';
  for (const { name, value = '' } of options) {
    digits = name === 'digit' ? digits + value : '';
    if (name === 'digit') context = digits;
    if (name === 'context') context = value;
    // Digits of two arguments are two numbers, which cannot be seen here.
    const ending = args.findIndex((word) => /^-\w*\d$/.test(word));
    if (digits.length > 1 && args.some((word, index) => index > ending && ending >= 0 && /^-\d/.test(word))) throw new Unsupported('grep with -NUM more than once');
  }
  return context;
}

function groupSeparatorOf(option: Option | undefined): string | undefined {
  return option === undefined ? '--' : option.value;
}

function reportOf(given: (name: Name) => boolean, list: Option | undefined): GrepPlan['report'] {
  if (given('quiet')) return 'nothing';
  if (list !== undefined) return list.name === 'listMatching' ? 'matching files' : 'other files';
  return given('count') ? 'count' : 'lines';
}

function fileNamesOf(option: Option | undefined, operands: number, recursive: boolean): GrepPlan['fileNames'] {
  if (option !== undefined) return option.name === 'withFilename';
  return operands > 1 || (recursive && 'directory');
}

function binaryFilesOf(option: Option | undefined): GrepPlan['binaryFiles'] {
  if (option?.name === 'text') return 'text';
  if (option?.name === 'withoutMatch') return 'without-match';
  return exact(BINARY_MODES, option?.value ?? 'binary', 'unknown binary-files type');
}

function devicesOf(option: Option | undefined, dereference: boolean): GrepPlan['devices'] {
  if (option === undefined) return dereference ? 'read' : 'read operands';
  return exact(DEVICE_MODES, option.value ?? '', 'unknown devices method');
}

/** `-d` takes unique prefixes. */
function directoriesOf(option: Option | undefined): GrepPlan['directories'] {
  if (option === undefined) return 'read';
  if (option.name !== 'directories') return 'recurse';
  const [mode, ...others] = DIRECTORY_MODES.filter((word) => word.startsWith(option.value ?? ''));
  if (mode === undefined || others.length > 0) throw new Unsupported(`grep ${option.spelling} ${option.value ?? ''}`);
  return mode;
}

function isColored(option: Option | undefined): boolean {
  const when = option?.value ?? 'auto';
  if (['always', 'yes', 'force'].includes(when)) return true;
  if (['never', 'no', 'none', 'auto', 'tty', 'if-tty'].includes(when)) return false;
  throw new Unsupported(`grep --color=${when}`);
}

function exact<Word extends string>(words: readonly Word[], text: string, message: string): Word {
  const found = words.find((word) => word === text);
  if (found === undefined) throw new ProgramExit(2, `grep: ${message}`);
  return found;
}
