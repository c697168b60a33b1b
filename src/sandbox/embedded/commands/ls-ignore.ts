// Patterns of `ls --ignore` and `--hide`: `fnmatch` with a leading dot that only a dot matches.
import { matchTokens, parseSegment } from '../../../policy/glob-segment.js';
import { Unsupported } from '../unsupported.js';

export type NamePattern = (name: string) => boolean;

export function ignorePattern(pattern: string): NamePattern {
  // Classes depend on the locale, and a backslash at the end is no character.
  if (/\[[:.=]/.test(pattern) || /(?:^|[^\\])(?:\\\\)*\\$/.test(pattern)) throw new Unsupported(`The pattern ${pattern} of ls`);
  const tokens = parseSegment(pattern);
  return (name) => matchTokens(tokens, name);
}
