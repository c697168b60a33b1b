// The judge of traces, on lines as strace writes them: what reads in /sim is nothing, all else is named.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { tempDir } from '../support/temp.js';
import { deedsOutside } from './trace.js';

async function judge(...lines: string[]): Promise<readonly string[]> {
  const root = await tempDir();
  mkdirSync(path.join(root, 'sim/sub'), { recursive: true });
  mkdirSync(path.join(root, 'etc'));
  writeFileSync(path.join(root, 'sim/a.log'), '');
  symlinkSync('/etc', path.join(root, 'sim/out'));
  symlinkSync('../a.log', path.join(root, 'sim/sub/in'));
  return deedsOutside(lines.map((line) => `71 ${line}\n`).join(''), root);
}

it('what only reads in /sim, from any descriptor, is nothing', async () => {
  expect(
    await judge(
      'openat(AT_FDCWD, "/sim/a.log", O_RDONLY|O_CLOEXEC) = 3',
      'newfstatat(3, "", {st_mode=S_IFREG|0644, st_size=3, ...}, AT_EMPTY_PATH) = 0',
      'read(3, ""..., 131072) = 3',
      'write(1, ""..., 3) = 3',
      'openat(AT_FDCWD, "sub", O_RDONLY|O_DIRECTORY) = 4',
      'fcntl(4, F_DUPFD_CLOEXEC, 3) = 5',
      'openat(5, "in", O_RDONLY) = 6',
      'openat(5, "../a.log", O_RDONLY) = 7',
      'openat(AT_FDCWD, "caf\\303\\251 \\"x\\", y\\n", O_RDONLY) = -1 ENOENT (No such file or directory)',
      'readlink("out", ""..., 11) = 4',
      'newfstatat(AT_FDCWD, "out", {st_mode=S_IFLNK|0777, st_size=4, ...}, AT_SYMLINK_NOFOLLOW) = 0',
      'exit_group(0) = ?',
    ),
  ).toEqual([]);
});

it.each([
  ['openat(AT_FDCWD, "/etc/passwd", O_RDONLY) = -1 ENOENT (No such file or directory)', 'openat /etc/passwd'],
  ['openat(AT_FDCWD, "../etc/passwd", O_RDONLY) = 3', 'openat /etc/passwd'],
  ['openat(AT_FDCWD, "out/passwd", O_RDONLY) = 3', 'openat /etc/passwd'],
  ['openat(9, "x", O_RDONLY) = 3', 'openat /unknown-descriptor/x'],
  ['openat(AT_FDCWD, "/simulator/x", O_RDONLY) = 3', 'openat /simulator/x'],
  ['openat(AT_FDCWD, "a.log", O_WRONLY|O_CREAT|O_TRUNC, 0666) = 3', 'openat for writing /sim/a.log'],
  ['openat(AT_FDCWD, "a.log", O_RDWR) = -1 EACCES (Permission denied)', 'openat for writing /sim/a.log'],
  ['newfstatat(AT_FDCWD, "out", {st_mode=S_IFDIR|0755, st_size=4096, ...}, 0) = 0', 'newfstatat /etc'],
  ['statx(AT_FDCWD, "/home", AT_STATX_SYNC_AS_STAT, STATX_MODE, {stx_mask=0, ...}) = 0', 'statx /home'],
  ['getxattr("out", "security.selinux", 0x5581b8827930, 255) = -1 ENODATA (No data available)', 'getxattr /etc'],
  ['write(3, ""..., 3) = 3', 'write(N, ""..., N)'],
  ['unlink("a.log") = -1 EROFS (Read-only file system)', 'unlink("a.log")'],
  ['rename("a.log", "b.log") = 0', 'rename("a.log", "b.log")'],
  ['clock_settime(CLOCK_REALTIME, {tv_sec=0, tv_nsec=0}) = -1 EPERM (Operation not permitted)', 'clock_settime(CLOCK_REALTIME, {tv_sec=N, tv_nsec=N})'],
  ['execve("/usr/bin/cat", ["cat"], 0x7ffd83ee8318 /* 4 vars */) = 0', 'execve("/usr/bin/cat", ["cat"], N /* N vars */)'],
  ['clone(child_stack=NULL, flags=CLONE_CHILD_SETTID|SIGCHLD, child_tidptr=0x7f1776a78a10) = 72', 'clone(child_stack=NULL, flags=CLONE_CHILD_SETTID|SIGCHLD, child_tidptr=N)'],
  ['kill(1, 0) = -1 EPERM (Operation not permitted)', 'kill(N, N)'],
  ['connect(3, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("10.0.0.1")}, 16) = 0', 'connect(N, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("10.0.0.1")}, N)'],
  ['fcntl(0, F_SETFL, O_RDONLY|O_APPEND) = 0', 'fcntl(N, F_SETFL, O_RDONLY|O_APPEND)'],
  ['prlimit64(0, RLIMIT_NOFILE, {rlim_cur=1, rlim_max=1}, NULL) = 0', 'prlimit64(N, RLIMIT_NOFILE, {rlim_cur=N, rlim_max=N}, NULL)'],
  ['read(3,  <unfinished ...>', 'unreadable: 71 read(3,  <unfinished ...>'],
])('%s is named', async (line, deed) => {
  expect(await judge(line)).toEqual([deed]);
});
