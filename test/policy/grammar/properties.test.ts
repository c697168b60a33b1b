// Properties of the policy over commands made by a grammar of the real tools: it always answers and always the same, quoting
// changes no meaning, and what we print of a command is that command again. What approved commands really do: test/properties.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quote as quoteForBash, quoteCommand } from '../../../src/agent/shell-quote.js';
import { evaluateCommand } from '../../../src/policy/evaluate.js';
import { expandCommand } from '../../../src/policy/expand.js';
import { expandGlob, type ListDirectory } from '../../../src/policy/glob.js';
import { quote as quoteForPolicy } from '../../../src/policy/suggest-rewrite.js';
import { tokenize } from '../../../src/policy/tokenize.js';
import type { Verdict } from '../../../src/policy/verdict.js';
import { commands, type Generated } from './command.js';
import { SIM_FILES, SIM_LINKS } from './places.js';
import { diceOf, patternOf, plain, typeWords, valueOf, type Meant } from './words.js';

const PATHS = [...Object.keys(SIM_FILES), ...Object.keys(SIM_LINKS)];

/** A /sim of names only. */
const list: ListDirectory = (directory) => {
  const start = directory.replace(/\/+/g, '/').replace(/^\/sim\/?|\/$/g, '');
  const below = PATHS.filter((path) => start === '' || path.startsWith(`${start}/`)).map((path) => path.slice(start === '' ? 0 : start.length + 1));
  const names = new Map(below.map((path) => [path.split('/', 1)[0] ?? '', path.includes('/')]));
  return Promise.resolve(Array.from(names, ([name, isDirectory]) => ({ name, isDirectory })));
};

/** What would run: every argument with its role, after globs; the rule of the refusal otherwise. */
async function outcome(verdict: Verdict): Promise<unknown> {
  if (!verdict.allowed) return verdict.rule;
  const expanded = await expandCommand(verdict.command, list);
  return expanded.allowed ? expanded.command.args.map(({ value, role }) => [value, role]) : expanded.rule;
}

const typings = fc.array(fc.nat(99), { maxLength: 24 });
/** Every stretch of plain text in one pair of single quotes. */
const CAREFUL = diceOf([0, 1]);

