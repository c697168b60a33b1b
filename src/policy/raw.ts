// The first check: the text as it came, before any trim or split, quotes or not. Pure.
import { LIMITS } from '../limits.js';
import { refuse, showCharacter, type Refusal } from './refusal.js';

/** Why each character is refused, and what to do instead. */
const METACHARACTERS: Readonly<Record<string, string>> = {
  ';': '`;` chains commands: send them one by one',
  '|': '`|` makes a pipe: send one command; to look for A or B use `grep -e A -e B`',
  '&': '`&` chains commands or sends them to the background: send them one by one',
  '`': 'a back quote is command substitution: send the inner command on its own',
  '$(': '`$(` is command substitution: send the inner command on its own',
  '${': '`${` is parameter expansion: write the value itself',
  '>': '`>` is a redirection: the result already holds the output and the errors',
  '<': '`<` is a redirection: name the file as an operand',
};

const METACHARACTER = /[;|&`<>]|\$[({]/;
/** C0 but tab, DEL, C1, and halves of surrogate pairs. */
export const CONTROL = /[\0-\x08\x0a-\x1f\x7f-\x9f]|\p{Cs}/u;

export function checkRaw(command: string): Refusal | null {
  if (command.length > LIMITS.commandChars) {
    return refuse('length', `The command has ${command.length} characters; at most ${LIMITS.commandChars} are allowed.`);
  }
  const control = CONTROL.exec(command)?.[0];
  if (control !== undefined) {
    const instead = 'only printable text and tabs on one line are allowed, also inside quotes';
    return refuse('control-character', `The command holds the control character ${showCharacter(control)}: ${instead}.`);
  }
  const meta = METACHARACTER.exec(command)?.[0];
  if (meta !== undefined) {
    return refuse('metacharacter', `There is no shell here, so these characters are refused even inside quotes; ${METACHARACTERS[meta] ?? meta}.`);
  }
  return null;
}
