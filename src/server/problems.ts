// What is wrong with a message, in bounded length: whoever sends thousands of mistakes gets no answer of megabytes. Pure.
const MOST = 5;
const CHARS = 300;

/** The first problems, and how many more there are. */
export function firstProblems(problems: readonly string[]): string[] {
  const first = problems.slice(0, MOST).map((problem) => (problem.length <= CHARS ? problem : `${problem.slice(0, CHARS)}…`));
  return problems.length <= MOST ? first : [...first, `and ${problems.length - MOST} more`];
}
