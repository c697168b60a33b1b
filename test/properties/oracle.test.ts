// The short form of `npm run properties`: a thousand approved commands, really run under strace and in Docker. And proof that the
// oracle can fail, that its list of what a program needs to start is short, and that the grammar knows every option there is.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROGRAMS, type Program } from '../../src/policy/verdict.js';
import { GNU_OPTIONS } from '../policy/grammar/tools.js';
import { approve, describeDocker, DOCKER_ENV, IMAGE } from '../support/docker.js';
import { runCampaign } from './campaign.js';
import { Oracle } from './oracle.js';
import { scratchProblem } from './scratch.js';

const LOADER = /^(?:access \/etc\/ld\.so\.preload|openat \/etc\/ld\.so\.cache|(?:openat|newfstatat) \/lib\/x86_64-linux-gnu\/.+)$/;

describeDocker(
  'approved commands, really run,',
  () => {
    let oracle: Oracle;
    beforeAll(async () => {
      oracle = await Oracle.make(IMAGE, DOCKER_ENV);
    }, 180_000);
    afterAll(() => oracle.close(), 60_000);

    it('read in /sim and do nothing else: a thousand of them', async () => {
      const seed = Date.now() % 2 ** 31;
      const before = oracle.scratch.digest();
      const report = await runCampaign(oracle, { approved: 1000, seed });
      expect(report.violations, `seed ${seed}`).toEqual([]);
      expect(report.approved).toBe(1000);
      expect(report.ran / report.approved).toBeGreaterThan(0.8);
      expect(report.approved / report.generated).toBeGreaterThan(0.4);
      expect(oracle.scratch.digest()).toBe(before);
    }, 300_000);

    it('need this of the system to start, and nothing else', () => {
      const own = (program: Program): readonly string[] => oracle.starts[program].filter((deed) => !LOADER.test(deed));
      const nameService = ['socket(AF_UNIX, SOCK_STREAM|SOCK_CLOEXEC|SOCK_NONBLOCK, N)', 'connect(N, {sa_family=AF_UNIX, sun_path="/var/run/nscd/socket"}, N)', 'newfstatat /etc/nsswitch.conf', 'newfstatat /', 'openat /etc/nsswitch.conf'];
      for (const program of ['cat', 'head', 'tail', 'wc', 'echo'] as const) expect([program, own(program)]).toEqual([program, []]);
      expect(own('date')).toEqual(['openat /usr/share/zoneinfo/UTC', 'openat /usr/share/zoneinfo/UTC0']);
      expect(own('grep')).toEqual(['openat /proc/self/maps']);
      expect([...own('ls')].sort()).toEqual(
        [
          ...['statfs /sys/fs/selinux', 'statfs /selinux', 'openat /proc/filesystems', 'openat /proc/mounts', 'access /etc/selinux/config'],
          ...nameService,
          ...['openat /etc/passwd', 'openat /etc/group', 'openat /usr/share/zoneinfo/UTC'],
          // The entry `..` of /sim.
          ...['statx /', 'lgetxattr /', 'getxattr /'],
        ].sort(),
      );
      const lookUp = /^(?:socket|bind|connect|getsockname|setsockopt|sendto|recvmsg)\(|^(?:openat|newfstatat) \/etc\/(?:hosts|host\.conf|resolv\.conf)$/;
      expect(own('hostname').filter((deed) => !nameService.includes(deed) && !lookUp.test(deed))).toEqual([]);
    });
  },
  scratchProblem(),
);

describeDocker(
  'the oracle',
  () => {
    let oracle: Oracle;
    beforeAll(async () => {
      oracle = await Oracle.make(IMAGE, DOCKER_ENV);
    }, 180_000);
    afterAll(() => oracle.close(), 60_000);

    it.each([
      ['cat /etc/canary', 'openat /etc/canary', 'it shows a canary'],
      ['cat ../canary', 'openat /canary', 'it shows a canary'],
      ['cat trap.lnk', 'openat /etc/canary', 'it shows a canary'],
      ['head traps/twice.lnk', 'openat /etc/canary', 'it shows a canary'],
      ['tail -n 1 /sim-evil/canary', 'openat /sim-evil/canary', 'it shows a canary'],
      ['wc --files0-from=/tmp/canary', 'openat /tmp/canary', 'it shows a canary'],
      ['wc -c missing.log /canary', 'openat /canary'],
      ['grep -f /canary syslog.log', 'openat /canary'],
      ['grep -c zc /simulator/canary', 'openat /simulator/canary'],
      ['grep -r zc /home', 'openat /home/canary', 'it shows a canary'],
      ['grep -R zc .', 'openat /etc/canary', 'it shows a canary'],
      ['grep --exclude-from=/tmp/canary x syslog.log', 'openat /tmp/canary'],
      ['ls /', 'openat /', 'it shows a canary'],
      ['ls /tmp', 'openat /tmp', 'it shows a canary'],
      ['ls trap-folder.lnk', 'openat /home', 'it shows a canary'],
      ['ls -d /home', 'statx /home'],
      ['ls -lL', 'statx /home'],
      ['ls -lF', 'statx /home'],
      ['ls --hyperlink=always', 'readlink /home'],
      ['date -f /etc/canary', 'openat /etc/canary', 'it shows a canary'],
      ['date -r /etc/canary', 'newfstatat /etc/canary'],
      ['date -s @0', 'clock_settime(CLOCK_REALTIME, {tv_sec=N, tv_nsec=N})'],
      ['hostname evil', 'sethostname(""..., N)'],
      ['hostname -F /etc/canary', 'openat /etc/canary'],
    ])('catches %s', async (line, ...deeds) => {
      expect(await oracle.checkArgv(line.split(' '))).toEqual(expect.arrayContaining(deeds));
    });

    it.each([
      ['tail -f syslog.log', 'inotify_init()'],
      ['tail --pid=1 -f empty.log', 'kill(N, N)'],
    ])('catches %s, which never ends', async (line, deed) => {
      expect(await oracle.checkArgv(line.split(' '), 5000)).toEqual(expect.arrayContaining([deed, 'it did not end within 5000 ms']));
    });

    it('catches a time zone that is a file', async () => {
      expect(await oracle.checkArgv(['date', '-d', 'TZ="/etc/canary" now'])).toContain('openat /etc/canary');
    });

    it('catches a canary that a command shows, in both runs', async () => {
      for (const sim of [path.join(oracle.scratch.root, 'sim'), oracle.scratch.directory]) writeFileSync(path.join(sim, 'leak.log'), oracle.scratch.token);
      await oracle.checkArgv(['echo']); // takes note of the new file
      expect(await oracle.check(approve('cat leak.log'))).toEqual({ ran: true, violations: ['it shows a canary', 'it shows a canary'] });
    });

    it('catches a file that was changed, anywhere', async () => {
      const before = oracle.scratch.digest();
      writeFileSync(path.join(oracle.scratch.root, 'etc/hosts'), '\n', { flag: 'a' });
      expect(await oracle.checkArgv(['echo'])).toEqual(['the scratch root changed']);
      expect(await oracle.checkArgv(['echo'])).toEqual([]);
      expect(oracle.scratch.digest()).not.toBe(before);
    });

    describe('asks the tools themselves:', () => {
      const ask = async (program: Program, ...args: string[]): Promise<string> => {
        const { stdout, stderr } = await oracle.scratch.ask([program, ...args], AbortSignal.timeout(5000));
        return stdout + stderr;
      };
      const named = (program: Program, name: string): boolean => GNU_OPTIONS[program].some(({ names }) => names.includes(name));

      it.each(PROGRAMS)('the grammar has every option of %s --help, with its value', async (program) => {
        const options = Array.from((await ask(program, '--help')).matchAll(/^ {1,8}((?:-[\w?]|--[a-z\d-]+)(?:[^\n]*?))(?: {2}|\n)/gm), ([, text = '']) => text).flatMap((text) => Array.from(text.matchAll(/(?<![\w-])(--?[\w?][\w-]*)(\[?=)?/g), ([, name = '', value = '']) => [name, value] as const));
        expect(options.length).toBeGreaterThan(program === 'echo' ? 3 : 8);
        const wrong = options.filter(([name, value]) => {
          const option = GNU_OPTIONS[program].find(({ names }) => names.includes(name));
          return option === undefined || (value === '[=' && option.takes !== 'optional') || (value === '=' && option.takes !== 'required');
        });
        // The manual's way to say that a number is an option.
        expect(wrong.filter(([name]) => name !== '-NUM')).toEqual([]);
      });

      it.each(PROGRAMS.filter((program) => program !== 'echo'))('the grammar has every long option that %s knows, and no other', async (program) => {
        const known = Array.from((await ask(program, '--=x')).matchAll(/'(--[^']+)'/g), ([, name]) => name).filter((name) => name !== '--=x');
        const own = GNU_OPTIONS[program].flatMap(({ names }) => names.filter((name) => name.startsWith('--')));
        expect(own.sort()).toEqual(known.sort());
      });

      it.each(PROGRAMS.filter((program) => program !== 'echo'))('the grammar has every letter that %s takes, and no other', async (program) => {
        const wrong: string[] = [];
        for (const letter of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789') {
          // A count, and the units of one: `tail -l` is an old `tail -10l`.
          if ((/\d/.test(letter) && program === 'head') || (/[\dbl]/.test(letter) && program === 'tail')) continue;
          const known = !/invalid option -- |unrecognized option|illegal option/.test(await ask(program, `-${letter}`));
          if (known !== named(program, `-${letter}`)) wrong.push(letter);
        }
        expect(wrong).toEqual([]);
      }, 120_000);
    });
  },
  scratchProblem(),
);
