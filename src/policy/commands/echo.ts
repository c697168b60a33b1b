// echo of GNU coreutils 9.1. Only leading clusters of n, e, E, or a lone --help or --version, are options to it;
// everything else is text, `--` included. Pure.
import { flag, HELP, VERSION } from '../options.js';
import type { CommandSpec } from './spec.js';

export const ECHO: CommandSpec = {
  program: 'echo',
  options: [flag('-n'), flag('-e'), flag('-E'), HELP, VERSION],
  walk(words) {
    const [only] = words;
    const alone = words.length === 1 && (only?.value === '--help' || only?.value === '--version');
    const start = alone ? 1 : words.findIndex(({ value }) => !/^-[neE]+$/.test(value));
    const operands = start === -1 ? [] : words.map((_, index) => index).slice(start);
    const options = words.slice(0, start === -1 ? words.length : start).map(({ value }) => value);
    const seen = new Set(options.flatMap((word) => (word.startsWith('--') ? [word] : Array.from(word.slice(1), (letter) => `-${letter}`))));
    return { ok: true, seen, operands, values: new Set() };
  },
  operands: (values) => values.map(() => 'text'),
  passes: ['echo', 'echo hello world', 'echo -n hello', 'echo -e "a\\tb"', 'echo -x --foo -- bar', 'echo $HOME ~ /etc/passwd', 'echo *.log', 'echo --help', 'echo "5 * 3"', 'echo – done'],
  refuses: {
    'echo $(id)': 'metacharacter',
    'echo ${HOME}': 'metacharacter',
    'echo /etc/*': 'glob',
    'echo ../*': 'glob',
    'echo x > y': 'metacharacter',
  },
};
