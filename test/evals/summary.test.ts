// The board and the verdict: what is good enough, what is not, and how it prints; and the command line.
import { expect, test } from 'vitest';
import { choose, parseOptions } from '../../evals/options.js';
import type { Category } from '../../evals/question.js';
import { QUESTION_SETS } from '../../evals/questions/all.js';
import { type Kind, type Score } from '../../evals/score.js';
import { type Paint, questionLines, scoreboard } from '../../evals/scoreboard.js';
import { summarise } from '../../evals/summary.js';

const PLAIN: Paint = { bold: (text) => text, dim: (text) => text, green: (text) => text, red: (text) => text };

function score(id: string, category: Category, failed?: Kind): Score {
  const checks = [{ kind: 'calls' as const, passed: true, detail: 'get_logs()' }, ...(failed === undefined ? [] : [{ kind: failed, passed: false, detail: 'what was missed' }])];
  return { question: { id, category, ask: id }, scenario: 'baseline', right: failed === undefined, checks, calls: 2, charactersRead: 1500, answer: 'x'.repeat(300), model: null, durationMs: 1 };
}

const FOUR = ['a', 'b', 'c', 'd'].map((id) => score(id, 'lookup'));

test('four of five are enough, three of five are not', () => {
  expect(summarise([...FOUR, score('e', 'diagnosis', 'evidence')]).shortfalls).toEqual([]);
  expect(summarise([...FOUR.slice(1), score('e', 'diagnosis', 'evidence'), score('f', 'lookup', 'cause')]).shortfalls).toEqual(['fewer than 80 % of the questions are right']);
});

test('one refusal that went wrong, or one forbidden conclusion, is too much', () => {
  expect(summarise([...FOUR, score('e', 'refusal', 'words')]).shortfalls).toEqual(['refusals that went wrong: e']);
  expect(summarise([...FOUR, score('e', 'diagnosis', 'forbidden')]).shortfalls).toEqual(['forbidden conclusions or effects: e']);
});

test('nothing asked is nothing shown', () => {
  expect(summarise([]).shortfalls).toEqual(['no question was asked']);
});

test('the board has a line for each category that was asked, a total and a verdict', () => {
  const board = scoreboard(summarise([...FOUR, score('e', 'diagnosis', 'evidence')]), PLAIN);
  expect(board).toBe(
    [
      '           right         calls  evidence  cause  words  forbidden  grounded  other  calls/q  read/q  written/q',
      'lookup       4/4  100 %    4/4         -      -      -          -         -      -      2.0   1,500        300',
      'diagnosis    0/1    0 %    1/1       0/1      -      -          -         -      -      2.0   1,500        300',
      'total        4/5   80 %    5/5       0/1      -      -          -         -      -      2.0   1,500        300',
      'Good enough.',
    ].join('\n'),
  );
});

test('a wrong answer says what it missed', () => {
  expect(questionLines(score('a', 'lookup'), PLAIN)).toBe('right  a  baseline  2 calls, 1,500 read');
  expect(questionLines(score('e', 'lookup', 'cause'), PLAIN)).toBe('WRONG  e  baseline  2 calls, 1,500 read\n        cause: what was missed');
});

test('the planner is the model when there is a key, else the stub', () => {
  const planner = (argv: string[], env: Record<string, string>): unknown => {
    const parsed = parseOptions(argv, env);
    return parsed.kind === 'run' ? parsed.options.planner : parsed;
  };
  expect(planner([], {})).toBe('stub');
  expect(planner([], { OPENAI_API_KEY: 'x' })).toBe('openai');
  expect(planner(['--planner', 'stub'], { OPENAI_API_KEY: 'x' })).toBe('stub');
  expect(planner(['--planner', 'openai'], {})).toEqual({ kind: 'misuse', text: 'error: --planner openai needs OPENAI_API_KEY (any text will do for a local server at OPENAI_BASE_URL).\n' });
  expect(parseOptions(['--colour'], {})).toMatchObject({ kind: 'misuse' });
  expect(parseOptions(['--help'], {})).toMatchObject({ kind: 'print' });
});

test('questions are chosen by scenario and id, unknown names are listed', () => {
  const base = { planner: 'stub' as const, scenario: [], question: [], json: false };
  expect(choose(QUESTION_SETS, base)).toEqual(QUESTION_SETS);
  expect(choose(QUESTION_SETS, { ...base, scenario: ['db2-outage'], question: ['db2-up'] })).toMatchObject([{ scenario: 'db2-outage', questions: [{ id: 'db2-up' }] }]);
  expect(choose(QUESTION_SETS, { ...base, scenario: ['db3'] })).toMatch(/^error: there is no scenario db3\. There are: baseline, /);
  expect(choose(QUESTION_SETS, { ...base, question: ['q'] })).toMatch(/^error: there is no question q\. There are: base-status, /);
});
