// How the GNU programs quote names in their messages and `ls` in its listings (gnulib's quotearg, in the C locale).
import { isPrintable } from './bytes.js';

export type QuotingStyle = 'literal' | 'shell' | 'shell-always' | 'shell-escape' | 'shell-escape-always' | 'c' | 'c-maybe' | 'escape' | 'locale' | 'clocale';

const NAMED: Readonly<Record<string, string>> = { '\x07': 'a', '\b': 'b', '\f': 'f', '\n': 'n', '\r': 'r', '\t': 't', '\v': 'v' };

/** "cannot open 'x'": always quoted, so that a shell reads it back. */
export const quoteAlways = (name: string): string => shellQuote(name, true);

/** "x: No such file": quoted where a shell, or the colon of the message, needs it. */
export const quoteName = (name: string): string => (needsShellQuotes(name, true) || name.includes(':') ? shellQuote(name, true) : name);

/** "invalid number of lines: 'x'". */
export const quoteText = (text: string): string => `'${escapeAll(text, "'")}'`;

export function quote(name: string, style: QuotingStyle): string {
  switch (style) {
    case 'literal':
      return name;
    case 'shell':
      return needsShellQuotes(name, false) ? shellQuote(name, false) : name;
    case 'shell-always':
      return shellQuote(name, false);
    case 'shell-escape':
      return needsShellQuotes(name, true) ? shellQuote(name, true) : name;
    case 'shell-escape-always':
      return shellQuote(name, true);
    case 'c':
    case 'clocale':
      return `"${escapeAll(name, '"')}"`;
    case 'c-maybe':
      return escapeAll(name, '"') === name ? name : `"${escapeAll(name, '"')}"`;
    case 'escape':
      return escapeAll(name, ' ');
    case 'locale':
      return quoteText(name);
  }
}

/** Backslash escapes for what is not printable, for the backslash itself and for `also`. */
function escapeAll(text: string, also: string): string {
  return Array.from(text).map((byte) => (byte === '\\' || byte === also ? `\\${byte}` : isPrintable(byte.charCodeAt(0)) ? byte : escapeByte(byte))).join('');
}

const escapeByte = (byte: string): string => `\\${NAMED[byte] ?? byte.charCodeAt(0).toString(8).padStart(3, '0')}`;

function needsShellQuotes(name: string, escapes: boolean): boolean {
  if (name === '' || /^[#~]/.test(name) || name === '{' || name === '}') return true;
  if (/[\n\t !"$&'()*;<=>?[\\^`|]/.test(name)) return true;
  return escapes && Array.from(name).some((byte) => !isPrintable(byte.charCodeAt(0)));
}

function shellQuote(name: string, escapes: boolean): string {
  // A single quote reads better between double quotes, when nothing in the name means something to a shell there.
  if (name.includes("'") && Array.from(name).every((byte, index) => byte === "'" || plainInDoubleQuotes(byte, index, name.length))) return `"${name}"`;
  let out = "'";
  let escaping = false;
  for (const byte of name) {
    const escape = escapes && !isPrintable(byte.charCodeAt(0));
    if (escape && !escaping) out += "'$'";
    if (!escape && escaping && byte !== "'") out += "''";
    escaping = escape;
    out += escape ? escapeByte(byte) : byte === "'" ? "'\\''" : byte;
  }
  return `${out}'`;
}

function plainInDoubleQuotes(byte: string, index: number, length: number): boolean {
  if (/[%+,\-./0-9:A-Za-z\]_ ]/.test(byte)) return true;
  return (/[{}]/.test(byte) && length === 1) || (/[#~]/.test(byte) && index === 0);
}
