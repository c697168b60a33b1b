// What to send instead: turns the shell habits of people and models into one command that passes. Pure.
// A candidate is offered only when the policy itself lets it pass.
import type { Refusal } from './refusal.js';
import { fold } from './suggest-fold.js';
import { rewritePattern } from './suggest-grep.js';
import { asGlobs, quote, rename, withoutBraces, withoutFollow } from './suggest-rewrite.js';
import { splitLine } from './suggest-split.js';
import { tokenize } from './tokenize.js';
import type { RefusalRule } from './verdict.js';

/** Null when the text passes. */
export type Judge = (command: string) => Refusal | null;

/** Statements of a line that are tried, and corrections that are made to one, at most. */
const STATEMENTS = 8;
const CORRECTIONS = 4;

/** Refusals of a whole line, which may be taken apart, and of one word, which may be rewritten. */
const OF_LINE: ReadonlySet<RefusalRule> = new Set(['metacharacter', 'control-character']);
const OF_WORD: ReadonlySet<RefusalRule> = new Set(['abbreviated-option', 'blocked-option', 'unknown-option', 'option-value', 'unknown-command', 'site_path']);

export function suggest(command: string, refusal: Refusal, judge: Judge): string | undefined {
  const ofLine = OF_LINE.has(refusal.rule);
  const corrected = ofLine || OF_WORD.has(refusal.rule) ? correct(command, judge) : undefined;
  if (corrected !== undefined || !ofLine) return corrected;
  for (const stages of splitLine(command).slice(0, STATEMENTS)) {
    const passing = correct(fold(stages), judge);
    if (passing !== undefined) return passing;
  }
  return undefined;
}

/** Corrects the text until it passes or nothing is left to correct. */
function correct(text: string, judge: Judge): string | undefined {
  let candidate: string | undefined = text;
  for (let round = 0; round <= CORRECTIONS && candidate !== undefined; round += 1) {
    const refusal = judge(candidate);
    if (refusal === null) return candidate;
    candidate = correction(candidate, refusal);
  }
  return undefined;
}

function correction(text: string, { rule, retype }: Refusal): string | undefined {
  const tokens = tokenize(text);
  if (!tokens.ok) return undefined;
  const raw = tokens.words.map((word) => word.raw);
  const [program = '', ...args] = raw;
  if (retype !== undefined) return raw.with(retype.index, quote(retype.as)).join(' ');
  if (rule === 'metacharacter') return rewritePattern(tokens.words);
  if (rule === 'unknown-command') return rename(program, args);
  if (rule === 'option-value') return withoutBraces(tokens.words);
  if (rule === 'site_path') return program === 'ls' ? asGlobs(args) : undefined;
  return program === 'tail' ? withoutFollow(args) : undefined;
}
