// What the nine commands are written against: arguments, a read-only view, two outputs, an exit status; and how they give up.
import type { CappedOutput } from './output.js';
import type { SimView } from './view.js';

export interface ProgramContext {
  /** Arguments without the program's name, as byte strings. */
  readonly args: readonly string[];
  readonly view: SimView;
  readonly stdout: CappedOutput;
  readonly stderr: CappedOutput;
}

/** Runs to its end and answers the exit status. Its stdin is empty. */
export type ProgramMain = (context: ProgramContext) => number;

/** The command ends here, as the GNU program would: a message on stderr and a status. */
export class ProgramExit extends Error {
  override readonly name = 'ProgramExit';

  /** @param message what goes to stderr, whole lines without the last newline. */
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

export const usageHint = (program: string): string => `Try '${program} --help' for more information.`;
