// The command line of the evals. Reads nothing but the arguments and the environment it is given.
import { Command, Option } from 'commander';
import { readArguments, type Instead } from '../src/agent/command-line.js';
import type { QuestionSet } from './question.js';

export interface Options {
  readonly planner: 'stub' | 'openai';
  readonly scenario: readonly string[];
  readonly question: readonly string[];
  readonly json: boolean;
}

export type Parsed = { readonly kind: 'run'; readonly options: Options } | Instead;

export function parseOptions(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): Parsed {
  const hasKey = (env['OPENAI_API_KEY'] ?? '') !== '';
  const collect = (value: string, earlier: readonly string[]): readonly string[] => [...earlier, value];
  const program = new Command('npm run evals --')
    .description('Puts questions about the practice systems to the agent and scores its answers.')
    .addOption(new Option('--planner <name>', 'whom to score; openai wants OPENAI_API_KEY').choices(['stub', 'openai']).default(hasKey ? 'openai' : 'stub'))
    .option('--scenario <name>', 'only the questions of this practice system (may be repeated)', collect, [])
    .option('--question <id>', 'only this question (may be repeated)', collect, [])
    .option('--json', 'print one JSON object and nothing else', false)
    .addHelpText('after', '\nExit codes: 0 good enough, 1 not, 2 bad usage.')
    .allowExcessArguments(false);
  const instead = readArguments(program, argv);
  if (instead !== undefined) return instead;
  const options = program.opts<Options>();
  if (options.planner === 'openai' && !hasKey) return { kind: 'misuse', text: 'error: --planner openai needs OPENAI_API_KEY (any text will do for a local server at OPENAI_BASE_URL).\n' };
  return { kind: 'run', options };
}

/** The chosen part of the questions; a name that is none of them is an error that lists what there is. */
export function choose(sets: readonly QuestionSet[], { scenario, question }: Options): readonly QuestionSet[] | string {
  const unknown = (names: readonly string[], known: readonly string[]): string | undefined => names.find((name) => !known.includes(name));
  const scenarios = sets.map((set) => set.scenario);
  const ids = sets.flatMap(({ questions }) => questions.map(({ id }) => id));
  const badScenario = unknown(scenario, scenarios);
  if (badScenario !== undefined) return `error: there is no scenario ${badScenario}. There are: ${scenarios.join(', ')}.\n`;
  const badQuestion = unknown(question, ids);
  if (badQuestion !== undefined) return `error: there is no question ${badQuestion}. There are: ${ids.join(', ')}.\n`;
  return sets
    .filter((set) => scenario.length === 0 || scenario.includes(set.scenario))
    .map((set) => ({ ...set, questions: set.questions.filter(({ id }) => question.length === 0 || question.includes(id)) }));
}
