// The options of `ls`: what each one sets, in the order of the command line, and what follows from all of them.
import { parseArguments } from '../getopt.js';
import { ProgramExit } from '../program.js';
import { Unsupported } from '../unsupported.js';
import type { QuotingStyle } from '../quote.js';
import { ignorePattern, type NamePattern } from './ls-ignore.js';
import { parseScale, type Scale } from './ls-size.js';
import { parseTimeStyle, type TimeFormats } from './ls-time.js';
import { FORMATS, INDICATORS, pick, QUOTING, SORTS, TIMES, WHEN, type Format, type Indicators, type Sort, type TimeField } from './ls-words.js';

/** Which links are followed: none, operands that lead to a directory, all operands, all. */
type Dereference = 'never' | 'directory operands' | 'operands' | 'always';

interface Draft {
  format: Format;
  hidden: 'skip' | 'almost all' | 'all';
  sort: Sort | undefined;
  reverse: boolean;
  time: TimeField;
  timeChosen: boolean;
  timeStyle: string;
  dereference: Dereference | undefined;
  directoriesThemselves: boolean;
  recursive: boolean;
  directoriesFirst: boolean;
  inode: boolean;
  blocks: boolean;
  owner: boolean;
  group: boolean;
  author: boolean;
  context: boolean;
  fileScale: Scale;
  blockScale: Scale;
  indicators: Indicators;
  quoting: QuotingStyle;
  questionMarks: boolean;
  width: number;
  tabs: number;
  end: '\n' | '\0';
  dired: boolean;
  /** Applied to every name, and to names when neither -a nor -A is given. */
  ignore: NamePattern[];
  hide: NamePattern[];
}

export interface LsSettings extends Readonly<Omit<Draft, 'sort' | 'timeChosen' | 'timeStyle' | 'dereference'>> {
  readonly sort: Sort;
  readonly dereference: Dereference;
  readonly times: TimeFormats;
}

const OPTIONS = {
  all: '-a --all',
  almostAll: '-A --almost-all',
  author: '--author',
  escape: '-b --escape',
  blockSize: '--block-size=',
  ignoreBackups: '-B --ignore-backups',
  changed: '-c',
  columns: '-C',
  color: '--color[=]',
  directory: '-d --directory',
  dired: '-D --dired',
  unsortedAll: '-f',
  classify: '-F --classify[=]',
  fileType: '--file-type',
  format: '--format=',
  fullTime: '--full-time',
  noOwner: '-g',
  directoriesFirst: '--group-directories-first',
  noGroup: '-G --no-group',
  humanReadable: '-h --human-readable',
  si: '--si',
  followOperands: '-H --dereference-command-line',
  followDirectories: '--dereference-command-line-symlink-to-dir',
  hide: '--hide=',
  hyperlink: '--hyperlink[=]',
  indicatorStyle: '--indicator-style=',
  inode: '-i --inode',
  ignore: '-I= --ignore=',
  kibibytes: '-k --kibibytes',
  long: '-l',
  follow: '-L --dereference',
  commas: '-m',
  numeric: '-n --numeric-uid-gid',
  literal: '-N --literal',
  longNoGroup: '-o',
  slash: '-p',
  questionMarks: '-q --hide-control-chars',
  showControls: '--show-control-chars',
  quoteName: '-Q --quote-name',
  quotingStyle: '--quoting-style=',
  reverse: '-r --reverse',
  recursive: '-R --recursive',
  size: '-s --size',
  bySize: '-S',
  sort: '--sort=',
  time: '--time=',
  timeStyle: '--time-style=',
  byTime: '-t',
  tabs: '-T= --tabsize=',
  accessed: '-u',
  unsorted: '-U',
  byVersion: '-v',
  width: '-w= --width=',
  across: '-x',
  byExtension: '-X',
  context: '-Z --context',
  zero: '--zero',
  singleColumn: '-1',
};

type OptionName = keyof typeof OPTIONS;

type Effect = (draft: Draft, value: string | undefined) => void;

const set =
  (changes: Partial<Draft>): Effect =>
  (draft) =>
    void Object.assign(draft, changes);

const scale = (text: string): Effect => {
  const both = parseScale(text);
  return set({ fileScale: both, blockScale: both });
};

