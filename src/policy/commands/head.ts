// head of GNU coreutils 9.1: every option, allowed or refused. Pure.
import { flag, HELP, refused, required, VERSION } from '../options.js';
import { COUNT } from '../values.js';
import { badCount, filesOrStdin, type CommandSpec } from './spec.js';

export const HEAD: CommandSpec = {
  program: 'head',
  options: [
    required('-c, --bytes', COUNT),
    required('-n, --lines', COUNT),
    flag('-q, --quiet, --silent'),
    flag('-v, --verbose'),
    flag('-z, --zero-terminated'),
    refused('---presume-input-pipe', 'none', 'it is an undocumented test hook'),
    HELP,
    VERSION,
  ],
  // The obsolete `-NUM`, with letters for the unit (c b k m l) and for -q -v -z.
  shorthand(word) {
    if (!/^-\d/.test(word)) return 'operand';
    return /^-\d+[cbkmlqvz]*$/.test(word) ? 'option' : badCount('head', word);
  },
  operands: filesOrStdin,
  passes: ['head syslog.log', 'head -n 5 syslog.log', 'head -5 syslog.log', 'head -20q syslog.log joblog.log', 'head -n -3 error.log', 'head --lines=10 /sim/*.log', 'head -qc1K syslog.log'],
  refuses: {
    'head /etc/passwd': 'path-jail',
    'head --line=5 syslog.log': 'abbreviated-option',
    'head -n five syslog.log': 'option-value',
    'head -n': 'option-value',
    'head -5x syslog.log': 'unknown-option',
    'head ---presume-input-pipe syslog.log': 'blocked-option',
  },
};
