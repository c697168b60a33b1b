// date of GNU coreutils 9.1: every option, allowed or refused. Pure.
import { flag, HELP, optional, refused, required, VERSION, type ValueCheck } from '../options.js';
import { isTooWide, oneOf } from '../values.js';
import { noOperand, type CommandSpec } from './spec.js';

// glibc opens the file that TZ names, so `date -d 'TZ="/etc/passwd" now'` would read it.
const dateText: ValueCheck = (value) => {
  if (/TZ=/i.test(value)) return 'a TZ= in it makes the C library open a file; use -u for UTC';
  return /[*?[]/.test(value) ? 'it takes a date such as yesterday or "2026-11-22 02:14"' : null;
};

export const DATE: CommandSpec = {
  program: 'date',
  options: [
    required('-d, --date', dateText),
    flag('--debug'),
    refused('-f, --file', 'required', 'it reads a file; give one date with -d'),
    optional('-I, --iso-8601', oneOf('date', 'hours', 'minutes', 'seconds', 'ns')),
    flag('--resolution'),
    flag('-R, --rfc-email, --rfc-822, --rfc-2822'),
    required('--rfc-3339', oneOf('date', 'seconds', 'ns')),
    refused('-r, --reference', 'required', 'it looks at a file; use ls -l --full-time to see the time of one'),
    refused('-s, --set', 'required', 'it sets the clock; date only shows it here'),
    flag('-u, --utc, --universal, --uct'),
    HELP,
    VERSION,
  ],
  operands([format, second]) {
    if (format === undefined) return [];
    if (!format.startsWith('+')) return noOperand('date', 'an operand sets the clock unless it is a format such as +%Y-%m-%d', format);
    if (isTooWide(format)) return noOperand('date', 'a field may be at most 999 characters wide', format);
    return second === undefined ? ['text'] : noOperand('date', 'it takes one format only, in quotes if it holds blanks', second);
  },
  passes: ['date', 'date -u +%Y-%m-%dT%H:%M:%SZ', 'date "+%d %b %Y"', 'date -d "1 hour ago"', 'date --date=@0 -u', 'date -Is', 'date --iso-8601=seconds', 'date -R', 'date --rfc-3339=seconds'],
  refuses: {
    'date 112214302026': 'operand',
    'date +%Y +%m': 'operand',
    'date -s now': 'blocked-option',
    'date --set=now': 'blocked-option',
    'date --se=now': 'abbreviated-option',
    'date -us now': 'blocked-option',
    'date -f /etc/passwd': 'blocked-option',
    'date -r /etc/passwd': 'blocked-option',
    'date --reference=/etc/passwd': 'blocked-option',
    'date -d \'TZ="/etc/passwd" now\'': 'option-value',
    'date -d *': 'option-value',
    'date +%1000000000d': 'operand',
    'date -Iyears': 'option-value',
  },
};
