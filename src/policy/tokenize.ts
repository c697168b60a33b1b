// Splits a command into words as a POSIX shell would, expanding nothing. Pure, one pass.
import { refuse, type Refusal } from './refusal.js';

export interface Word {
  /** After quote removal: what the program would get. */
  readonly value: string;
  /** As typed. */
  readonly raw: string;
  /** Present when the word holds an unquoted `*`, `?` or `[`: `value` with a backslash before each quoted glob character. */
  readonly pattern?: string;
  /** Its first character is not quoted. */
  readonly bare: boolean;
  /** Holds an unquoted `{a,b}` or `{1..9}`, which a shell like bash would expand. */
  readonly braces: boolean;
  /** Holds `$'…'` or `$"…"`, which a shell like bash would decode or translate. */
  readonly dollarQuote: boolean;
}

export type Tokens = { readonly ok: true; readonly words: readonly Word[] } | Refusal;

/** Characters that mean something in a pattern, the ones of a bracket expression included. */
const SPECIAL = new Set(['*', '?', '[', ']', '\\', '-', '!', '^']);
const ESCAPABLE_IN_DOUBLE_QUOTES = new Set(['$', '`', '"', '\\']);
/** A quoted character as it stands among the bare ones when braces are looked for. */
const QUOTED = '\0';

export function tokenize(command: string): Tokens {
  const words: Word[] = [];
  let at = 0;
  while (at < command.length) {
    if (isBlank(command[at])) {
      at += 1;
      continue;
    }
    const read = readWord(command, at);
    if (!read.ok) return read;
    words.push(read.word);
    at = read.end;
  }
  return { ok: true, words };
}

/** A word of which every character is literal, as if it had been quoted. */
export function literalWord(value: string): Word {
  return { value, raw: value, bare: false, braces: false, dollarQuote: false };
}

// Space and tab only: JavaScript's own idea of a blank takes in NBSP, U+FEFF and more, which no program here does.
function isBlank(char: string | undefined): boolean {
  return char === ' ' || char === '\t';
}

type ReadWord = { readonly ok: true; readonly word: Word; readonly end: number } | Refusal;

function readWord(command: string, start: number): ReadWord {
  let value = '';
  let pattern = '';
  let outline = '';
  let quote = '';
  let dollarQuote = false;
  let at = start;
  const take = (char: string, quoted: boolean): void => {
    value += char;
    pattern += quoted && SPECIAL.has(char) ? `\\${char}` : char;
    outline += quoted ? QUOTED : char;
  };
  for (; at < command.length; at += 1) {
    const char = command.charAt(at);
    const next = command.charAt(at + 1);
    if (quote === '') {
      if (isBlank(char)) break;
      if (char === "'" || char === '"') {
        quote = char;
      } else if (char === '\\') {
        if (next === '') return refuse('quoting', 'The command ends with a lone backslash: remove it, or put the text in quotes.');
        take(next, true);
        at += 1;
      } else {
        dollarQuote ||= char === '$' && (next === "'" || next === '"');
        take(char, false);
      }
    } else if (char === quote) {
      quote = '';
    } else if (quote === '"' && char === '\\' && ESCAPABLE_IN_DOUBLE_QUOTES.has(next)) {
      take(next, true);
      at += 1;
    } else {
      take(char, true);
    }
  }
  if (quote !== '') return refuse('quoting', `A ${quote === '"' ? 'double' : 'single'} quote is opened and never closed: close it, or put a backslash before it.`);
  const word = { value, raw: command.slice(start, at), bare: !/['"\\]/.test(command.charAt(start)), braces: hasBraces(outline), dollarQuote };
  return { ok: true, end: at, word: /[*?[]/.test(outline) ? { ...word, pattern } : word };
}

function hasBraces(outline: string): boolean {
  const open = outline.indexOf('{');
  const close = outline.lastIndexOf('}');
  if (open === -1 || close < open) return false;
  const inner = outline.slice(open + 1, close);
  return inner.includes(',') || inner.includes('..');
}
