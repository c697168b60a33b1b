// Runs one of the nine programs to its end: the table of what is emulated, and how a program's giving up becomes its status.
import type { Program } from '../../policy/verdict.js';
import { cat } from './commands/cat.js';
import { date } from './commands/date.js';
import { echo } from './commands/echo.js';
import { grep } from './commands/grep.js';
import { head } from './commands/head.js';
import { hostname } from './commands/hostname.js';
import { ls } from './commands/ls.js';
import { tail } from './commands/tail.js';
import { wc } from './commands/wc.js';
import { CappedOutput } from './output.js';
import { ProgramExit, type ProgramMain } from './program.js';
import type { SimView } from './view.js';

const MAIN: Readonly<Record<Program, ProgramMain>> = { cat, date, echo, grep, head, hostname, ls, tail, wc };

export interface ProgramResult {
  readonly exitCode: number;
  readonly stdout: CappedOutput;
  readonly stderr: CappedOutput;
}

/**
 * @param args byte strings.
 * @param outputBytes cap of each stream.
 * @throws Unsupported when the result would not be exactly that of the real program.
 */
export function runProgram(program: Program, args: readonly string[], view: SimView, outputBytes: number): ProgramResult {
  const stdout = new CappedOutput(outputBytes);
  const stderr = new CappedOutput(outputBytes);
  try {
    return { exitCode: MAIN[program]({ args, view, stdout, stderr }), stdout, stderr };
  } catch (error) {
    if (!(error instanceof ProgramExit)) throw error;
    stderr.write(`${error.message}\n`);
    return { exitCode: error.status, stdout, stderr };
  }
}
