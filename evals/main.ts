// npm run evals: the only file here that reads the environment and writes to the terminal. It starts agents, one after another.
import * as colors from 'yoctocolors';
import { ask } from './ask.js';
import { choose, parseOptions } from './options.js';
import { QUESTION_SETS } from './questions/all.js';
import { type Score, scoreAnswer } from './score.js';
import { type Paint, questionLines, scoreboard } from './scoreboard.js';
import { summarise } from './summary.js';

const PLAIN: Paint = { bold: String, dim: String, green: String, red: String };

async function main(argv: readonly string[]): Promise<number> {
  const { env, stdout, stderr } = process;
  const parsed = parseOptions(argv, env);
  if (parsed.kind !== 'run') {
    (parsed.kind === 'print' ? stdout : stderr).write(parsed.text);
    return parsed.kind === 'print' ? 0 : 2;
  }
  const { options } = parsed;
  const sets = choose(QUESTION_SETS, options);
  if (typeof sets === 'string') {
    stderr.write(sets);
    return 2;
  }
  const paint = stdout.isTTY && (env['NO_COLOR'] ?? '') === '' ? colors : PLAIN;
  const scores: Score[] = [];
  for (const { scenario, questions } of sets) {
    for (const question of questions) {
      const score = scoreAnswer(question, scenario, await ask(question, { scenario, planner: options.planner, env }));
      scores.push(score);
      if (!options.json) stdout.write(`${questionLines(score, paint)}\n`);
    }
  }
  const summary = summarise(scores);
  const good = summary.shortfalls.length === 0;
  if (options.json) stdout.write(`${JSON.stringify({ planner: options.planner, good, ...summary, scores: scores.map(plainScore) }, null, 2)}\n`);
  else stdout.write(`\n${scoreboard(summary, paint)}\n`);
  return good ? 0 : 1;
}

/** A score without the regular expressions of its question, which JSON cannot hold. */
function plainScore({ question, ...score }: Score): object {
  const { id, category, ask: text, mode = 'execute_safe' } = question;
  return { id, category, mode, ask: text, ...score };
}

process.exitCode = await main(process.argv.slice(2));
