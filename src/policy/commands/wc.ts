// wc of GNU coreutils 9.1: every option, allowed or refused. Pure.
import { flag, HELP, refused, VERSION } from '../options.js';
import { filesOrStdin, type CommandSpec } from './spec.js';

export const WC: CommandSpec = {
  program: 'wc',
  options: [
    flag('-c, --bytes'),
    flag('-m, --chars'),
    flag('-l, --lines'),
    refused('--files0-from', 'required', 'it reads file names from a file; name the files, or use a glob'),
    flag('-L, --max-line-length'),
    flag('-w, --words'),
    flag('--debug'),
    HELP,
    VERSION,
  ],
  operands: filesOrStdin,
  passes: ['wc syslog.log', 'wc -l *.log', 'wc -lwc /sim/joblog.log', 'wc --max-line-length error.log'],
  refuses: {
    'wc --files0-from=/etc/passwd': 'blocked-option',
    'wc --files0-from /etc/passwd': 'blocked-option',
    'wc --files=/etc/passwd': 'abbreviated-option',
    'wc -l /etc/passwd': 'path-jail',
    'wc -x syslog.log': 'unknown-option',
  },
};
