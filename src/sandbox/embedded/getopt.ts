// `getopt_long` as the GNU programs use it: options permute, short ones cluster, values glue. Exact long names only: the
// policy lets no abbreviation pass. Imports only how a program gives up.
import { ProgramExit, usageHint } from './program.js';
import { Unsupported } from './unsupported.js';

/**
 * Options by an own name, each as its spellings: `-n= --lines=`. `=` asks for a value, `[=]` takes one when it is glued.
 * What is not listed is not reproduced and refuses.
 */
export type OptionTable<Name extends string> = Readonly<Record<Name, string>>;

export interface ParsedOption<Name extends string> {
  readonly name: Name;
  readonly value: string | undefined;
  /** As typed: `-n`, `--lines`. */
  readonly spelling: string;
}

export interface ParsedArguments<Name extends string> {
  /** In the order of the command line. */
  readonly options: readonly ParsedOption<Name>[];
  readonly operands: readonly string[];
}

type Takes = 'nothing' | 'value' | 'glued value';

interface Option<Name> {
  readonly name: Name;
  readonly takes: Takes;
}

/** @param status exit status of a usage error. */
export function parseArguments<Name extends string>(
  program: string,
  args: readonly string[],
  table: OptionTable<Name>,
  { status = 1, usage = usageHint(program), digits }: { status?: number; usage?: string; digits?: NoInfer<Name> } = {},
): ParsedArguments<Name> {
  const known = spellings(table);
  const options: ParsedOption<Name>[] = [];
  const operands: string[] = [];
  const rest = [...args];
  const fail = (text: string): never => {
    throw new ProgramExit(status, `${program}: ${text}\n${usage}`);
  };
  const find = (spelling: string): Option<Name> => {
    const found = known.get(spelling);
    if (found === undefined) throw new Unsupported(`${program} ${spelling}`);
    return found;
  };

  for (let argument = rest.shift(); argument !== undefined; argument = rest.shift()) {
    if (argument === '--') {
      operands.push(...rest);
      break;
    }
    if (!argument.startsWith('-') || argument === '-') {
      operands.push(argument);
    } else if (argument.startsWith('--')) {
      const equals = argument.indexOf('=');
      const spelling = equals < 0 ? argument : argument.slice(0, equals);
      const { name, takes } = find(spelling);
      let value = equals < 0 ? undefined : argument.slice(equals + 1);
      if (value !== undefined && takes === 'nothing') fail(`option '${spelling}' doesn't allow an argument`);
      if (value === undefined && takes === 'value') value = rest.shift() ?? fail(`option '${spelling}' requires an argument`);
      options.push({ name, value, spelling });
    } else {
      for (let cluster = argument.slice(1); cluster !== ''; ) {
        const spelling = `-${cluster.charAt(0)}`;
        cluster = cluster.slice(1);
        if (digits !== undefined && /[0-9]/.test(spelling)) {
          options.push({ name: digits, value: spelling.slice(1), spelling });
          continue;
        }
        const { name, takes } = find(spelling);
        let value: string | undefined;
        if (takes !== 'nothing') {
          value = cluster === '' ? undefined : cluster;
          cluster = '';
        }
        if (value === undefined && takes === 'value') value = rest.shift() ?? fail(`option requires an argument -- '${spelling.slice(1)}'`);
        options.push({ name, value, spelling });
      }
    }
  }
  return { options, operands };
}

function spellings<Name extends string>(table: OptionTable<Name>): Map<string, Option<Name>> {
  const known = new Map<string, Option<Name>>();
  for (const name of Object.keys(table) as Name[]) {
    for (const spelling of table[name].split(' ')) {
      const takes = spelling.endsWith('[=]') ? 'glued value' : spelling.endsWith('=') ? 'value' : 'nothing';
      known.set(spelling.replace(/\[?=\]?$/, ''), { name, takes });
    }
  }
  return known;
}
