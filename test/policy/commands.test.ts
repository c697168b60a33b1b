// Every option table: its own examples, every spelling of every option, and the real tools' lists of long options.
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/policy/commands/table.js';
import type { Option } from '../../src/policy/options.js';
import { evaluateCommand } from '../../src/policy/evaluate.js';
import { PROGRAMS, type Program } from '../../src/policy/verdict.js';

/**
 * The long options that the binaries name themselves (`PROGRAM --=x`, coreutils 9.1, grep 3.8, hostname 3.23), with `=` for a value
 * that has to be there (`PROGRAM --name` asks for it) and `[=]` for one that may (`PROGRAM --name=x` does not complain that there is one).
 */
const LONG_OPTIONS: Readonly<Record<Program, string>> = {
  cat: '--number-nonblank --number --squeeze-blank --show-nonprinting --show-ends --show-tabs --show-all --help --version',
  ls:
    '--all --escape --directory --dired --full-time --group-directories-first --human-readable --inode --kibibytes --numeric-uid-gid --no-group ' +
    '--hide-control-chars --reverse --size --width= --almost-all --ignore-backups --classify[=] --file-type --si --dereference-command-line ' +
    '--dereference-command-line-symlink-to-dir --hide= --ignore= --indicator-style= --dereference --literal --quote-name --quoting-style= --recursive ' +
    '--format= --show-control-chars --sort= --tabsize= --time= --time-style= --zero --color[=] --hyperlink[=] --block-size= --context --author --help --version',
  head: '--bytes= --lines= ---presume-input-pipe --quiet --silent --verbose --zero-terminated --help --version',
  tail:
    '--bytes= --follow[=] --lines= --max-unchanged-stats= ---disable-inotify --pid= ---presume-input-pipe --quiet --retry --silent --sleep-interval= ' +
    '--verbose --zero-terminated --help --version',
  grep:
    '--basic-regexp --extended-regexp --fixed-regexp --fixed-strings --perl-regexp --after-context= --before-context= --binary-files= --byte-offset ' +
    '--context= --color[=] --colour[=] --count --devices= --directories= --exclude= --exclude-from= --exclude-dir= --file= --files-with-matches ' +
    '--files-without-match --group-separator= --help --include= --ignore-case --no-ignore-case --initial-tab --label= --line-buffered --line-number ' +
    '--line-regexp --max-count= --no-filename --no-group-separator --no-messages --null --null-data --only-matching --quiet --recursive ' +
    '--dereference-recursive --regexp= --invert-match --silent --text --binary --unix-byte-offsets --version --with-filename --word-regexp',
  echo: '--help --version',
  date: '--date= --debug --file= --iso-8601[=] --reference= --resolution --rfc-email --rfc-822 --rfc-2822 --rfc-3339= --set= --uct --utc --universal --help --version',
  hostname: '--domain --boot --file= --fqdn --all-fqdns --help --long --short --version --alias --ip-address --all-ip-addresses --nis --yp',
  wc: '--bytes --chars --lines --words --debug --files0-from= --max-line-length --help --version',
};

/** The short options of the binaries' own getopt strings, with `:` for a value and `::` for an optional one. */
const SHORT_OPTIONS: Readonly<Record<Program, string>> = {
  cat: 'benstuvAET',
  ls: 'abcdfghiklmnopqrstuvw:xABCDFGHI:LNQRST:UXZ1',
  head: 'c:n:qvz',
  tail: 'c:n:fFqs:vz',
  grep: '0123456789A:B:C:D:EFGHILPRTUVX:abcd:e:f:hilm:noqrsuvwxyzZ',
  echo: 'neE',
  date: 'd:f:I::r:Rs:u',
  hostname: 'aAdfbF:h?iIsVy',
  wc: 'clLmw',
};

const TAKES = { none: '', required: ':', optional: '::' } as const;
const LONG_TAKES = { none: '', required: '=', optional: '[=]' } as const;