describe('the grammar', () => {
  const sample = fc.sample(commands, { numRuns: 5000, seed: 20261123 });

  test('reaches approval and every rule of the built-in policy but the length', () => {
    const rules = sample.map(({ text }) => evaluateCommand(text).rule);
    expect(rules.filter((rule) => rule === 'allowed').length / rules.length).toBeGreaterThan(0.4);
    expect([...new Set(rules)].sort()).toEqual([
      ...['abbreviated-option', 'allowed', 'blocked-command', 'blocked-option', 'control-character', 'expansion', 'glob', 'metacharacter'],
      ...['operand', 'option-value', 'path-jail', 'unknown-command', 'unknown-option'],
    ]);
  });

  test('judged in another process, in the other order, under another locale: the same verdicts', () => {
    const texts = sample.map(({ text }) => text).reverse();
    const script = fileURLToPath(new URL('./verdicts.ts', import.meta.url));
    const output = execFileSync(process.execPath, ['--import', 'tsx', script], { input: JSON.stringify(texts), encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'tr_TR.UTF-8', TZ: 'Asia/Tokyo' } });
    expect(JSON.parse(output)).toEqual(JSON.parse(JSON.stringify(texts.map((text) => evaluateCommand(text)))));
  });

  test('typed as it types, bash reads the same words', () => {
    // What bash would expand, comment out or take for an assignment, zops takes as text or refuses.
    const texts = sample.map(({ text }) => text).filter((text) => evaluateCommand(text).allowed && !/[$~{#!]/.test(text));
    expect(texts.length).toBeGreaterThan(1000);
    const script = ['set -f', 'show() { printf "%s\\0" "$@"; printf "\\n\\0"; }', ...texts.map((text) => `show ${text}`)].join('\n');
    const output = execFileSync('bash', ['--norc', '-s'], { input: script, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
    const read = output.split('\n\0').slice(0, -1).map((line) => line.split('\0').slice(0, -1));
    expect(read).toEqual(texts.map((text) => evaluateCommand(text).argv));
  });
});

test('any command of the real tools gets a verdict, and the same one again', () => {
  fc.assert(
    fc.property(commands, ({ text }) => {
      const verdict = evaluateCommand(text);
      expect(evaluateCommand(text)).toEqual(verdict);
      expect(verdict.reason).not.toMatch(/[\0-\x1f\x7f-\x9f]|\p{Cs}/u);
      if (verdict.allowed) expect(verdict.argv).toEqual([verdict.command.program, ...verdict.command.args.map(({ value }) => value)]);
    }),
    { numRuns: 5000 },
  );
});

describe('quoting never changes the meaning', () => {
  test('however it is typed, the words are those that were meant', () => {
    fc.assert(
      fc.property(commands, typings, ({ words }, numbers) => {
        const text = typeWords(words, diceOf(numbers));
        const verdict = evaluateCommand(text);
        // Nothing is split off a text that is refused as a whole.
        if (verdict.argv.length === 0) expect(['metacharacter', 'control-character', 'length', 'empty']).toContain(verdict.rule);
        else expect(verdict.argv).toEqual(words.map(valueOf));
      }),
      { numRuns: 5000 },
    );
  });

  test('approved in two ways of typing, it is the same command; typed with care, it is approved too', async () => {
    await fc.assert(
      fc.asyncProperty(commands, typings, async ({ text, words }, numbers) => {
        const verdict = evaluateCommand(text);
        fc.pre(verdict.allowed);
        const expected = await outcome(verdict);
        const careful = evaluateCommand(typeWords(words, CAREFUL));
        // Quoting may take apart a `$(`, which refuses wherever it stands.
        if (careful.rule !== 'metacharacter') expect(await outcome(careful)).toEqual(expected);
        const other = evaluateCommand(typeWords(words, diceOf(numbers)));
        if (other.allowed) expect(await outcome(other)).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });

  test('a glob looks for what was meant, and for nothing but its own text once it is quoted', async () => {
    await fc.assert(
      fc.asyncProperty(commands, typings, async ({ words }, numbers) => {
        const verdict = evaluateCommand(typeWords(words, diceOf(numbers)));
        const args = verdict.allowed ? verdict.command.args : [];
        fc.pre(args.some(({ pattern }) => pattern !== undefined));
        for (const [index, { pattern }] of args.entries()) {
          const meant = patternOf(words[index + 1] ?? []);
          if (pattern !== undefined) expect(await expandGlob(pattern, list)).toEqual(await expandGlob(meant ?? '', list));
        }
        const quoted = evaluateCommand(typeWords(words.map((word) => plain(valueOf(word))), CAREFUL));
        if (quoted.rule === 'metacharacter') return;
        expect(quoted.argv).toEqual(verdict.argv);
        if (quoted.allowed) expect(quoted.command.args.filter(({ pattern }) => pattern !== undefined)).toEqual([]);
      }),
      { numRuns: 700 },
    );
  });
});

describe('what we print of a command', () => {
  const approvedOnes = (check: (generated: Generated, verdict: Extract<Verdict, { allowed: true }>) => Promise<void>): Promise<void> =>
    fc.assert(
      fc.asyncProperty(commands, async (generated) => {
        const verdict = evaluateCommand(generated.text);
        fc.pre(verdict.allowed);
        await check(generated, verdict);
      }),
      { numRuns: 2000 },
    );

  test('as a line of a script, is the same command again', () =>
    approvedOnes(async ({ text }, verdict) => {
      const line = quoteCommand(verdict.argv, text);
      const tokens = tokenize(line);
      expect(tokens.ok && tokens.words.map(({ value }) => value)).toEqual(verdict.argv);
      const printed = evaluateCommand(line);
      // `$\\(` is typed in one piece in a script, where it is quoted; the policy takes a `$(` from nobody.
      if (printed.rule !== 'metacharacter') expect(await outcome(printed)).toEqual(await outcome(verdict));
    }));

  test.each([
    ['script', quoteForBash],
    ['suggestion', quoteForPolicy],
  ])('as one word of a %s, is that word again and no glob', (_, quote) => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 12 }), fc.string({ unit: fc.constantFrom(...Array.from('a-=~*?[]!^\'"\\ \t$#{},')) })), (text) => {
        expect(tokenize(quote(text))).toMatchObject({ ok: true, words: [{ value: text }] });
        expect(tokenize(`x ${quote(text)} y`)).not.toHaveProperty('words.1.pattern');
      }),
      { numRuns: 2000 },
    );
  });

  test('as a suggestion, passes itself and is printed as it is', () => {
    let suggested = 0;
    fc.assert(
      fc.property(commands, fc.constantFrom('', ' | head -5', ' | wc -l', ' 2>/dev/null', '; date', ' && ls'), ({ text }, more) => {
        const verdict = evaluateCommand(text + more);
        if (verdict.allowed || verdict.suggestion === undefined) return;
        suggested += 1;
        const other = evaluateCommand(verdict.suggestion);
        expect([verdict.suggestion, other.rule]).toEqual([verdict.suggestion, 'allowed']);
        const tokens = tokenize(quoteCommand(other.argv, verdict.suggestion));
        expect(tokens.ok && tokens.words.map(({ value }) => value)).toEqual(other.argv);
      }),
      { numRuns: 5000 },
    );
    expect(suggested).toBeGreaterThan(500);
  });
});

/** The words of a command that are meant as they are. */
const anyWords: fc.Arbitrary<readonly Meant[]> = fc.array(fc.string({ unit: 'grapheme', maxLength: 8 }).map(plain), { maxLength: 6 });

test('any words at all, however they are typed, come out as they went in', () => {
  fc.assert(
    fc.property(anyWords, typings, (words, numbers) => {
      const verdict = evaluateCommand(typeWords([plain('echo'), ...words], diceOf(numbers)));
      fc.pre(!['metacharacter', 'control-character'].includes(verdict.rule));
      expect(verdict.argv).toEqual(['echo', ...words.map(valueOf)]);
    }),
    { numRuns: 2000 },
  );
});
