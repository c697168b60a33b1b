// The emulation of one machine: just-bash dispatches, the nine commands are the only ones it knows, and the only files
// they can reach are the view's. The shell's own file system is an empty one in memory.
import { Bash, defineCommand, InMemoryFs } from 'just-bash';
import { PROGRAMS, type Program } from '../../policy/verdict.js';
import { SIM_ENVIRONMENT, SIM_ROOT } from '../environment.js';
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
import { ProgramExit, Unsupported, type ProgramMain } from './program.js';
import type { SimView } from './view.js';

const MAIN: Readonly<Partial<Record<Program, ProgramMain>>> = { cat, date, echo, grep, head, hostname, ls, tail, wc };

export interface ShellResult {
  readonly exitCode: number;
  readonly stdout: CappedOutput;
  readonly stderr: CappedOutput;
}

/** One command at a time. */
export class EmbeddedShell {
  private readonly bash: Bash;
  private current: (program: Program, args: readonly string[]) => number = () => 127;

  constructor() {
    this.bash = new Bash({
      fs: new InMemoryFs({ [`${SIM_ROOT}/.keep`]: '' }),
      cwd: SIM_ROOT,
      env: SIM_ENVIRONMENT,
      commands: [],
      customCommands: PROGRAMS.map((program) =>
        defineCommand(program, (args) => Promise.resolve({ stdout: '', stderr: '', exitCode: this.current(program, args) })),
      ),
    });
  }

  /**
   * @param args byte strings.
   * @param outputBytes cap of each stream.
   * @throws Unsupported when the command's result would not be exactly that of the real program.
   */
  async run(program: Program, args: readonly string[], view: SimView, outputBytes: number): Promise<ShellResult> {
    const stdout = new CappedOutput(outputBytes);
    const stderr = new CappedOutput(outputBytes);
    let failure: unknown;
    this.current = (name, words) => {
      try {
        const main = MAIN[name];
        if (main === undefined) throw new Unsupported(name);
        return main({ args: words, view, stdout, stderr });
      } catch (error) {
        if (error instanceof ProgramExit) {
          stderr.write(`${error.message}\n`);
          return error.status;
        }
        failure = error;
        return 1;
      }
    };
    // `args` go to the command as they are, past the shell's parser.
    const { exitCode } = await this.bash.exec(program, { args: [...args] });
    if (failure !== undefined) throw failure;
    return { exitCode, stdout, stderr };
  }
}
