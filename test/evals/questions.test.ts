// The questions themselves: unique, answerable from the committed logs, and impossible to get right by saying that all is well.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { blamed, stated } from '../../evals/claims.js';
import { CATEGORIES, type Question } from '../../evals/question.js';
import { QUESTION_SETS } from '../../evals/questions/all.js';
import { scoreAnswer } from '../../evals/score.js';
import { outcome } from './support/reports.js';

const FIXTURES = fileURLToPath(new URL('../../fixtures/', import.meta.url));
const ALL = QUESTION_SETS.flatMap(({ questions }) => questions);

/** What a scenario's logs and status hold; the names of the files are what `ls` shows. */
function contents(scenario: string): readonly string[] {
  const names = readdirSync(`${FIXTURES}${scenario}`);
  return names.flatMap((name) => [name, ...readFileSync(`${FIXTURES}${scenario}/${name}`, 'utf8').split('\n')]);
}

function patterns(question: Question): readonly RegExp[] {
  const { evidence = [], cause = [], says = [], denies = [], untrue = [], innocent = [] } = question;
  return [...evidence, ...cause, ...says, ...denies, ...untrue, ...innocent];
}

test('there are enough of every category, under unique ids and in different words', () => {
  expect(ALL.length).toBeGreaterThanOrEqual(40);
  for (const category of CATEGORIES) expect(ALL.filter((question) => question.category === category).length, category).toBeGreaterThanOrEqual(4);
  expect(new Set(ALL.map(({ id }) => id)).size).toBe(ALL.length);
  expect(new Set(QUESTION_SETS.map(({ scenario }) => scenario)).size).toBe(QUESTION_SETS.length);
  const asked = QUESTION_SETS.flatMap(({ scenario, questions }) => questions.map(({ ask, mode = 'execute_safe' }) => `${scenario} ${mode} ${ask}`));
  expect(new Set(asked).size).toBe(asked.length);
});

test('no pattern remembers where it stopped', () => {
  expect(ALL.flatMap(patterns).filter(({ flags }) => /[gy]/.test(flags))).toEqual([]);
});

test('every incident has a diagnosis, an overview and something that is not there', () => {
  for (const { scenario, questions } of QUESTION_SETS) {
    for (const category of ['diagnosis', 'overview', 'absence']) expect(questions.map((question) => question.category), scenario).toContain(category);
  }
});

describe.each(QUESTION_SETS)('$scenario', ({ scenario, questions }) => {
  test('exists', () => {
    expect(existsSync(`${FIXTURES}${scenario}/status.json`)).toBe(true);
  });

  const lines = contents(scenario);
  const whole = lines.join('\n');
  // What a setting is answered with comes from the tool, not from the logs.
  test.each(questions.filter(({ category }) => category !== 'config'))('$id: the evidence is in the logs, and stating it is not forbidden', ({ evidence = [], untrue = [], innocent = [] }) => {
    const facts = evidence.map((pattern) => lines.find((line) => pattern.test(line)) ?? `nothing matches ${pattern.source}`);
    expect(facts.filter((fact) => fact.startsWith('nothing matches'))).toEqual([]);
    const answer = facts.join('\n');
    expect([...untrue.map((pattern) => stated(answer, pattern)), ...innocent.map((pattern) => blamed(answer, pattern))].filter((sentence) => sentence !== undefined)).toEqual([]);
  });

  test.each(questions.filter(({ innocent = [] }) => innocent.length > 0))('$id: its red herrings are there, and are no evidence', ({ evidence = [], cause = [], innocent = [] }) => {
    for (const pattern of innocent) {
      expect(whole).toMatch(pattern);
      const herring = pattern.exec(whole)?.[0] ?? '';
      for (const wanted of [...evidence, ...cause]) expect(herring).not.toMatch(wanted);
    }
  });
});

test.each(ALL)('$id is not answered by "Everything is fine."', (question) => {
  const { right } = scoreAnswer(question, 'any', outcome({ answer: 'Everything is fine.', ...(question.mode === undefined ? {} : { mode: question.mode }) }));
  expect(right).toBe(false);
});
