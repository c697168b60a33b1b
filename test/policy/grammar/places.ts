// The files that the grammar names: what is in /sim, links that lead out of it, and the canaries outside that nothing may ever show.

const LOG = 'IEF403I PAYROLL - STARTED - TIME=02.14.05\nJOB001 ENDED - RC=0000\n$HASP395 PAYROLL  ENDED\nJOB002 ABEND=S0C7 in STEP020\n\nlast  line, "quoted" and it\'s over\n';

/** By path in /sim. */
export const SIM_FILES: Readonly<Record<string, string | Buffer>> = {
  'syslog.log': LOG.repeat(20),
  'joblog.log': LOG,
  'audit.log': 'user=OPER1 result=ok\n',
  'error.log': 'ERROR S0C4\ttab\n',
  'status.json': '{"cpu": 42}\n',
  'empty.log': '',
  'no-newline.log': 'first\nlast without end',
  'crlf.log': 'one\r\ntwo\r\n',
  'binary.log': Buffer.from([0x41, 0x42, 0x0a, 0x00, 0x41, 0xff, 0xfe, 0x0a]),
  'with blank.log': 'ABEND with a blank\n',
  "it's.log": 'a quote in its name\n',
  'say "so".log': 'two quotes\n',
  '-dash.log': 'ABEND behind a dash\n',
  '-n': 'named like an option\n',
  '.hidden.log': 'ABEND hidden\n',
  'data[1].log': 'brackets\n',
  'a*b.log': 'a star in its name\n',
  'a?b.log': 'a question mark in its name\n',
  'M\u00fcller.log': 'composed\n',
  'Mu\u0308ller.log': 'decomposed\n',
  '\u65e5\u672c.log': 'ABEND \u65e5\u672c\n',
  'archive/old.log': LOG,
  'archive/2026/nov.log': LOG,
  'archive/syslog.log.1': LOG,
};

/** By path in /sim. */
export const SIM_LINKS: Readonly<Record<string, string>> = {
  'link.log': 'syslog.log',
  'folder.lnk': 'archive',
  'absolute.lnk': '/sim/joblog.log',
  'dangling.lnk': 'nowhere',
  'loop.lnk': 'loop.lnk',
  'archive/up.lnk': '../audit.log',
};

/** Links of /sim that lead out of it. */
export const SIM_TRAPS: Readonly<Record<string, string>> = {
  'trap.lnk': '/etc/canary',
  'trap-folder.lnk': '/home',
  'relative-trap.lnk': '../canary',
  'traps/deep.lnk': '/tmp',
  'traps/twice.lnk': '../trap.lnk',
};

/** Files outside, by absolute path. Beside each lies one whose name nobody can guess. */
export const CANARIES: readonly string[] = ['/canary', '/etc/canary', '/etc/passwd', '/home/canary', '/tmp/canary', '/simulator/canary', '/sim-evil/canary', '/sim.log', '/usr/share/zoneinfo/canary'];

/** More that an attacker would name. */
export const OUTSIDE: readonly string[] = [...CANARIES, '/', '/etc', '/home', '/tmp', '/proc/self/environ', '/dev/tty', '/runner/main.cjs', '/simulator', '/sim-evil', '/SIM/syslog.log', '/Sim', '/sim\u0131', '/s\u0456m/syslog.log'];
