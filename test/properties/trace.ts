// Judges what a program did, from its strace: every system call is either harmless in itself, or a look at a path, which must
// lie in /sim when links are followed, or known from the program's start. Whatever is none of these is a violation.
import { lstatSync, readlinkSync } from 'node:fs';
import path from 'node:path';

/** Calls that name no path and change nothing but the process itself. */
const HARMLESS = new Set([
  ...['brk', 'mmap', 'munmap', 'mprotect', 'mremap', 'madvise', 'mincore', 'read', 'readv', 'pread64', 'lseek', 'close', 'fstat', 'getdents64', 'fadvise64'],
  ...['arch_prctl', 'set_tid_address', 'set_robust_list', 'rseq', 'getrandom', 'rt_sigaction', 'rt_sigprocmask', 'sigaltstack', 'futex', 'poll', 'uname', 'sysinfo'],
  ...['getpid', 'getuid', 'geteuid', 'getgid', 'getegid', 'getcwd', 'clock_gettime', 'clock_getres', 'gettimeofday', 'time', 'exit_group', 'restart_syscall', 'fstatfs', 'fgetxattr'],
]);

/** Calls that are harmless with these arguments. */
const CONDITIONAL: Readonly<Record<string, RegExp>> = {
  write: /^[12], /,
  writev: /^[12], /,
  copy_file_range: /^\d+, NULL, 1, NULL, /,
  splice: /^\d+, NULL, 1, NULL, /,
  ioctl: /^\d+, (?:TCGETS|TIOCGWINSZ|TIOCGPGRP|FIONREAD), /,
  fcntl: /^\d+, (?:F_GETFL|F_GETFD|F_SETFD, FD_CLOEXEC|F_DUPFD(?:_CLOEXEC)?, \d+)$/,
  prlimit64: /^0, \w+, NULL, /,
};

interface Look {
  /** Place of the descriptor of the folder that a relative path starts from; none for the working directory. */
  readonly folder?: number;
  readonly path: number;
  readonly follows: 'always' | 'never' | 'unless told';
}

const LOOKS: Readonly<Record<string, Look>> = {
  open: { path: 0, follows: 'unless told' },
  openat: { folder: 0, path: 1, follows: 'unless told' },
  stat: { path: 0, follows: 'always' },
  lstat: { path: 0, follows: 'never' },
  newfstatat: { folder: 0, path: 1, follows: 'unless told' },
  statx: { folder: 0, path: 1, follows: 'unless told' },
  access: { path: 0, follows: 'always' },
  faccessat: { folder: 0, path: 1, follows: 'always' },
  faccessat2: { folder: 0, path: 1, follows: 'unless told' },
  readlink: { path: 0, follows: 'never' },
  readlinkat: { folder: 0, path: 1, follows: 'never' },
  statfs: { path: 0, follows: 'always' },
  getxattr: { path: 0, follows: 'always' },
  lgetxattr: { path: 0, follows: 'never' },
};

const WRITING = /O_(?:WRONLY|RDWR|CREAT|TRUNC|APPEND|TMPFILE)/;
const CALL = /^\d+ +(\w+)\((.*)\) += (.+)$/;
const ENDS = /^\d+ +\+\+\+ exited with \d+ \+\+\+$/;

/**
 * What the program did beyond looking into /sim, each as one line: `openat /etc/passwd`, `clone(…)`. Empty when nothing.
 * @param trace of `strace -f -s 0`, from the program's own execve on
 * @param root where the program's root directory really is
 */
export function deedsOutside(trace: string, root: string): readonly string[] {
  const deeds = new Set<string>();
  const folders = new Map<string, string>([['AT_FDCWD', '/sim']]);
  for (const line of trace.split('\n')) {
    const [, name = '', args = '', result = ''] = CALL.exec(line) ?? [];
    if (line === '' || ENDS.test(line) || HARMLESS.has(name)) continue;
    const look = LOOKS[name];
    if (look !== undefined) {
      const words = splitArguments(args);
      const base = folders.get(look.folder === undefined ? 'AT_FDCWD' : (words[look.folder] ?? ''));
      const operand = unescape(words[look.path] ?? '');
      if (operand === '' && args.includes('AT_EMPTY_PATH')) continue;
      const follows = look.follows === 'always' || (look.follows === 'unless told' && !args.includes('NOFOLLOW'));
      const place = realPath(base ?? '/unknown-descriptor', operand, root, follows);
      if (WRITING.test(args) && name.startsWith('open')) deeds.add(`${name} for writing ${place}`);
      else if (!isInSim(place)) deeds.add(`${name} ${place}`);
      if (name.startsWith('open') && /^\d+$/.test(result)) folders.set(result, place);
      continue;
    }
    if (CONDITIONAL[name]?.test(args) === true) {
      const copied = name === 'fcntl' ? /^(\d+), F_DUPFD/.exec(args)?.[1] : undefined;
      const place = copied === undefined ? undefined : folders.get(copied);
      if (place !== undefined) folders.set(result, place);
      continue;
    }
    deeds.add(name === '' ? `unreadable: ${line}` : `${name}(${shape(args)})`);
  }
  return [...deeds];
}

function isInSim(place: string): boolean {
  return place === '/sim' || place.startsWith('/sim/');
}

/** Where the kernel would end up, within `root`; as far as it exists. */
function realPath(base: string, operand: string, root: string, follows: boolean): string {
  let todo = operand.split('/').filter((segment) => segment !== '' && segment !== '.');
  let at = operand.startsWith('/') ? [] : base.split('/').filter((segment) => segment !== '');
  for (let links = 0, next = todo.shift(); next !== undefined; next = todo.shift()) {
    if (next === '..') {
      at.pop();
      continue;
    }
    const here = path.join(root, ...at, next);
    if (!isLink(here) || (todo.length === 0 && !follows) || links >= 40) {
      at.push(next);
      continue;
    }
    links += 1;
    const target = readlinkSync(here);
    if (target.startsWith('/')) at = [];
    todo = [...target.split('/').filter((segment) => segment !== '' && segment !== '.'), ...todo];
  }
  return `/${at.join('/')}`;
}

function isLink(file: string): boolean {
  try {
    return lstatSync(file).isSymbolicLink();
  } catch {
    // Nothing is there, or it lies below what is no folder.
    return false;
  }
}

/** Arguments between the commas that stand outside of strings, lists and structures. */
function splitArguments(args: string): readonly string[] {
  const words: string[] = [''];
  for (const [token] of args.matchAll(/"(?:[^"\\]|\\.)*"|\{[^}]*\}|\[[^\]]*\]|, |./g)) {
    if (token === ', ') words.push('');
    else words.push(`${words.pop() ?? ''}${token}`);
  }
  return words;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', v: '\v', f: '\f' };

/** A string as strace writes it, in quotes with C's escapes. */
function unescape(quoted: string): string {
  const inner = /^"(.*)"$/.exec(quoted)?.[1] ?? '';
  const bytes = Array.from(inner.matchAll(/\\([0-7]{1,3})|\\(.)|[^\\]/g), ([char, octal, escaped]) => {
    if (octal !== undefined) return parseInt(octal, 8);
    return (escaped === undefined ? char : (ESCAPES[escaped] ?? escaped)).charCodeAt(0);
  });
  return Buffer.from(bytes).toString();
}

/** Arguments without what differs from run to run; addresses and ports stay. */
function shape(args: string): string {
  return args.replace(/("[^"]*"|htons\(\d+\))|\b0x[0-9a-f]+|\b\d+/g, (number, kept?: string) => kept ?? 'N');
}
