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

function foldTwo(first: Words, second: Words): Words | undefined {
  const [program, ...args] = first;
  const [filter] = second;
  // `cat f | filter …` → `filter … f`
  if (program === 'cat' && args.length > 0 && !args.some((arg) => arg.startsWith('-'))) {
    return filter !== undefined && READS_FILES.has(filter) ? [...second, ...args] : undefined;
  }
  if (program !== 'grep' && program !== 'egrep' && program !== 'fgrep') return undefined;
  if (second.join(' ') === 'wc -l') return [program, '-c', ...args];
  const lines = headLines(second);
  return lines === undefined ? undefined : [program, '-m', lines, ...args];
}

const READS_FILES = new Set(['cat', 'head', 'tail', 'grep', 'egrep', 'fgrep', 'wc']);

/** N of `head`, `head -N`, `head -n N` and `head -nN` without a file. */
function headLines(words: Words): string | undefined {
  const [, lines = '10'] = /^head(?: -(?:n ?)?(\d+))?$/.exec(words.join(' ')) ?? [];
  return words[0] === 'head' && /^head(?: -(?:n ?)?\d+)?$/.test(words.join(' ')) ? lines : undefined;
}
