// Whatever is sent: the policy never throws, answers the same twice, and lets only files under /sim pass.
import fc from 'fast-check';
import { posix } from 'node:path';
import { expect, test } from 'vitest';
import { COMMANDS } from '../../src/policy/commands/table.js';
import { evaluateCommand } from '../../src/policy/evaluate.js';
import { PROGRAMS, type Verdict } from '../../src/policy/verdict.js';
import { STYLES } from './support/styles.js';

const legitimate = Object.values(COMMANDS).flatMap(({ passes }) => passes);
const refusable = Object.values(COMMANDS).flatMap(({ refuses }) => Object.keys(refuses));

/** What attackers and typists put into commands. */
const fragment = fc.constantFrom(
  ...[' ', '\t', "'", '"', '\\', '/', '//', '..', '/..', '/../', '.', '*', '?', '[a-z]', '[', '~', '$', '$x', '-', '--', '-f', '-e', '=', '%2e', '{a,b}', '–', '\u00a0', '\u200b'],
  ...['/etc/passwd', '/sim', '/sim/', '/simulator', 'sim', 'file:///', '-n5', '-1f', '--fil', '--file=', '--regexp', '+5f', '-5f', 'TZ=', ';', '|', '&&', '>', '<', '`', '$(', '${', '\n', '\0', '\ud800'],
);
const argument = fc.oneof(fragment, fc.string({ maxLength: 6 }), fc.constantFrom(...legitimate.flatMap((command) => command.split(' '))));
const program = fc.constantFrom(...Object.keys(COMMANDS), 'rm', '/bin/ls', 'egrep');

const built = fc.tuple(program, fc.array(argument, { maxLength: 6 })).map(([name, args]) => [name, ...args].join(' '));
const mutated = fc
  .tuple(fc.constantFrom(...legitimate, ...refusable), fc.array(fc.tuple(fc.nat(), fc.nat(3), fc.oneof(fragment, fc.string({ maxLength: 3 }))), { minLength: 1, maxLength: 4 }))
  .map(([command, edits]) => edits.reduce((text, [at, cut, insert]) => text.slice(0, at % (text.length + 1)) + insert + text.slice((at % (text.length + 1)) + cut), command));
const command = fc.oneof(mutated, built, fc.string({ unit: 'binary', maxLength: 80 }));

/** An oracle of its own: Node's path resolution, where the policy goes by segments. */
function leavesSim(path: string): boolean {
  const real = posix.resolve('/sim', path);
  return real !== '/sim' && !real.startsWith('/sim/');
}

const control = /[\0-\x08\x0a-\x1f\x7f-\x9f]|\p{Cs}/u;

function check(text: string, verdict: Verdict): void {
  expect(evaluateCommand(text)).toEqual(verdict);
  expect(control.test(verdict.reason)).toBe(false);
  if (!verdict.allowed) {
    if (verdict.suggestion !== undefined) expect([verdict.suggestion, evaluateCommand(verdict.suggestion).rule]).toEqual([verdict.suggestion, 'allowed']);
    return;
  }
  const { args } = verdict.command;
  expect(verdict.argv).toEqual([verdict.command.program, ...args.map(({ value }) => value)]);
  for (const { value, role, pattern } of args) {
    expect(control.test(value)).toBe(false);
    if (role !== 'file') continue;
    expect([value, leavesSim(value), value.split('/').includes('..'), value === '']).toEqual([value, false, false, false]);
    if (pattern?.startsWith('/') === true) expect(pattern).toMatch(/^[/.]*\/sim(?:\/|$)/);
  }
}

test('any command', () => {
  fc.assert(fc.property(command, (text) => check(text, evaluateCommand(text))), { numRuns: 6000 });
});

test('an approved command says the same when every word of it is quoted', () => {
  fc.assert(
    fc.property(command, (text) => {
      const verdict = evaluateCommand(text);
      if (!verdict.allowed || verdict.command.args.some(({ pattern }) => pattern !== undefined)) return;
      const quoted = verdict.argv.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
      if (quoted.length > 4096) return;
      const again = evaluateCommand(quoted);
      expect(again.allowed && again.command.args).toEqual(verdict.command.args);
    }),
    { numRuns: 3000 },
  );
});

const piece = fc.constantFrom('-', '--', 'n', 'f', 's', 'e', '5', '+', '=', '/', '..', '.', 'sim', '/sim/', 'etc', 'file', 'follow', 'set', 'lines', 'date', '~', '$', '%2e', '*', '[', 'TZ=', ' ', '\t', 'é', '\u2028', "'", '"', '\\');
const word = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join(''));

test('any words come out as they went in, however they are quoted, and no file operand leaves /sim', () => {
  fc.assert(
    fc.property(fc.constantFrom(...PROGRAMS), fc.array(word, { maxLength: 5 }), fc.constantFrom(...Object.values(STYLES)), (program, words, style) => {
      const verdict = evaluateCommand([program, ...words.map(style)].join(' '));
      expect(verdict.argv).toEqual([program, ...words]);
      if (verdict.allowed) expect(verdict.command.args.filter(({ role, value }) => role === 'file' && leavesSim(value))).toEqual([]);
    }),
    { numRuns: 3000 },
  );
});

/** Repeated to the longest command there is; each is done within the time of a test, over and over, only when the work is in proportion to it. */
test.each(['a', ' ', "'", '"', '\\', '*', '[', '?', '-', '--', '/', '../', '~', '$', '%', '{', '}', '{,', '|', ';', '>', '<', '> ', '&', '(', ')', '\\|', '[|', '[[:', ' -f', ' --fol', '=', '\u2013', '\ud83d\ude00', '%0', ' --x'])(
  'a flood of %j',
  (piece) => {
    for (const start of ['', 'ls ', 'grep ', "grep '", 'grep -E "', 'tail -f ', 'date +', 'echo ', 'cat x | ', '| ', 'grep (', 'egrep ']) {
      const flood = start + piece.repeat(Math.floor((4096 - start.length) / piece.length));
      for (const text of [flood, `${flood.slice(0, 4095)}'`, `${flood.slice(0, 4095)}"`]) check(text.slice(0, 4096), evaluateCommand(text.slice(0, 4096)));
    }
  },
);
