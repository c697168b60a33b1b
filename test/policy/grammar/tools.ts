// Every option that the image's tools have (coreutils 9.1, grep 3.8, hostname 3.23), as their manuals write them: not what the
// policy knows of, and held against the real tools by test/properties. `!` marks what is there to be refused: drawn less often.
import type { Program } from '../../../src/policy/verdict.js';

export interface GnuOption {
  /** Every spelling, short ones first. */
  readonly names: readonly string[];
  readonly takes: 'none' | 'required' | 'optional';
  /** What the manual calls the value; '' without one. */
  readonly value: string;
  readonly hostile: boolean;
}

const MANUALS: Readonly<Record<Program, string>> = {
  cat: `
    -A, --show-all; -b, --number-nonblank; -e; -E, --show-ends; -n, --number; -s, --squeeze-blank; -t; -T, --show-tabs; -u
    -v, --show-nonprinting; --help; --version`,
  ls: `
    -a, --all; -A, --almost-all; --author; -b, --escape; --block-size=SIZE; -B, --ignore-backups; -c; -C; --color[=WHEN]; -d, --directory
    -D, --dired; -f; -F, --classify[=WHEN]; --file-type; --format=LAYOUT; --full-time; -g; --group-directories-first; -G, --no-group
    -h, --human-readable; --si; -H, --dereference-command-line; --dereference-command-line-symlink-to-dir; --hide=NAMES; --hyperlink[=WHEN]
    --indicator-style=INDICATOR; -i, --inode; -I, --ignore=NAMES; -k, --kibibytes; -l; -L, --dereference; -m; -n, --numeric-uid-gid
    -N, --literal; -o; -p; -q, --hide-control-chars; --show-control-chars; -Q, --quote-name; --quoting-style=QUOTING; -r, --reverse
    -R, --recursive; -s, --size; -S; --sort=SORT; --time=TIME; --time-style=STYLE; -t; -T, --tabsize=NUMBER; -u; -U; -v; -w, --width=NUMBER
    -x; -X; -Z, --context; --zero; -1; --help; --version`,
  head: `
    -c, --bytes=COUNT; -n, --lines=COUNT; -q, --quiet, --silent; -v, --verbose; -z, --zero-terminated; ! ---presume-input-pipe; --help; --version`,
  tail: `
    -c, --bytes=COUNT; ! -f; ! --follow[=HOW]; ! -F; -n, --lines=COUNT; --max-unchanged-stats=NUMBER; ! --pid=NUMBER; -q, --quiet, --silent
    ! --retry; -s, --sleep-interval=SECONDS; -v, --verbose; -z, --zero-terminated; ! ---disable-inotify; ! ---presume-input-pipe; --help; --version`,
  grep: `
    -E, --extended-regexp; -F, --fixed-strings, --fixed-regexp; -G, --basic-regexp; -P, --perl-regexp; -e, --regexp=PATTERN; ! -f, --file=FILE
    -i, -y, --ignore-case; --no-ignore-case; -w, --word-regexp; -x, --line-regexp; -z, --null-data; -s, --no-messages; -v, --invert-match
    -V, --version; --help; -m, --max-count=SIGNED; -b, --byte-offset; -n, --line-number; --line-buffered; -H, --with-filename
    -h, --no-filename; --label=TEXT; -o, --only-matching; -q, --quiet, --silent; --binary-files=BINARY; -a, --text; -I
    -d, --directories=DIRECTORIES; -D, --devices=DEVICES; -r, --recursive; -R, --dereference-recursive; --include=NAMES; --exclude=NAMES
    ! --exclude-from=FILE; --exclude-dir=NAMES; -L, --files-without-match; -l, --files-with-matches; -c, --count; -T, --initial-tab
    -Z, --null; -B, --before-context=NUMBER; -A, --after-context=NUMBER; -C, --context=NUMBER; -0; -1; -2; -3; -4; -5; -6; -7; -8; -9
    --group-separator=TEXT; --no-group-separator; --color, --colour[=WHEN]; -U, --binary; -u, --unix-byte-offsets; ! -X=TEXT`,
  echo: '-n; -e; -E; --help; --version',
  date: `
    -d, --date=DATE; --debug; ! -f, --file=FILE; -I, --iso-8601[=PRECISION]; --resolution; -R, --rfc-email, --rfc-822, --rfc-2822
    --rfc-3339=RFC3339; ! -r, --reference=FILE; ! -s, --set=DATE; -u, --utc, --universal, --uct; --help; --version`,
  hostname: `
    -a, --alias; -A, --all-fqdns; ! -b, --boot; -d, --domain; -f, --fqdn, --long; ! -F, --file=FILE; -h, -?, --help; -i, --ip-address
    -I, --all-ip-addresses; -s, --short; -V, --version; -y, --yp, --nis`,
  wc: '-c, --bytes; -m, --chars; -l, --lines; ! --files0-from=FILE; -L, --max-line-length; -w, --words; --debug; --help; --version',
};

export const GNU_OPTIONS: Readonly<Record<Program, readonly GnuOption[]>> = mapValues(MANUALS, (manual) => manual.trim().split(/\s*[;\n]\s*/).map(parse));

function parse(entry: string): GnuOption {
  const [, mark, names = '', optional, value = ''] = /^(!?)\s*([^=[]+?)(\[?)(?:=(\w+)\]?)?$/.exec(entry) ?? [];
  return { names: names.split(', '), takes: value === '' ? 'none' : optional === '' ? 'required' : 'optional', value, hostile: mark === '!' };
}

function mapValues<Key extends string, From, To>(record: Readonly<Record<Key, From>>, map: (from: From) => To): Record<Key, To> {
  return Object.fromEntries(Object.entries<From>(record).map(([key, from]) => [key, map(from)])) as Record<Key, To>;
}
