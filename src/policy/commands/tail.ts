// tail of GNU coreutils 9.1: every option, allowed or refused. Pure.
import { flag, HELP, refused, required, VERSION, type Shorthand } from '../options.js';
import { refuse, show } from '../refusal.js';
import { COUNT, NUMBER, SECONDS } from '../values.js';
import { badCount, filesOrStdin, type CommandSpec } from './spec.js';

const ENDLESS = 'it never ends; read the newest lines with tail -n 50 instead, and again later';

/** The obsolete `-NUM` and `+NUM`, with a unit and, the dangerous one, a trailing `f` for -f. */
const shorthand: Shorthand = (word, index, words) => {
  if (/^(?:-\d+|\+\d*)[bcl]?f$/.test(word)) return refuse('blocked-option', `tail ${show(word)} follows the file like -f: ${ENDLESS}.`);
  if (/^-\d/.test(word)) return /^-\d+[bcl]?$/.test(word) ? 'option' : badCount('tail', word);
  return /^\+\d+[bcl]?$/.test(word) && index === 0 && isObsoleteUsage(words.map(({ value }) => value)) ? 'option' : 'operand';
};

// GNU takes `+NUM` for an option only as the first word before one file at most; anywhere else it is a file name.
function isObsoleteUsage([, second, ...rest]: readonly string[]): boolean {
  if (second === '--') return rest.length <= 1;
  return rest.length === 0 && !(second !== undefined && /^-./.test(second));
}

export const TAIL: CommandSpec = {
  program: 'tail',
  options: [
    required('-c, --bytes', COUNT),
    refused('-f', 'none', ENDLESS),
    refused('--follow', 'optional', ENDLESS),
    refused('-F', 'none', ENDLESS),
    required('-n, --lines', COUNT),
    required('--max-unchanged-stats', NUMBER),
    refused('--pid', 'required', 'it waits for another process; read the newest lines with tail -n 50 instead'),
    flag('-q, --quiet, --silent'),
    refused('--retry', 'none', 'it waits for a file that is not there; read the newest lines with tail -n 50 instead'),
    required('-s, --sleep-interval', SECONDS),
    flag('-v, --verbose'),
    flag('-z, --zero-terminated'),
    refused('---disable-inotify', 'none', 'it is an undocumented test hook'),
    refused('---presume-input-pipe', 'none', 'it is an undocumented test hook'),
    HELP,
    VERSION,
  ],
  shorthand,
  operands: filesOrStdin,
  passes: ['tail syslog.log', 'tail -n 50 syslog.log', 'tail -50 syslog.log', 'tail -n +5 joblog.log', 'tail +5 joblog.log', 'tail -c 200 -q error.log', 'tail --lines=3 /sim/*.log', 'tail -5c syslog.log'],
  refuses: {
    'tail -f syslog.log': 'blocked-option',
    'tail -F syslog.log': 'blocked-option',
    'tail --follow=name syslog.log': 'blocked-option',
    'tail --foll syslog.log': 'abbreviated-option',
    'tail -n5 -qf syslog.log': 'blocked-option',
    'tail -5f syslog.log': 'blocked-option',
    'tail +5f syslog.log': 'blocked-option',
    'tail +f syslog.log': 'blocked-option',
    'tail --retry syslog.log': 'blocked-option',
    'tail --pid=1 syslog.log': 'blocked-option',
    'tail -n 5f syslog.log': 'option-value',
    'tail –n 50 syslog.log': 'unknown-option',
    'tail /var/log/syslog': 'path-jail',
  },
};
