// hostname 3.23 of Debian: every option, allowed or refused. Pure.
import { flag, refused } from '../options.js';
import { noOperand, type CommandSpec } from './spec.js';

export const HOSTNAME: CommandSpec = {
  program: 'hostname',
  options: [
    flag('-a, --alias'),
    flag('-A, --all-fqdns'),
    refused('-b, --boot', 'none', 'it sets the host name; hostname only shows it here'),
    flag('-d, --domain'),
    flag('-f, --fqdn, --long'),
    refused('-F, --file', 'required', 'it sets the host name from a file; hostname only shows it here'),
    flag('-h, -?, --help'),
    flag('-i, --ip-address'),
    flag('-I, --all-ip-addresses'),
    flag('-s, --short'),
    flag('-V, --version'),
    flag('-y, --yp, --nis'),
  ],
  operands: ([name]) => (name === undefined ? [] : noOperand('hostname', 'an operand sets the host name; use hostname alone to show it', name)),
  passes: ['hostname', 'hostname -f', 'hostname --short', 'hostname -I'],
  refuses: {
    'hostname evil': 'operand',
    'hostname -- evil': 'operand',
    'hostname -F /etc/hostname': 'blocked-option',
    'hostname -sF/etc/hostname': 'blocked-option',
    'hostname --file=/etc/hostname': 'blocked-option',
    'hostname --fi=/etc/hostname': 'abbreviated-option',
    'hostname -b': 'blocked-option',
    'hostname --boot': 'blocked-option',
  },
};
