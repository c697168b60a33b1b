// Folds a pipeline into the one command that answers the same, stage by stage, for suggestions only. Pure.
import { tokenize } from './tokenize.js';

type Words = readonly string[];

/** Stops at the first stage that has no equivalent: what is left gives the input of that stage. */
export function fold(stages: readonly string[]): string {
  let folded: Words = wordsOf(stages[0] ?? '');
  for (const stage of stages.slice(1)) {
    const next = foldTwo(folded, wordsOf(stage));
    if (next === undefined) break;
    folded = next;
  }
  return folded.join(' ');
}

function wordsOf(text: string): Words {
  const tokens = tokenize(text);
  return tokens.ok ? tokens.words.map(({ raw }) => raw) : [];
}

/** Programs that read what `cat f` would have given them. */
const READERS = new Set(['cat', 'head', 'tail', 'grep', 'egrep', 'fgrep', 'wc']);
const GREPS = new Set(['grep', 'egrep', 'fgrep']);
/** Options of grep whose output is not the selected lines, so that counting or cutting it is another thing. */
const NOT_LINES = /^-[A-Za-z]*[olLcq]|^--(?:only|files|count|quiet)/;

function foldTwo([program = '', ...args]: Words, second: Words): Words | undefined {
  const [filter = ''] = second;
  if (program === 'cat') return READERS.has(filter) && !args.some((arg) => arg.startsWith('-')) ? [...second, ...args] : undefined;
  if (!GREPS.has(program) || args.some((arg) => NOT_LINES.test(arg))) return undefined;
  const text = second.join(' ');
  if (text === 'wc -l') return [program, '-c', ...args];
  const head = /^head(?: -(?:n ?)?(\d+))?$/.exec(text);
  return head === null ? undefined : [program, '-m', head[1] ?? '10', ...args];
}
