// `hostname` 3.23 for a machine without a network: its name, whole or short.
import { SIM_HOSTNAME } from '../../environment.js';
import { parseArguments } from '../getopt.js';
import type { ProgramContext } from '../program.js';
import { Unsupported } from '../unsupported.js';

export function hostname({ args, stdout }: ProgramContext): number {
  const { operands } = parseArguments('hostname', args, { short: '-s --short' });
  if (operands.length > 0) throw new Unsupported('Setting the hostname');
  stdout.write(`${SIM_HOSTNAME}\n`);
  return 0;
}