function spellings(options: readonly Option[], dashes: RegExp): { readonly name: string; readonly option: Option }[] {
  return options.flatMap((option) => option.names.filter((name) => dashes.test(name)).map((name) => ({ name, option })));
}

/** A value that the option takes. */
const VALUES = ['3', 'always', 'date', 'text', 'read', 'none', 'atime', 'slash', 'long', 'literal'];

describe.each(PROGRAMS)('%s', (program) => {
  const spec = COMMANDS[program];

  test('names every long option of the real tool with its arity, and no other', () => {
    expect(spellings(spec.options, /^--/).map(({ name, option }) => name + LONG_TAKES[option.takes]).sort()).toEqual(LONG_OPTIONS[program].split(' ').sort());
  });

  test('names every short option of the real tool with its arity, and no other', () => {
    const table = spellings(spec.options, /^-[^-]$/).map(({ name, option }) => name.slice(1) + TAKES[option.takes]);
    expect(table.sort()).toEqual((SHORT_OPTIONS[program].match(/[^:]:{0,2}/g) ?? []).sort());
  });

  test('is the program of its own table, with examples of both kinds', () => {
    expect([spec.program, spec.passes.length > 0, Object.keys(spec.refuses).length > 0]).toEqual([program, true, true]);
  });

  test.each(spec.passes)('passes: %s', (command) => {
    expect(evaluateCommand(command)).toMatchObject({ allowed: true, rule: 'allowed' });
  });

  test.each(Object.entries(spec.refuses))('refuses: %s (%s)', (command, rule) => {
    expect(evaluateCommand(command)).toMatchObject({ allowed: false, rule });
  });
});

const UNLIKE_ECHO = PROGRAMS.filter((program) => program !== 'echo');

describe.each(UNLIKE_ECHO)('every option of %s', (program) => {
  const { options } = COMMANDS[program];
  const allowed = options.filter(({ refused }) => refused === undefined);
  const forms = (option: Option, value: string): readonly string[] =>
    option.names.flatMap((name) => {
      const glued = name.startsWith('--') ? `${name}='${value}'` : `${name}'${value}'`;
      if (option.takes === 'none') return [name];
      return option.takes === 'optional' ? [name, glued] : [`${name} '${value}'`, glued];
    });

  test('passes when allowed, in every spelling, before and after `--`', () => {
    for (const option of allowed) {
      // grep alone would miss its pattern.
      const operand = program === 'grep' && !['-e', '-V', '--help'].includes(option.names[0]) ? 'x' : '';
      const value = VALUES.find((candidate) => (option.check?.(candidate) ?? null) === null) ?? '';
      for (const form of forms(option, value)) {
        expect([form, evaluateCommand(`${program} ${form} ${operand}`).rule]).toEqual([form, 'allowed']);
        expect([form, evaluateCommand(`${program} ${form} -- ${operand}`).rule]).toEqual([form, 'allowed']);
      }
    }
  });

  test('refuses when refused, in every spelling, with its own reason', () => {
    for (const option of options.filter(({ refused }) => refused !== undefined)) {
      for (const form of forms(option, '/sim/x')) {
        const verdict = evaluateCommand(`${program} ${form}`);
        expect([form, verdict.rule]).toEqual([form, 'blocked-option']);
        expect(verdict.reason).toContain(option.refused);
      }
    }
  });

  test('refuses every abbreviation of a long name, and names the whole', () => {
    const longs = spellings(options, /^--/).map(({ name }) => name);
    for (const long of longs) {
      for (let length = 3; length < long.length; length += 1) {
        const short = long.slice(0, length);
        if (longs.includes(short)) continue;
        const verdict = evaluateCommand(`${program} ${short}=x`);
        expect([short, verdict.rule]).toEqual([short, 'abbreviated-option']);
        expect(verdict.reason).toContain(long);
      }
    }
  });
});
