// `echo` of GNU coreutils 9.1 (the program, not a shell's own).
import type { ProgramContext } from '../program.js';
import { Unsupported } from '../unsupported.js';

const NAMED: Readonly<Record<string, string>> = { a: '\x07', b: '\b', e: '\x1b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\' };

export function echo({ args, stdout }: ProgramContext): number {
  const rest = [...args];
  if (rest.length === 1 && (rest[0] === '--help' || rest[0] === '--version')) throw new Unsupported(`echo ${rest[0]}`);
  let newline = true;
  let escapes = false;
  while (/^-[neE]+$/.test(rest[0] ?? '')) {
    for (const letter of rest.shift()?.slice(1) ?? '') {
      if (letter === 'n') newline = false;
      else escapes = letter === 'e';
    }
  }
  const text = rest.join(' ');
  if (!escapes) {
    stdout.write(newline ? `${text}\n` : text);
    return 0;
  }
  const { out, stopped } = expand(text);
  stdout.write(newline && !stopped ? `${out}\n` : out);
  return 0;
}

/** Escapes of `-e`; `\c` stops all output. */
function expand(text: string): { out: string; stopped: boolean } {
  const stop = /(?<!\\)(?:\\\\)*\\c/.exec(text);
  const kept = stop === null ? text : text.slice(0, stop.index + stop[0].length - 2);
  const out = kept.replace(/\\(?:x([0-9A-Fa-f]{1,2})|0([0-7]{0,3})|([1-7][0-7]{0,2})|([abefnrtv\\]))/g, (_all, hex?: string, zero?: string, octal?: string, named?: string) => {
    if (named !== undefined) return NAMED[named] ?? '';
    const code = hex !== undefined ? parseInt(hex, 16) : parseInt(zero ?? octal ?? '0', 8);
    return String.fromCharCode((Number.isNaN(code) ? 0 : code) & 0xff);
  });
  return { out, stopped: stop !== null };
}
