// The real container, from inside, as an attacker who got past the policy and the server.
import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { RUNNER_LIMITS } from '../../../runner/limits.js';
import { describeDocker, simFolder } from '../../support/docker.js';
import { Attacker } from './attacker.js';

describeDocker('isolation of the container', () => {
  let attacker: Attacker;

  beforeAll(async () => {
    const directory = simFolder({ 'syslog.log': 'one\ntwo\n', 'jobs/a.log': 'inside\n' });
    symlinkSync('/etc/passwd', path.join(directory, 'passwd'));
    symlinkSync('/runner/main.cjs', path.join(directory, 'runner'));
    symlinkSync('/proc/1', path.join(directory, 'proc'));
    symlinkSync('jobs/a.log', path.join(directory, 'inside'));
    attacker = await Attacker.enter(directory);
  });
  afterAll(() => attacker.leave());

  it('has no network but loopback, and no route', async () => {
    expect(await attacker.execute("return fs.readdirSync('/sys/class/net')")).toEqual(['lo']);
    expect(await attacker.execute("return fs.readFileSync('/proc/net/route', 'utf8').trim().split('\\n').length")).toBe(1);
  });

  it('has nothing writable: no folder takes a file, no file takes a byte', async () => {
    const writable = await attacker.execute(`
      const found = [];
      const tryWrite = (file) => {
        try {
          const fd = fs.openSync(file, 'r+');
          // Docker hides some files of /proc behind /dev/null.
          if (fs.fstatSync(fd).isFile()) found.push(file);
          fs.closeSync(fd);
        } catch {}
      };
      const walk = (folder) => {
        try { fs.writeFileSync(folder + '/probe', ''); found.push(folder + '/'); } catch (error) {
          if (!['EROFS', 'EACCES', 'EPERM', 'ENOENT'].includes(error.code)) found.push(folder + ': ' + error.code);
        }
        let entries = [];
        try { entries = fs.readdirSync(folder, { withFileTypes: true }); } catch {}
        for (const entry of entries) {
          const at = (folder === '/' ? '' : folder) + '/' + entry.name;
          // A process may always write to its own entries in /proc, and anybody asks /proc/pressure for alarms: neither holds data.
          if (/^\\/proc\\/(\\d+|self|thread-self|pressure)$/.test(at)) continue;
          if (entry.isDirectory()) walk(at);
          else if (entry.isFile()) tryWrite(at);
        }
      };
      walk('/');
      return found;`);
    expect(writable).toEqual([]);
  });

  it('runs as 1001:1001 without capabilities, without a way to new privileges, under seccomp', async () => {
    for (const process of ['self', '1']) {
      const status = await attacker.execute<string>(`return fs.readFileSync('/proc/${process}/status', 'utf8')`);
      const fields: unknown = Object.fromEntries(status.trim().split('\n').map((line) => line.split(':\t')));
      expect(fields).toMatchObject({
        Uid: '1001\t1001\t1001\t1001',
        Gid: '1001\t1001\t1001\t1001',
        Groups: expect.stringMatching(/^(1001 )?$/) as string,
        CapInh: '0000000000000000',
        CapPrm: '0000000000000000',
        CapEff: '0000000000000000',
        CapBnd: '0000000000000000',
        CapAmb: '0000000000000000',
        NoNewPrivs: '1',
        Seccomp: '2',
      });
    }
  });

  it('holds the nine programs, the runner and libraries: no shell, no setuid file, no user database', async () => {
    const { programs, setuid } = await attacker.execute<{ programs: string[]; setuid: string[] }>(`
      const programs = [], setuid = [];
      const walk = (folder) => {
        for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
          const at = (folder === '/' ? '' : folder) + '/' + entry.name;
          if (['/proc', '/sys', '/dev', '/sim'].includes(at)) continue;
          const { mode } = fs.lstatSync(at);
          if (mode & 0o6000) setuid.push(at);
          if (entry.isDirectory()) walk(at);
          else if (entry.isFile() && mode & 0o111 && !/\\/lib(64)?\\//.test(at)) programs.push(at);
        }
      };
      walk('/');
      return { programs: programs.sort(), setuid };`);
    expect(programs.filter((file) => !/^\/(\.dockerenv|etc\/)/.test(file))).toEqual([
      '/runner/node',
      ...['cat', 'date', 'echo', 'grep', 'head', 'hostname', 'ls', 'tail', 'wc'].map((name) => `/usr/bin/${name}`),
    ]);
    expect(setuid).toEqual([]);
    expect(await attacker.execute("return ['/bin/sh', '/bin/bash', '/usr/bin/apt', '/usr/bin/dpkg', '/etc/passwd', '/etc/shadow'].filter((file) => fs.existsSync(file))")).toEqual([]);
  });

  it('can start only so many processes, and the runner goes on', async () => {
    const started = await attacker.execute<number>(`
      const { spawn } = require('child_process');
      const children = [];
      for (let count = 0; count < 200; count += 1) {
        const child = spawn('/usr/bin/tail', ['-f', '/dev/null'], { stdio: 'ignore' });
        child.on('error', () => undefined);
        if (child.pid === undefined) break;
        children.push(child);
      }
      children.forEach((child) => child.kill('SIGKILL'));
      return children.length;`);
    expect(started).toBeGreaterThan(8);
    expect(started).toBeLessThan(64);
    expect(await attacker.run(['/usr/bin/cat', 'syslog.log'])).toMatchObject({ stdout: 'one\ntwo\n' });
  });

  it('can use only so much memory, and the runner goes on', async () => {
    await expect(attacker.execute('const hog = []; for (let mb = 0; mb < 1024; mb += 8) hog.push(Buffer.alloc(8 * 1024 * 1024, 1)); return hog.length;')).rejects.toThrow();
    expect(await attacker.run(['/usr/bin/cat', 'syslog.log'])).toMatchObject({ stdout: 'one\ntwo\n' });
  });

  it.each([
    ['argv[0] node', ['/runner/node', '-e', '1'], 'cat syslog.log', undefined, 'The argv is not what the command gives.'],
    ['argv[0] by another path', ['/usr/bin/../bin/cat', 'syslog.log'], 'cat syslog.log', undefined, 'The argv is not what the command gives.'],
    ['argv[0] without a path', ['cat', 'syslog.log'], 'cat syslog.log', undefined, 'The argv is not what the command gives.'],
    ['an argv that is not the command', ['/usr/bin/cat', '/etc/hosts'], 'cat syslog.log', undefined, 'The argv is not what the command gives.'],
    ['one argument more than the command', ['/usr/bin/cat', 'syslog.log', '/etc/hosts'], 'cat syslog.log', undefined, 'The argv is not what the command gives.'],
    ['no argv', [], 'cat syslog.log', undefined, 'The argv is not what the command gives.'],
    ['a program that is not one of the nine', ['/runner/node', '-e', '1'], 'node -e 1', 'unknown-command', ''],
    ['a file outside', ['/usr/bin/cat', '/etc/hosts'], 'cat /etc/hosts', 'path-jail', ''],
    ['a file above', ['/usr/bin/cat', '../etc/hosts'], 'cat ../etc/hosts', 'path-jail', ''],
    ['a neighbour of /sim', ['/usr/bin/cat', '/simulator/x'], 'cat /simulator/x', 'path-jail', ''],
    ['a second command', ['/usr/bin/cat', 'syslog.log', ';', 'date'], 'cat syslog.log ; date', 'metacharacter', ''],
    ['an endless program', ['/usr/bin/tail', '-f', 'syslog.log'], 'tail -f syslog.log', 'blocked-option', ''],
    ['a symlink to /etc/passwd', ['/usr/bin/cat', 'passwd'], 'cat passwd', 'path-jail', '"passwd" leads outside of /sim'],
    ['a symlink to the runner', ['/usr/bin/head', '-n', '1', '/sim/runner'], 'head -n 1 /sim/runner', 'path-jail', '"/sim/runner" leads outside of /sim'],
    ['a way through a symlinked folder', ['/usr/bin/cat', 'proc/environ'], 'cat proc/environ', 'path-jail', '"proc/environ" leads outside of /sim'],
    ['a symlink found by a glob', ['/usr/bin/cat', 'pass*'], 'cat pass*', 'path-jail', '"passwd" leads outside of /sim'],
    ['a walk that follows links', ['/usr/bin/grep', '-R', 'root', '.'], 'grep -R root .', 'path-jail', ' leads outside of /sim'],
    ['a glob behind a symlinked folder', ['/usr/bin/ls', 'proc/*'], 'ls proc/*', 'path-jail', '"proc/*" leads outside of /sim'],
  ])('is refused: %s', async (_, argv, command, rule, message) => {
    const answer = await attacker.run(argv, { command });
    expect(answer).toEqual({ id: expect.any(Number) as number, error: { code: 'refused', rule, message: expect.stringContaining(message) as string } });
  });

  it('is let through a symlink that stays inside', async () => {
    expect(await attacker.run(['/usr/bin/cat', 'inside'])).toMatchObject({ stdout: 'inside\n', exitCode: 0 });
  });

  it('cannot say more than a request holds, nor anything that is no request', async () => {
    expect(await attacker.say(JSON.stringify({ op: 'run', id: 900, command: 'x'.repeat(RUNNER_LIMITS.requestBytes) }))).toMatchObject({ id: null, error: { code: 'request_too_large' } });
    expect(await attacker.say('{"op":"exec","id":901,"argv":["/runner/node"]}')).toMatchObject({ id: 901, error: { code: 'invalid_request' } });
    expect(await attacker.say('\u0000')).toMatchObject({ id: null, error: { code: 'invalid_request' } });
    expect(await attacker.run(['/usr/bin/hostname'])).toMatchObject({ stdout: 'zops\n' });
  });

  it('finds neither secrets nor open files of the host in the runner', async () => {
    expect(await attacker.execute<string>("return fs.readFileSync('/proc/1/environ', 'utf8')")).toBe('PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\0HOSTNAME=zops\0HOME=/\0');
    const open = await attacker.execute<string[]>("return fs.readdirSync('/proc/1/fd').map((fd) => fs.readlinkSync('/proc/1/fd/' + fd))");
    expect(open.filter((target) => !/^(pipe:|socket:|anon_inode:|\/dev\/null$)/.test(target))).toEqual([]);
  });
});
