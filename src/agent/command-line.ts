// Reading a command line with commander: what it would print or complain of becomes text. Touches no stream and ends no process.
import { CommanderError, type Command } from 'commander';

export type Instead = { readonly kind: 'print'; readonly text: string } | { readonly kind: 'misuse'; readonly text: string };

/** Undefined when the program has read its arguments; else what there is to say in place of running. */
export function readArguments(program: Command, argv: readonly string[]): Instead | undefined {
  let printed = '';
  let complained = '';
  program.exitOverride().configureOutput({ writeOut: (text) => (printed += text), writeErr: (text) => (complained += text) });
  try {
    program.parse([...argv], { from: 'user' });
    return undefined;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? { kind: 'print', text: printed } : { kind: 'misuse', text: `${complained.trim()}\nSee ${program.name()} --help.` };
  }
}
