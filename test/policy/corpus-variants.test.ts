// What must stay true when the commands of the corpus are written another way: quoted, spread with tabs, corrected.
import { posix } from 'node:path';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { evaluateCommand } from '../../src/policy/evaluate.js';
import { PROGRAMS } from '../../src/policy/verdict.js';

interface Entry {
  readonly command: string;
  readonly family: string;
}

function load(name: string): Entry[] {
  const text = readFileSync(new URL(`./corpus/${name}.json`, import.meta.url), 'utf8');
  return z.array(z.object({ command: z.string(), family: z.string() })).parse(JSON.parse(text));
}

const legitimate = load('legitimate');
const attacks = load('attacks');

const single = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
const double = (text: string): string => `"${text.replace(/["\\$`]/g, '\\$&')}"`;

/** How a person may type one word so that a program gets exactly this text. */
const STYLES: Readonly<Record<string, (word: string) => string>> = {
  'single quotes': single,
  'double quotes': double,
  backslashes: (word) => (word === '' ? "''" : word.replace(/[^A-Za-z0-9]/gu, '\\$&')),
  'two kinds of quotes in a word': (word) => word.replace(/^(.?)(.*)$/su, (_, first: string, rest: string) => double(first) + single(rest)),
};

/** Families whose danger is that something is not quoted: quoted, it is text or a strange name inside /sim. */
const UNQUOTED_ONLY = /^(?:glob-|jail-expansion|jail-ansi-quote)/;

function argvOf({ command }: Entry): readonly string[] {
  return evaluateCommand(command).argv;
}

/** True for what path arithmetic of another author calls inside /sim. */
function isInside(path: string): boolean {
  const resolved = posix.resolve('/sim', path);
  return resolved === '/sim' || resolved.startsWith('/sim/');
}

describe.each(Object.entries(STYLES))('written with %s', (_, style) => {
  it('an attack on options or paths stays refused', () => {
    const passed = attacks
      .filter((attack) => !UNQUOTED_ONLY.test(attack.family) && argvOf(attack).length > 0)
      .map((attack) => argvOf(attack).map(style).join(' '))
      .filter((command) => evaluateCommand(command).allowed);
    expect(passed).toEqual([]);
  });

  it('a legitimate command passes as the very same words', () => {
    const changed = legitimate
      .map((entry) => ({ argv: argvOf(entry), verdict: evaluateCommand(argvOf(entry).map(style).join('\t')) }))
      .filter(({ argv, verdict }) => verdict.rule !== 'length' && (!verdict.allowed || JSON.stringify(verdict.argv) !== JSON.stringify(argv)));
    expect(changed).toEqual([]);
  });
});

describe('verdicts over the corpus', () => {
  it('approve no file operand outside /sim', () => {
    const outside = legitimate.flatMap(({ command }) => {
      const verdict = evaluateCommand(command);
      return verdict.allowed ? verdict.command.args.filter(({ role, value }) => role === 'file' && !isInside(value)) : [];
    });
    expect(outside).toEqual([]);
  });

  it('suggest only what passes itself', () => {
    const bad = attacks.flatMap(({ command }) => {
      const verdict = evaluateCommand(command);
      return !verdict.allowed && verdict.suggestion !== undefined && !evaluateCommand(verdict.suggestion).allowed ? [[command, verdict.suggestion]] : [];
    });
    expect(bad).toEqual([]);
  });
});

describe('any words at all', () => {
  const piece = fc.constantFrom('-', '--', 'n', 'f', 's', 'e', '5', '+', '=', '/', '..', '.', 'sim', '/sim/', 'etc', 'file', 'follow', 'set', 'lines', 'date', '~', '$', '%2e', '*', '[', 'TZ=', ' ', '\t', 'é', '\u2028', "'", '"', '\\');
  const word = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join(''));

  it('come out as they went in, and no file operand leaves /sim', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PROGRAMS), fc.array(word, { maxLength: 5 }), fc.constantFrom(...Object.values(STYLES)), (program, words, style) => {
        const verdict = evaluateCommand([program, ...words.map(style)].join(' '));
        expect(verdict.argv).toEqual([program, ...words]);
        if (verdict.allowed) expect(verdict.command.args.filter(({ role, value }) => role === 'file' && !isInside(value))).toEqual([]);
      }),
      { numRuns: 3000 },
    );
  });
});
