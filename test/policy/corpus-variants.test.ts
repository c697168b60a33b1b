// What must stay true when the commands of the corpus are written another way: quoted, spread with tabs, corrected.
import { posix } from 'node:path';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { evaluateCommand } from '../../src/policy/evaluate.js';
import { STYLES } from './support/styles.js';

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