const EFFECTS: Readonly<Record<OptionName, Effect>> = {
  all: set({ hidden: 'all' }),
  almostAll: set({ hidden: 'almost all' }),
  author: set({ author: true }),
  escape: set({ quoting: 'escape' }),
  blockSize: (draft, value = '') => scale(value)(draft, undefined),
  ignoreBackups: ({ ignore }) => void ignore.push(ignorePattern('*~'), ignorePattern('.*~')),
  changed: set({ time: 'ctime', timeChosen: true }),
  columns: set({ format: 'vertical' }),
  // Colours need a known TERM or a COLORTERM; a command's environment has neither.
  color: (_, value = 'always') => void pick('--color', WHEN, value),
  directory: set({ directoriesThemselves: true }),
  dired: set({ dired: true }),
  unsortedAll: (draft) => {
    if (draft.format === 'long') draft.format = 'single-column';
    Object.assign(draft, { hidden: 'all', sort: 'none', blocks: false } satisfies Partial<Draft>);
  },
  classify: (draft, value = 'always') => {
    if (pick('--classify', WHEN, value) === 'always') draft.indicators = 'classify';
  },
  fileType: set({ indicators: 'file-type' }),
  format: (draft, value = '') => void (draft.format = pick('--format', FORMATS, value)),
  fullTime: set({ format: 'long', timeStyle: 'full-iso' }),
  noOwner: set({ format: 'long', owner: false }),
  directoriesFirst: set({ directoriesFirst: true }),
  noGroup: set({ group: false }),
  humanReadable: scale('human-readable'),
  si: scale('si'),
  followOperands: set({ dereference: 'operands' }),
  followDirectories: set({ dereference: 'directory operands' }),
  hide: ({ hide }, value = '') => void hide.push(ignorePattern(value)),
  hyperlink: (_, value = 'always') => {
    if (pick('--hyperlink', WHEN, value) === 'always') throw new Unsupported('ls --hyperlink');
  },
  indicatorStyle: (draft, value = '') => void (draft.indicators = pick('--indicator-style', INDICATORS, value)),
  inode: set({ inode: true }),
  ignore: ({ ignore }, value = '') => void ignore.push(ignorePattern(value)),
  // Blocks of 1024 bytes are what is printed anyway.
  kibibytes: set({}),
  long: set({ format: 'long' }),
  follow: set({ dereference: 'always' }),
  commas: set({ format: 'commas' }),
  // There are no names for ids: -l is as numeric as -n.
  numeric: set({ format: 'long' }),
  literal: set({ quoting: 'literal' }),
  longNoGroup: set({ format: 'long', group: false }),
  slash: set({ indicators: 'slash' }),
  questionMarks: set({ questionMarks: true }),
  showControls: set({ questionMarks: false }),
  quoteName: set({ quoting: 'c' }),
  quotingStyle: (draft, value = '') => void (draft.quoting = pick('--quoting-style', QUOTING, value)),
  reverse: set({ reverse: true }),
  recursive: set({ recursive: true }),
  size: set({ blocks: true }),
  bySize: set({ sort: 'size' }),
  sort: (draft, value = '') => void (draft.sort = pick('--sort', SORTS, value)),
  time: (draft, value = '') => void Object.assign(draft, { time: pick('--time', TIMES, value), timeChosen: true } satisfies Partial<Draft>),
  timeStyle: (draft, value = '') => void (draft.timeStyle = value),
  byTime: set({ sort: 'time' }),
  tabs: (draft, value = '') => void (draft.tabs = natural('-T', value)),
  accessed: set({ time: 'atime', timeChosen: true }),
  unsorted: set({ sort: 'none' }),
  byVersion: set({ sort: 'version' }),
  width: (draft, value = '') => void (draft.width = natural('-w', value)),
  across: set({ format: 'across' }),
  byExtension: set({ sort: 'extension' }),
  context: set({ context: true }),
  zero: (draft) => {
    if (draft.format !== 'long') draft.format = 'single-column';
    Object.assign(draft, { end: '\0', questionMarks: false, quoting: 'literal' } satisfies Partial<Draft>);
  },
  singleColumn: (draft) => {
    if (draft.format !== 'long') draft.format = 'single-column';
  },
};

export function parseLs(args: readonly string[]): { readonly settings: LsSettings; readonly operands: readonly string[] } {
  const { options, operands } = parseArguments('ls', args, OPTIONS, { status: 2 });
  const draft: Draft = {
    format: 'single-column',
    hidden: 'skip',
    sort: undefined,
    reverse: false,
    time: 'mtime',
    timeChosen: false,
    timeStyle: 'locale',
    dereference: undefined,
    directoriesThemselves: false,
    recursive: false,
    directoriesFirst: false,
    inode: false,
    blocks: false,
    owner: true,
    group: true,
    author: false,
    context: false,
    fileScale: parseScale('1'),
    blockScale: parseScale('1024'),
    indicators: 'none',
    quoting: 'literal',
    questionMarks: false,
    width: 80,
    tabs: 8,
    end: '\n',
    dired: false,
    ignore: [],
    hide: [],
  };
  for (const { name, value } of options) EFFECTS[name](draft, value);
  const long = draft.format === 'long';
  if (long && draft.dired && draft.end === '\0') throw new ProgramExit(2, 'ls: --dired and --zero are incompatible');
  const seesLinks = long || draft.directoriesThemselves || draft.indicators === 'classify';
  const settings: LsSettings = {
    ...draft,
    dired: draft.dired && long,
    sort: draft.sort ?? (draft.timeChosen && !long ? 'time' : 'name'),
    dereference: draft.dereference ?? (seesLinks ? 'never' : 'directory operands'),
    times: parseTimeStyle(long ? draft.timeStyle : 'locale'),
  };
  return { settings, operands };
}

function natural(option: string, value: string): number {
  // A leading zero means octal to GNU.
  if (!/^(?:0|[1-9][0-9]{0,14})$/.test(value)) throw new Unsupported(`ls ${option} ${value}`);
  return Number(value);
}
