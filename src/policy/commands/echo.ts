// echo of GNU coreutils 9.1. Only leading clusters of n, e, E, or a lone --help or --version, are options to it;
// everything else is text, `--` included. Pure.
import { flag, HELP, VERSION } from '../options.js';
import type { CommandSpec } from './spec.js';

export const ECHO: CommandSpec = {
  program: 'echo',
  options: [flag('-n'), flag('-e'), flag('-E'), HELP, VERSION],
  walk(words) {
    const args = words.map(({ value }) => value);
    if (/^--(?:help|version)$/.test(args.join(' '))) return { ok: true, seen: new Set(args), operands: [], values: new Set() };
    const text = args.findIndex((arg) => !/^-[neE]+$/.test(arg));
    const count = text === -1 ? args.length : text;
    const seen = new Set(args.slice(0, count).flatMap((arg) => Array.from(arg.slice(1), (letter) => `-${letter}`)));
    return { ok: true, seen, operands: Array.from(args.keys()).slice(count), values: new Set() };
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
