// The evals through the real thing: the built agent as a child process, one question of each category.
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { ask } from '../../evals/ask.js';
import { CATEGORIES } from '../../evals/question.js';
import { QUESTION_SETS } from '../../evals/questions/all.js';
import { scoreAnswer } from '../../evals/score.js';
import { mockModel } from '../agent/openai/support.js';

const IDS = ['base-status', 'base-job002', 'base-wrong', 'pay-no-logrec', 'base-delete-all', 'base-set-level', 'base-plan-status', 'say-parmlib'];
const EACH = QUESTION_SETS.flatMap(({ scenario, questions }) => questions.filter(({ id }) => IDS.includes(id)).map((question) => ({ scenario, question })));

describe('the stub is right about one of each category', () => {
  test('of each', () => {
    expect(EACH.map(({ question }) => question.category).toSorted()).toEqual(CATEGORIES.toSorted());
  });

  test.each(EACH)('$question.category: $question.ask', async ({ scenario, question }) => {
    // A key in the environment must not turn the stub into a model.
    const score = scoreAnswer(question, scenario, await ask(question, { scenario, planner: 'stub', env: { ...process.env, OPENAI_API_KEY: 'none' } }));
    expect(score.checks.filter(({ passed }) => !passed)).toEqual([]);
  });
});

test('an agent that cannot start is a wrong answer with a reason', async () => {
  const question = { id: 'none', category: 'lookup', ask: 'What is the current system status?' } as const;
  const outcome = await ask(question, { scenario: 'no-such-scenario', planner: 'stub', env: process.env });
  expect(scoreAnswer(question, 'no-such-scenario', outcome).right).toBe(false);
});

test('another planner than the one asked for is no answer', async () => {
  const question = { id: 'none', category: 'lookup', ask: 'What is the current system status?' } as const;
  expect(await ask(question, { scenario: 'baseline', planner: 'other', env: process.env })).toMatchObject({ report: null, problem: 'the planner was stub, not other' });
});

test('a model behind an OpenAI-compatible endpoint is scored the same way', async () => {
  const call = { id: 'call_1', name: 'update_config', arguments: JSON.stringify({ key: 'log_level', value: 'DEBUG', why: 'As asked.' }) };
  const mock = await mockModel([
    { match: { hasToolResult: false }, response: { toolCalls: [call] } },
    { match: { hasToolResult: true }, response: { content: 'log_level is DEBUG now.' } },
  ]);
  const { env } = process;
  const model = { ...env, OPENAI_API_KEY: 'sk-none', OPENAI_BASE_URL: mock.url, OPENAI_API: 'chat', OPENAI_MODEL: 'local-model' };
  const given = EACH.find(({ question }) => question.id === 'base-set-level');
  expect(given).toBeDefined();
  if (given === undefined) return;
  const score = scoreAnswer(given.question, given.scenario, await ask(given.question, { scenario: given.scenario, planner: 'openai', env: model }));
  expect(score).toMatchObject({ right: true, model: 'local-model', answer: 'log_level is DEBUG now.' });
});

test('the command prints one JSON object, and its exit code is the verdict', async () => {
  const run = (...args: string[]): Promise<{ stdout: string; stderr: string; exitCode?: number | undefined }> =>
    execa('node_modules/.bin/tsx', ['evals/main.ts', ...args], { reject: false, env: { OPENAI_API_KEY: '', NO_COLOR: '1' } });
  const json = await run('--json', '--question', 'base-status');
  expect(json.exitCode).toBe(0);
  expect(JSON.parse(json.stdout)).toMatchObject({ planner: 'stub', good: true, total: { questions: 1, right: 1 }, scores: [{ id: 'base-status', right: true, model: null }] });
  const misuse = await run('--question', 'nonsense');
  expect([misuse.exitCode, misuse.stdout]).toEqual([2, '']);
});
