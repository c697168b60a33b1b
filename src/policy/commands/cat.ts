// cat of GNU coreutils 9.1: every option, allowed or refused. Pure.
import { flag, HELP, VERSION } from '../options.js';
import { filesOrStdin, type CommandSpec } from './spec.js';

export const CAT: CommandSpec = {
  program: 'cat',
  options: [
    flag('-A, --show-all'),
    flag('-b, --number-nonblank'),
    flag('-e'),
    flag('-E, --show-ends'),
    flag('-n, --number'),
    flag('-s, --squeeze-blank'),
    flag('-t'),
    flag('-T, --show-tabs'),
    flag('-u'),
    flag('-v, --show-nonprinting'),
    HELP,
    VERSION,
  ],
  operands: filesOrStdin,
  passes: ['cat syslog.log', 'cat -n /sim/syslog.log joblog.log', 'cat -bsT *.log', 'cat --show-all -- -odd-name', 'cat', 'cat -', 'cat "/sim/status.json"'],
  refuses: {
    'cat /etc/passwd': 'path-jail',
    'cat ../etc/passwd': 'path-jail',
    'cat /simulator/x': 'path-jail',
    'cat -x syslog.log': 'unknown-option',
    'cat --numb syslog.log': 'abbreviated-option',
    'cat --number=3 syslog.log': 'option-value',
    'cat ""': 'operand',
    'cat ~/.profile': 'expansion',
    'cat /s?m/syslog.log': 'glob',
  },
};
