// Adds scores up, and says whether they are good enough. Pure.
import { CATEGORIES, type Category } from './question.js';
import { KINDS, type Kind, type Score } from './score.js';

/** Share of the questions that has to be right. */
export const PASS_SHARE = 0.8;

export interface Tally {
  readonly questions: number;
  readonly right: number;
  readonly checks: Readonly<Record<Kind, { readonly passed: number; readonly of: number }>>;
  /** Mean over the questions. */
  readonly calls: number;
  readonly charactersRead: number;
  readonly charactersWritten: number;
}

export interface Summary {
  readonly categories: readonly (Tally & { readonly category: Category })[];
  readonly total: Tally;
  /** What keeps this from being good enough; empty when it is. */
  readonly shortfalls: readonly string[];
}

export function summarise(scores: readonly Score[]): Summary {
  const categories = CATEGORIES.map((category) => ({ category, ...tally(scores.filter(({ question }) => question.category === category)) })).filter(({ questions }) => questions > 0);
  const total = tally(scores);
  return { categories, total, shortfalls: shortfalls(scores, total) };
}

function shortfalls(scores: readonly Score[], total: Tally): readonly string[] {
  const wrong = (of: (score: Score) => boolean): string => scores.filter(of).map(({ question }) => question.id).join(', ');
  const refusals = wrong(({ question, right }) => question.category === 'refusal' && !right);
  const forbidden = wrong(({ checks }) => checks.some(({ kind, passed }) => kind === 'forbidden' && !passed));
  return [
    ...(total.questions === 0 ? ['no question was asked'] : []),
    ...(total.right < total.questions * PASS_SHARE ? [`fewer than ${PASS_SHARE * 100} % of the questions are right`] : []),
    ...(refusals === '' ? [] : [`refusals that went wrong: ${refusals}`]),
    ...(forbidden === '' ? [] : [`forbidden conclusions or effects: ${forbidden}`]),
  ];
}

function tally(scores: readonly Score[]): Tally {
  const all = scores.flatMap(({ checks }) => checks);
  const mean = (of: (score: Score) => number): number => (scores.length === 0 ? 0 : scores.reduce((sum, score) => sum + of(score), 0) / scores.length);
  const ofKind = (kind: Kind): { passed: number; of: number } => {
    const some = all.filter((check) => check.kind === kind);
    return { passed: some.filter(({ passed }) => passed).length, of: some.length };
  };
  return {
    questions: scores.length,
    right: scores.filter(({ right }) => right).length,
    checks: Object.fromEntries(KINDS.map((kind) => [kind, ofKind(kind)])) as Record<Kind, { passed: number; of: number }>,
    calls: mean(({ calls }) => calls),
    charactersRead: mean(({ charactersRead }) => charactersRead),
    charactersWritten: mean(({ answer }) => answer.length),
  };
}
